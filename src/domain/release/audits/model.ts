import type { Severity } from "../../../kernel/registry.ts";
import type { RuleId } from "./rules.ts";

/** The words of audits. Paths are relative to the project's root. */

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const satisfies readonly Severity[];
export type { Severity };

/** What an audit looks at, in the order of its report. */
export const AUDIT_SECTIONS = [
  "upgrades",
  "dependencies",
  "version-consistency",
  "breaking-changes",
  "security",
  "licenses",
  "plugins",
] as const;
export type AuditSection = typeof AUDIT_SECTIONS[number];

/** A place in the project that a finding is about. */
export interface FindingPlace {
  /** The package of the project that has it; "." for a root that is no package. */
  package?: string;
  /** The dependency that it is about. */
  dependency?: string;
  file?: string;
  /** From 1. */
  line?: number;
  column?: number;
}

/** What to do about something. */
export interface Recommendation {
  text: string;
  /** A command line that does it, or leads there. */
  command?: string;
}

/** One of several things that a finding is about, such as one of the deprecated packages. */
export interface AffectedThing extends FindingPlace {
  /** As a line: `eslint: 8.0.0 → 9.0.0`. */
  text: string;
}

/** One thing that an audit found. */
export interface Finding extends FindingPlace {
  /** Stable name of the rule: `dependencies/cycle`. */
  id: RuleId;
  section: AuditSection;
  severity: Severity;
  title: string;
  detail: string;
  /** Where one finding stands for several things. */
  affected?: AffectedThing[];
  recommendation?: Recommendation;
}

/** How much of a section could be seen. */
export type SectionStatus = "complete" | "partial" | "unavailable";

/** A rule that a plugin adds. */
export interface AddedRule {
  /** `plugins/<plugin>/<rule>` */
  id: RuleId;
  summary: string;
  state: "ran" | "failed" | "untrusted";
}

/** What an audit found in one section. */
export interface SectionReport {
  section: AuditSection;
  status: SectionStatus;
  /** Worst first. */
  findings: Finding[];
  /** What could not be seen, and why: sentences. */
  notices: string[];
  /** Rules that are not in `RULES`. */
  rules?: AddedRule[];
}

/** The place of a severity: 0 is the worst. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return severityRank(severity) <= severityRank(floor);
}

/** Worst first, then by rule, package and place. */
export function compareFindings(a: Finding, b: Finding): number {
  return severityRank(a.severity) - severityRank(b.severity) || compare(a.id, b.id) ||
    compare(a.package ?? "", b.package ?? "") || compare(a.file ?? "", b.file ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) || compare(a.dependency ?? "", b.dependency ?? "") || compare(a.title, b.title);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
