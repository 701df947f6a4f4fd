import { printable } from "../../view/printable.ts";
import { sparkline } from "../../view/sparkline.ts";
import type { Ui } from "../../view/ui.ts";
import type { AuditFinding, AuditOutput } from "./audit_output.ts";
import { SECTION_TITLES } from "./section_titles.ts";

/** Findings of one rule, things of one finding and recommendations that are shown unless all are asked for. */
const SHOWN_FINDINGS = 5;
const SHOWN_THINGS = 10;
const SHOWN_RECOMMENDATIONS = 10;

/** The report of PRD 7.3: scores, counts, sections, recommendations. */
export function auditText(value: AuditOutput, ui: Ui): string {
  const isDetailed = value.verbosity === "detailed" || ui.detailed;
  const lines = [ui.heading("Project Health Audit"), "", ...scoreLines(value, ui), ...summaryLines(value, ui)];
  if (value.fixes) lines.push("", ...fixLines(value, ui));
  if (value.output === undefined && value.verbosity !== "minimal") {
    for (const section of value.sections) lines.push("", ...sectionLines(section, { ui, isDetailed }));
  } else lines.push(...noticeLines(value, ui));
  if (value.verbosity !== "minimal") lines.push(...recommendationLines(value, { ui, isDetailed }));
  if (value.output !== undefined) {
    lines.push(
      "",
      `${ui.style.success(ui.symbol.success)} Report written to ${ui.style.highlight(printable(value.output))}`,
    );
  }
  for (const reason of value.verdict.reasons) lines.push("", ui.style.error(`${ui.symbol.error} ${printable(reason)}`));
  return lines.join("\n");
}

function scoreLines({ healthScore, history }: AuditOutput, ui: Ui): string[] {
  if (!healthScore) return [];
  const { score, band, sections } = healthScore;
  const lines = [`${ui.style.bold("Health Score:")} ${painted(score, ui)(`${score}/100 (${band})`)}`];
  for (const each of sections) {
    lines.push(
      `  ${`${SECTION_TITLES[each.section].name}:`.padEnd(19)} ${painted(each.score, ui)(`${each.score}/100`)}`,
    );
  }
  if (history && history.scores.length > 1) {
    const change = score - history.previous!;
    const words = change === 0 ? "as before" : `${change > 0 ? "+" : ""}${change} since the last audit`;
    lines.push(
      `  ${"Trend:".padEnd(19)} ${sparkline(history.scores.map((each) => each.score), ui)} ${
        ui.style.dim(`(${words})`)
      }`,
    );
  }
  return [...lines, ""];
}

function painted(score: number, { style }: Ui): (text: string) => string {
  return score >= 70 ? style.success : score >= 50 ? style.warning : style.error;
}

function summaryLines({ summary }: AuditOutput, { style }: Ui): string[] {
  return [
    style.bold("Summary:"),
    `  Total Issues: ${summary.total}`,
    `  Critical: ${summary.critical}`,
    `  High: ${summary.high}`,
    `  Medium: ${summary.medium}`,
    `  Low: ${summary.low}`,
  ];
}

function fixLines({ fixes = [], backupId }: AuditOutput, { style, symbol }: Ui): string[] {
  if (fixes.length === 0) return [`${style.success(symbol.success)} Nothing to align`];
  return [
    `${style.success(symbol.success)} Aligned ${fixes.length} ${fixes.length === 1 ? "range" : "ranges"}:`,
    ...fixes.map((each) =>
      `  ${printable(each.file)}: ${printable(each.dependency)} ${printable(each.from)} ${symbol.arrow} ${
        printable(each.to)
      }${each.breaking ? ` ${style.warning("(may break it: read the changelog)")}` : ""}`
    ),
    ...backupId ? [`  Undo with: ${style.highlight(`workspace upgrade backups restore ${backupId}`)}`] : [],
    `  Let the package manager refresh its lockfile: the ranges in it have changed`,
  ];
}

type Section = AuditOutput["sections"][number];

