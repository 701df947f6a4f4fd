import { diffLines } from "./line_diff.ts";
import type { Backup, BackupFile } from "./model.ts";
import { type PlannedRestore, planRestore } from "./restore.ts";
import type { BackupStore } from "./store.ts";

/** A file of a backup beside what is there now. */
export interface ComparedFile extends BackupFile {
  action: PlannedRestore["action"];
  /** Hunks from now to the backup; empty where there is no difference, null where it cannot be shown as lines. */
  diff: string | null;
}

/** What a restore of a backup would change. Fault: `BACKUP_DAMAGED`. */
export async function compareBackup(store: BackupStore, backup: Backup): Promise<ComparedFile[]> {
  const plan = await planRestore(store, backup);
  const contents = new Map(plan.targets.map(({ path, content }) => [path, content as Uint8Array | null]));
  return backup.files.map((file, i) => {
    const { action } = plan.files[i]!;
    if (action === "same" || action === "mode") return { ...file, action, diff: "" };
    const now = textOf(store.files.readBytes(`${store.root}/${file.path}`));
    const then = textOf(contents.get(file.path) ?? undefined);
    return { ...file, action, diff: now === null || then === null ? null : diffLines(now, then) };
  });
}

/** Null for what is no text; nothing at all is an empty one. */
function textOf(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
