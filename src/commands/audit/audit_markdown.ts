import { sparkline } from "../../view/sparkline.ts";
import { createUi } from "../../view/ui.ts";
import type { AuditFinding, AuditOutput } from "./audit_output.ts";
import { SECTION_TITLES } from "./section_titles.ts";

/** The report as markdown, for pull requests and wikis. `minimal` has scores and counts, `detailed` everything. */
export function auditMarkdown(value: AuditOutput): string {
  const { healthScore, history, summary, sections, recommendations, verdict, verbosity, fixes } = value;
  const lines = ["# Project Health Audit", ""];
  if (healthScore) {
    lines.push(`**Health Score: ${healthScore.score}/100 (${healthScore.band})**`, "");
    lines.push("| Section | Score |", "| --- | ---: |");
    for (const { section, score } of healthScore.sections) {
      lines.push(`| ${SECTION_TITLES[section].name} | ${score}/100 |`);
    }
    lines.push("");
    if (history && history.scores.length > 1) {
      const trend = sparkline(
        history.scores.map(({ score }) => score),
        createUi({ color: false, unicode: true, width: 80 }),
      );
      lines.push(`Trend: ${trend} (${history.scores.map(({ score }) => score).join(", ")})`, "");
    }
  }
  lines.push("## Summary", "", "| Total | Critical | High | Medium | Low |", "| ---: | ---: | ---: | ---: | ---: |");
  lines.push(`| ${[summary.total, summary.critical, summary.high, summary.medium, summary.low].join(" | ")} |`, "");
  for (const reason of verdict.reasons) lines.push(`> **Failed:** ${escaped(reason)}`, "");
  if (fixes && fixes.length > 0) {
    lines.push("## Aligned", "", "| File | Dependency | From | To | |", "| --- | --- | --- | --- | --- |");
    for (const { file, dependency, from, to, breaking } of fixes) {
      lines.push(`| ${[file, dependency, from, to].map(code).join(" | ")} | ${breaking ? "may break it" : ""} |`);
    }
    lines.push("");
  }
  for (const { section, findings = [], notices } of sections) {
    if (verbosity !== "minimal") {
      lines.push(`## ${SECTION_TITLES[section].title}`, "");
      if (findings.length === 0 && notices.length === 0) lines.push("No issues found.", "");
      for (const each of findings) lines.push(...findingLines(each, verbosity === "detailed"));
    }
    for (const notice of notices) lines.push(`> ${escaped(notice)}`, "");
  }
  if (recommendations.length > 0 && verbosity !== "minimal") {
    lines.push("## Recommendations", "");
    recommendations.forEach(({ text, command }, i) => {
      lines.push(`${i + 1}. ${escaped(text)}${command ? `: ${code(command)}` : ""}`);
    });
    lines.push("");
  }
  return lines.join("\n");
}

function findingLines(finding: AuditFinding, isDetailed: boolean): string[] {
  const { id, severity, title, detail, affected = [], recommendation } = finding;
  const lines = [`### ${severity.toUpperCase()}: ${escaped(title)}`, ""];
  if (detail !== "") lines.push(escaped(detail), "");
  const place = placeOf(finding);
  if (place !== undefined && affected.length === 0) lines.push(code(place), "");
  for (const each of affected) {
    const at = isDetailed ? placeOf(each) : undefined;
    lines.push(`- ${escaped(each.text)}${at === undefined ? "" : ` (${code(at)})`}`);
  }
  if (affected.length > 0) lines.push("");
  if (recommendation) {
    lines.push(
      `_${escaped(recommendation.text)}_${recommendation.command ? `: ${code(recommendation.command)}` : ""}`,
      "",
    );
  }
  if (isDetailed) lines.push(`<sub>${escaped(id)}</sub>`, "");
  return lines;
}

function placeOf({ file, line }: { file?: string; line?: number }): string | undefined {
  return file === undefined || line === undefined ? file : `${file}:${line}`;
}

/** Names come from files: what markdown or HTML would take for markup is escaped. */
function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]<>#|~]/g, "\\$&").replaceAll("&", "&amp;");
}

/** Text between as many backticks as it takes; a bar would end a cell of a table. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = "`".repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map((each) => each.length)) + 1);
  return line.startsWith("`") || line.endsWith("`") ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