function sectionLines(
  { section, findings = [], notices }: Section,
  { ui, isDetailed }: { ui: Ui; isDetailed: boolean },
): string[] {
  const rule = ui.style.dim(ui.symbol.rule.repeat(20));
  const lines = [rule, ui.style.bold(SECTION_TITLES[section].title), rule, ""];
  const byRule = Map.groupBy(findings, ({ id }) => id);
  for (const same of byRule.values()) {
    const shown = isDetailed ? same : same.slice(0, SHOWN_FINDINGS);
    for (const each of shown) lines.push(...findingLines(each, { ui, isDetailed }), "");
    if (shown.length < same.length) lines.push(more(same.length - shown.length, `of ${same[0]!.id}`, ui), "");
  }
  for (const notice of notices) lines.push(ui.style.dim(`${ui.symbol.info} ${printable(notice)}`), "");
  if (findings.length === 0 && notices.length === 0) {
    lines.push(`${ui.style.success(ui.symbol.success)} No issues found`, "");
  }
  return lines.slice(0, -1);
}

function findingLines(finding: AuditFinding, { ui, isDetailed }: { ui: Ui; isDetailed: boolean }): string[] {
  const { severity, title, detail, affected = [], recommendation } = finding;
  const lines = [`${label(severity, ui)} ${inLine(title, ui)}`];
  if (detail !== "") lines.push(`  ${inLine(detail, ui)}`);
  const place = placeOf(finding);
  if (place !== undefined && affected.length === 0) lines.push(`  ${ui.style.dim(printable(place))}`);
  if (affected.length > 0 && severity === "info") {
    lines.push(...affected.map(({ text }) => `  ${inLine(text, ui)}`));
  } else if (affected.length > 0) {
    const shown = isDetailed ? affected : affected.slice(0, SHOWN_THINGS);
    const isHeaded = detail !== "";
    if (isHeaded) lines.push("", "  Affected packages:");
    const indent = isHeaded ? "    " : "  ";
    for (const each of shown) {
      const at = isDetailed && placeOf(each) ? ui.style.dim(`  ${printable(placeOf(each)!)}`) : "";
      lines.push(`${indent}- ${inLine(each.text, ui)}${at}`);
    }
    if (shown.length < affected.length) lines.push(indent + more(affected.length - shown.length, "", ui));
  }
  const isUrgent = severity === "critical" || severity === "high";
  if (recommendation && (isDetailed || isUrgent)) {
    lines.push("", `  Recommendation: ${inLine(recommendation.text, ui)}`);
    if (recommendation.command) lines.push(`    ${ui.style.highlight(printable(recommendation.command))}`);
  }
  return lines;
}

function label(severity: AuditFinding["severity"], { style }: Ui): string {
  const text = `[${severity.toUpperCase()}]`;
  if (severity === "critical" || severity === "high") return style.error(text);
  return severity === "medium" ? style.warning(text) : style.info(text);
}

/** Arrows are part of what is told; a terminal without Unicode gets its own. */
function inLine(text: string, { symbol }: Ui): string {
  return printable(text).replaceAll("→", symbol.arrow).replaceAll("…", symbol.ellipsis);
}

function placeOf({ file, line, column }: { file?: string; line?: number; column?: number }): string | undefined {
  if (file === undefined) return undefined;
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function more(count: number, what: string, { style, symbol }: Ui): string {
  return style.dim(`${symbol.ellipsis} and ${count} more ${what === "" ? "" : `${what} `}(--verbosity detailed)`);
}

/** What could not be seen is said even where sections are not shown. */
function noticeLines({ sections }: AuditOutput, { style, symbol }: Ui): string[] {
  const notices = [...new Set(sections.flatMap((each) => each.notices))];
  return notices.length === 0 ? [] : ["", ...notices.map((each) => style.dim(`${symbol.info} ${printable(each)}`))];
}

function recommendationLines(
  { recommendations }: AuditOutput,
  { ui, isDetailed }: { ui: Ui; isDetailed: boolean },
): string[] {
  if (recommendations.length === 0) return [];
  const rule = ui.style.dim(ui.symbol.rule.repeat(20));
  const shown = isDetailed ? recommendations : recommendations.slice(0, SHOWN_RECOMMENDATIONS);
  return [
    "",
    rule,
    ui.style.bold("Recommendations"),
    rule,
    "",
    ...shown.map(({ text, command }, i) =>
      `${i + 1}. ${inLine(text, ui)}${command ? `: ${ui.style.highlight(printable(command))}` : ""}`
    ),
  ];
}
