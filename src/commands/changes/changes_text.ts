import type { AffectedPackage, ChangesAnalysis, PackageFileChange } from "../../domain/release/changes/model.ts";
import { printable } from "../../view/printable.ts";
import type { Ui } from "../../view/ui.ts";

/** Letters as `git status` shows them. */
const LETTERS: Record<PackageFileChange["type"], string> = {
  added: "A",
  modified: "M",
  deleted: "D",
  renamed: "R",
  copied: "C",
  "type-changed": "T",
  unmerged: "U",
  untracked: "?",
};

/** The analysis for a person; markdown where that was asked for. */
export function changesText(analysis: ChangesAnalysis & { markdown?: string }, ui: Ui): string {
  if (analysis.markdown !== undefined) return analysis.markdown;
  const { affectedPackages, summary } = analysis;
  const lines = [ui.heading("Changes Analysis"), "", `Affected Packages: ${affectedPackages.length}`, ""];
  for (const each of affectedPackages) lines.push(...packageLines(each, ui), "");
  lines.push(
    "Summary:",
    `  Total files: ${summary.totalFiles}`,
    `  Total packages: ${summary.totalPackages}`,
    `  Lines added: ${summary.linesAdded}`,
    `  Lines deleted: ${summary.linesDeleted}`,
  );
  if (summary.totalCommits > 0) lines.push(`  Commits: ${summary.totalCommits}`);
  if (summary.unownedFiles > 0) lines.push(`  Files outside packages: ${summary.unownedFiles}`);
  return lines.join("\n");
}

function packageLines(changed: AffectedPackage, { style, symbol }: Ui): string[] {
  const state = changed.state === "existing" ? "" : ` (${changed.state})`;
  const lines = [
    `${style.highlight(printable(changed.name))}:${state}`,
    `  Files changed: ${changed.filesChanged}`,
    `  Lines added: ${changed.linesAdded}`,
    `  Lines deleted: ${changed.linesDeleted}`,
    "",
    "  Changes:",
  ];
  for (const { type, path, from, via } of changed.changes) {
    const moved = from === undefined ? "" : `${printable(from)} ${symbol.arrow} `;
    lines.push(`    ${letter(type, style)} ${moved}${printable(path)}${via ? style.dim(` (by ${via})`) : ""}`);
  }
  if (changed.commits.length === 0) return lines;
  lines.push("", "  Commits:");
  for (const { shortHash, subject, author, date } of changed.commits) {
    const who = `${printable(author)}, ${date.slice(0, 10)}`;
    lines.push(`    ${style.warning(shortHash)} ${printable(subject)} ${style.dim(`(${who})`)}`);
  }
  return lines;
}

function letter(type: PackageFileChange["type"], style: Ui["style"]): string {
  if (type === "deleted" || type === "unmerged") return style.error(LETTERS[type]);
  return type === "added" || type === "untracked" ? style.success(LETTERS[type]) : style.warning(LETTERS[type]);
}
