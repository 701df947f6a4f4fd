import type { IgnoreMatcher } from "./ignore.ts";
import {
  AUDIT_SECTIONS,
  compareFindings,
  type Finding,
  isAtLeast,
  type SectionReport,
  SEVERITIES,
  type Severity,
} from "./model.ts";

/** How many findings there are; what only informs is not among the total. */
export type SeverityCounts = Record<Severity, number> & { total: number };

/** Sections without what the configuration ignores, in their order, the worst findings first. */
export function withoutIgnored(sections: readonly SectionReport[], isIgnored: IgnoreMatcher): SectionReport[] {
  return sections.toSorted((a, b) => AUDIT_SECTIONS.indexOf(a.section) - AUDIT_SECTIONS.indexOf(b.section))
    .map((each) => ({
      ...each,
      findings: each.findings.filter((finding) => !isIgnored(finding.id, finding)).sort(compareFindings),
    }));
}

/** Sections with the findings of at least a severity. */
export function fromSeverity(sections: readonly SectionReport[], floor: Severity): SectionReport[] {
  return sections.map((each) => ({
    ...each,
    findings: each.findings.filter(({ severity }) => isAtLeast(severity, floor)),
  }));
}

export function countFindings(findings: readonly Finding[]): SeverityCounts {
  const counts = Object.fromEntries(SEVERITIES.map((each) => [each, 0])) as Record<Severity, number>;
  for (const { severity } of findings) counts[severity]++;
  return { total: findings.length - counts.info, ...counts };
}

/** `warning` is the word of older reports for what deserves attention. */
export function severityOf(word: string): Severity {
  return word === "warning" ? "medium" : word as Severity;
}
