import { RULES } from "../../domain/release/audits/rules.ts";
import type { AuditFinding, AuditOutput } from "./audit_output.ts";

const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note", info: "none" } as const;
/** What GitHub's code scanning sorts security findings by. */
const SECURITY_SEVERITY = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0", info: "0.0" } as const;
const NAMES = Object.keys(RULES) as (keyof typeof RULES)[];

/**
 * The findings as SARIF 2.1.0 (OASIS). What only informs and what could not be seen are notifications of the run. A
 * finding that stands for several things is one result for each.
 */
export function auditSarif({ sections, healthScore, verdict }: AuditOutput): string {
  const findings = sections.flatMap((each) => each.findings ?? []);
  const notices = sections.flatMap(({ section, notices: texts }) => texts.map((text) => ({ section, text })));
  const added = sections.flatMap(({ rules = [] }) => rules);
  const rules = [
    ...NAMES.map((id) => ({ id, summary: RULES[id] })),
    ...added.map(({ id, summary }) => ({ id, summary })),
  ];
  const ids = rules.map(({ id }) => id);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: {
        driver: {
          name: "workspace audit",
          rules: rules.map(({ id, summary }) => ({
            id,
            shortDescription: { text: summary },
            properties: { tags: [id.split("/")[0]] },
          })),
        },
      },
      columnKind: "utf16CodeUnits",
      originalUriBaseIds: { PROJECTROOT: { description: { text: "The root of the project" } } },
      invocations: [{
        executionSuccessful: true,
        exitCode: verdict.passed ? 0 : 14,
        toolExecutionNotifications: notices.map(({ section, text }) => ({
          level: "note",
          message: { text: `${section}: ${text}` },
        })),
      }],
      results: findings.filter(({ severity }) => severity !== "info").flatMap((each) => resultsOf(each, ids)),
      ...healthScore && { properties: { healthScore: healthScore.score } },
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultsOf(finding: AuditFinding, rules: readonly string[]): unknown[] {
  const { id, severity, title, detail, affected = [], recommendation } = finding;
  const advice = recommendation
    ? `\n${recommendation.text}${recommendation.command ? `: ${recommendation.command}` : ""}`
    : "";
  const things = affected.length > 0 ? affected : [undefined];
  return things.map((thing) => {
    const place = thing?.file === undefined ? finding : thing;
    const subject = [title, ...thing ? [thing.text] : [], ...detail === "" ? [] : [detail]].join("\n");
    return {
      ruleId: id,
      ruleIndex: rules.indexOf(id),
      level: LEVELS[severity],
      message: { text: subject + advice },
      locations: [locationOf(place)],
      partialFingerprints: {
        "finding/v1": [id, place.package ?? "", thing?.dependency ?? finding.dependency ?? "", place.file ?? ""].join(
          "|",
        ),
      },
      properties: {
        severity,
        ...id.startsWith("security/") && { "security-severity": SECURITY_SEVERITY[severity] },
      },
    };
  });
}

/** Code scanning wants a file for every result: the root's manifest stands for what has none. */
function locationOf({ file = "package.json", line, column }: { file?: string; line?: number; column?: number }) {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "PROJECTROOT" },
      ...line !== undefined && { region: { startLine: line, startColumn: column ?? 1 } },
    },
  };
}
