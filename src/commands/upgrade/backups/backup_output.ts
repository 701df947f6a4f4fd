import { BACKUP_FIELDS } from "../../../domain/release/backups/backup_file.ts";
import { type Backup, sizeOf, type UnusableEntry } from "../../../domain/release/backups/model.ts";
import { type Infer, integer, list, object, oneOf, text } from "../../../kernel/schema.ts";
import type { Ui } from "../../../view/ui.ts";

/** A backup as commands print it. */
export const BACKUP = object({
  ...BACKUP_FIELDS,
  fileCount: integer(),
  size: integer({ description: "Bytes of all copies" }),
});

export type BackupOutput = Infer<typeof BACKUP>;

/** What in the folder is no backup that could be used. */
export const UNUSABLE = list(object({ name: text(), kind: oneOf(["damaged", "foreign"]), problem: text() }), {
  description: "Entries of the folder that are no whole backups; they are never removed",
});

export function backupOutput(backup: Backup): BackupOutput {
  const { files, folders: _, ...rest } = backup;
  return { ...rest, fileCount: files.length, size: sizeOf(backup) };
}

/** A backup as a block of lines. */
export function backupLines(backup: BackupOutput, ui: Ui): string[] {
  const { id, createdAt, reason, packages, upgrades, fileCount, size, command } = backup;
  const changes = upgrades.map((each) => `${each.package} ${each.from} ${ui.symbol.arrow} ${each.to}`);
  const shown = changes.slice(0, 3);
  const more = changes.length > shown.length ? [`and ${changes.length - shown.length} more`] : [];
  return [
    ui.style.highlight(id),
    `  Created: ${readableTime(createdAt)}`,
    `  Command: ${command}`,
    ...(reason === "" ? [] : [`  Reason: ${reason}`]),
    `  Packages: ${packages.join(", ") || "none"}`,
    ...(changes.length === 0 ? [] : [`  Upgrades: ${[...shown, ...more].join(", ")}`]),
    `  Files: ${fileCount} (${readableSize(size)})`,
  ];
}

/** Lines about what could not be used. */
export function unusableLines(entries: readonly UnusableEntry[], ui: Ui): string[] {
  return entries.map(({ name, kind, problem }) =>
    ui.style.warning(`${ui.symbol.warning} ${name} (${kind}): ${problem}`)
  );
}

/** `2024-01-15 10:30:45 UTC`. */
export function readableTime(instant: string): string {
  return instant.replace("T", " ").replace(/Z$/, " UTC");
}

/** `512 B`, `1.4 KB`, `3.0 MB`: thousands of 1024. */
export function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = bytes < 1024 * 1024 ? 1 : 2;
  return `${(bytes / 1024 ** power).toFixed(1)} ${power === 1 ? "KB" : "MB"}`;
}
