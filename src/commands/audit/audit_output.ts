import { AUDIT_SECTIONS, SEVERITIES } from "../../domain/release/audits/model.ts";
import {
  boolean,
  either,
  type Infer,
  integer,
  list,
  nothing,
  object,
  oneOf,
  optional,
  text,
} from "../../kernel/schema.ts";

export const VERBOSITIES = ["minimal", "normal", "detailed"] as const;
export const BANDS = ["Excellent", "Good", "Fair", "Poor", "Critical"] as const;

const PLACE = {
  package: optional(text({ description: "Package of the project; . is a root that is none" })),
  dependency: optional(text()),
  file: optional(text({ description: "Relative to the project's root" })),
  line: optional(integer({ minimum: 1 })),
  column: optional(integer({ minimum: 1 })),
};

const RECOMMENDATION = {
  text: text(),
  command: optional(text({ description: "A command line that does it, or leads there" })),
};

const SCORE = integer({ minimum: 0, description: "0 to 100" });

const COUNTS = object({
  total: integer({ description: "Without those that only inform" }),
  critical: integer(),
  high: integer(),
  medium: integer(),
  low: integer(),
  info: integer(),
});

/** The JSON form of `workspace audit`. */
export const AUDIT_OUTPUT = object({
  healthScore: optional(object({
    score: SCORE,
    band: oneOf(BANDS),
    sections: list(object({ section: oneOf(AUDIT_SECTIONS), score: SCORE })),
  }, { description: "Of all findings, whatever --min-severity leaves out; absent with --no-health-score" })),
  summary: COUNTS,
  sections: list(object({
    section: oneOf(AUDIT_SECTIONS),
    status: oneOf(["complete", "partial", "unavailable"], { description: "How much of it could be seen" }),
    notices: list(text(), { description: "What could not be seen, and why" }),
    rules: optional(list(
      object({
        id: text({ description: "plugins/<plugin>/<rule>" }),
        summary: text(),
        state: oneOf(["ran", "failed", "untrusted"]),
      }),
      { description: "Of the section plugins: what plugins add" },
    )),
    findings: optional(list(
      object({
        id: text({ description: "Name of the rule" }),
        section: oneOf(AUDIT_SECTIONS),
        severity: oneOf(SEVERITIES),
        title: text(),
        detail: text(),
        ...PLACE,
        affected: optional(list(object({ ...PLACE, text: text() }), {
          description: "Where one finding stands for several things",
        })),
        recommendation: optional(object(RECOMMENDATION)),
      }),
      { description: "Worst first; left out with --output, whose file has them" },
    )),
  })),
  recommendations: list(object({ rule: text(), findings: integer(), ...RECOMMENDATION })),
  statistics: object({
    packages: integer({ description: "Packages of the project" }),
    sources: either([integer(), nothing], {
      description: "Sources whose imports were read; null where none were to be",
    }),
    internal: optional(integer()),
    external: optional(integer()),
    workspaceLinks: optional(integer()),
    localLinks: optional(integer()),
    unread: integer({ description: "Dependencies that registries could not be read for; 0 with --offline" }),
    lockedPackages: either([integer(), nothing], { description: "Null without a lockfile" }),
  }),
  history: optional(object({
    previous: either([SCORE, nothing], { description: "The score of the audit before of the same sections" }),
    scores: list(object({ at: text({ description: "ISO 8601, UTC" }), score: SCORE }), { description: "Oldest first" }),
  })),
  fixes: optional(list(
    object({
      file: text(),
      package: text(),
      dependency: text(),
      from: text(),
      to: text(),
      breaking: boolean({ description: "Whether it now asks for versions that may break the package" }),
    }),
    { description: "With --fix: what was written" },
  )),
  backupId: optional(either([text(), nothing], { description: "With --fix: the backup of what was changed" })),
  verdict: object({
    passed: boolean(),
    reasons: list(text(), { description: "Why the exit code is 14" }),
  }),
  verbosity: oneOf(VERBOSITIES),
  offline: boolean(),
  output: optional(text({ description: "The file that the report was written to" })),
});

export type AuditOutput = Infer<typeof AUDIT_OUTPUT>;
export type AuditFinding = NonNullable<AuditOutput["sections"][number]["findings"]>[number];
