import { printable } from "../../view/printable.ts";
import type { Ui } from "../../view/ui.ts";
import type { ApplyOutput } from "./apply_output.ts";
import { failureLines, filterLines, groupLines } from "./check_text.ts";

const REASONS: Record<ApplyOutput["skipped"][number]["reason"], string> = {
  major_version: "major",
  minor_version: "minor",
  patch_version: "patch",
  ignored: "ignored by configuration",
  too_young: "too young",
  tag_missing: "the registry has no such dist-tag",
  version_unknown: "the range admits no version",
  not_selected: "not selected",
  range_admits: "its range admits it already; only the lockfile is behind",
  registry_failure: "could not be read",
};

/** Files beyond these are counted: the tables name their packages. */
const NAMED_AT_MOST = 5;
const COLUMNS = { version: "New", range: "New range" } as const;

/** `upgrade apply` as lines for a person. */
export function applyText(value: ApplyOutput, ui: Ui): string {
  const { status, applied, filters, recovered } = value;
  if (status === "skipped") return "";
  const taken = recovered
    ? [`${ui.symbol.info} '${recovered.command}', started at ${recovered.startedAt}, was interrupted and is undone`, ""]
    : [];
  const tables: string[] = [];
  for (const [owner, upgrades] of Map.groupBy(applied, (each) => each.owner)) {
    tables.push(...groupLines(`${printable(owner)}:`, upgrades, { ui, columns: COLUMNS }));
  }
  return [
    ...taken,
    ...headLines(value, ui),
    ...filters ? filterLines({ filters, offline: false }) : [],
    ...tables,
    ...skippedLines(value, ui),
    ...failureLines(value, ui),
    ...doneLines(value, ui),
  ].join("\n").trimEnd();
}

function headLines({ status, summary }: ApplyOutput, ui: Ui): string[] {
  switch (status) {
    case "applied":
      return [ui.heading("Upgrades Applied"), ""];
    case "preview":
      return [ui.heading("Upgrade Preview"), ""];
    case "nothing-selected":
      return [`${ui.symbol.info} Nothing was selected: nothing was changed.`, ""];
    default:
      return summary.totalFailed > 0
        ? ["No upgrades are known: nothing was changed.", ""]
        : [`${ui.style.success(ui.symbol.success)} Nothing to upgrade.`, ""];
  }
}

function skippedLines({ skipped, failures }: ApplyOutput, { style, symbol }: Ui): string[] {
  const failed = new Set(failures.map((each) => each.package));
  const lines = skipped.filter((each) => each.reason !== "registry_failure" || !failed.has(each.package)).map(
    (each) => {
      const versions = [each.currentVersion, each.latestVersion].filter((version) => version !== null);
      return `${printable(each.package)} ${versions.join(` ${symbol.arrow} `)} (${REASONS[each.reason]}${
        each.reason === "not_selected" ? ` in ${printable(each.file)}` : ""
      })`;
    },
  );
  if (lines.length === 0) return [];
  return ["Skipped:", ...[...new Set(lines)].map((line) => `  ${style.dim(`${symbol.bullet} ${line}`)}`), ""];
}

function doneLines(value: ApplyOutput, ui: Ui): string[] {
  const { status, summary, files, changeset, lockfile, removedBackups } = value;
  if (status !== "applied" && status !== "preview") return [];
  const isDone = status === "applied";
  const done = (text: string) => `${isDone ? ui.style.success(ui.symbol.success) : ui.symbol.bullet} ${text}`;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const refresh = lockfile.state === "refreshed"
    ? [done(`${lockfile.file} ${isDone ? "refreshed" : "would be refreshed"} by \`${lockfile.command}\``)]
    : [];
  const install = lockfile.state === "refreshed" ? `${lockfile.command.split(" ")[0]} install` : lockfile.command;
  const upgraded = files.filter((file) => file !== changeset?.file && file !== lockfile.file);
  const where = upgraded.length > NAMED_AT_MOST ? count(upgraded.length, "file") : upgraded.map(printable).join(", ");
  return [
    done(`${count(summary.totalApplied, "upgrade")} in ${where}`),
    ...(changeset === null ? [] : [
      done(`Changeset ${changeset.file} ${changeset.created ? "created" : "extended"}${isDone ? "" : " (preview)"}`),
    ]),
    ...refresh,
    ...(summary.backupId === null ? [] : [done(`Backup: ${summary.backupId}`)]),
    ...(removedBackups.length === 0 ? [] : [done(`Older backups removed: ${removedBackups.join(", ")}`)]),
    "",
    ...(isDone ? [`\`${install}\` installs the new versions.`] : ["Run without --dry-run to apply them."]),
    ...(summary.backupId === null ? [] : [`Undo with \`workspace upgrade backups restore ${summary.backupId}\`.`]),
  ];
}
