import {
  type Infer,
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  type Violation,
  violations,
} from "../../../kernel/schema.ts";
import type { Package } from "../model.ts";
import { staysInside } from "../plugins/manifest.ts";
import { type Finding, SEVERITIES } from "./model.ts";
import type { RuleId } from "./rules.ts";

/** What a function of a plugin's `auditRules` returns. */
const ANSWER = list(object({
  severity: oneOf(SEVERITIES),
  message: text({ minLength: 1 }),
  detail: optional(text()),
  package: optional(text({ minLength: 1 })),
  dependency: optional(text({ minLength: 1 })),
  file: optional(text({ minLength: 1 })),
  line: optional(integer({ minimum: 1 })),
  column: optional(integer({ minimum: 1 })),
  recommendation: optional(text({ minLength: 1 })),
  command: optional(text({ minLength: 1 })),
}));

/** The name of a plugin's rule in reports, and for `audit.ignore`. */
export function addedRuleId(plugin: string, rule: string): RuleId {
  return `plugins/${plugin}/${rule}`;
}

/**
 * The findings in what a plugin's rule answered, or what is wrong with the answer. A rule that found nothing may
 * answer nothing. A package without a file stands for its manifest.
 */
export function readPluginFindings(
  answer: unknown,
  { id, packages }: { id: RuleId; packages: readonly Pick<Package, "name" | "manifestPath">[] },
): Finding[] | { problem: string } {
  const [wrong] = violations(ANSWER, answer ?? []);
  if (wrong) return { problem: problemOf(wrong) };
  const findings: Finding[] = [];
  for (const [i, each] of ((answer ?? []) as Infer<typeof ANSWER>).entries()) {
    const { message, detail = "", recommendation, command, ...rest } = each;
    if (rest.file !== undefined && !staysInside(rest.file)) {
      return { problem: `${i}.file must be a path in the project, relative to its root` };
    }
    if (command !== undefined && recommendation === undefined) {
      return { problem: `${i}.command goes with a recommendation` };
    }
    const file = rest.file ?? packages.find(({ name }) => name === rest.package)?.manifestPath;
    findings.push({
      ...rest,
      ...file !== undefined && { file },
      id,
      section: "plugins",
      title: message,
      detail,
      ...recommendation !== undefined && {
        recommendation: { text: recommendation, ...command !== undefined && { command } },
      },
    });
  }
  return findings;
}

function problemOf({ path, kind, expected }: Violation): string {
  const key = path.join(".") || "the answer";
  if (kind === "unknown") return `'${key}' is unknown`;
  return kind === "missing" ? `'${key}' is missing` : `${key} must be ${expected}`;
}
