import { changeFiles, type ChangeTarget } from "./change_files.ts";
import { readState } from "./file_state.ts";
import { findJournal } from "./journal.ts";
import type { Backup } from "./model.ts";
import { type BackupStore, getCopy } from "./store.ts";
import { undoChange } from "./undo_change.ts";

/** What a restore does with one file. */
export interface PlannedRestore {
  path: string;
  /** `same`: it is left alone. */
  action: "same" | "replace" | "create" | "remove" | "mode";
}

/** A restore that is decided and not yet done. */
export interface RestorePlan {
  backup: Backup;
  files: PlannedRestore[];
  targets: ChangeTarget[];
}

/** An interrupted change that was taken back. */
export interface Recovered {
  startedAt: string;
  command: string;
  /** Id of the backup it was taken back from, which is gone now. */
  backup: string;
}

/** Takes back what was interrupted; undefined where nothing was. The caller holds the lock. */
export async function recoverChange(store: BackupStore): Promise<Recovered | undefined> {
  const journal = findJournal(store);
  if (!journal) return undefined;
  const { startedAt, command, backup, phase } = journal;
  if (phase === "applying") {
    store.log.warn(`'${command}', started at ${startedAt}, was interrupted; it is undone first`);
  }
  await undoChange(store, journal);
  return phase === "applying" ? { startedAt, command, backup } : undefined;
}

/** Reads every copy of a backup and decides what differs from it now. Fault: `BACKUP_DAMAGED`. */
export async function planRestore(store: BackupStore, backup: Backup): Promise<RestorePlan> {
  const plan: RestorePlan = { backup, files: [], targets: [] };
  for (const file of backup.files) {
    const content = await getCopy(store, { id: backup.id, file });
    const now = await readState(store.files, `${store.root}/${file.path}`);
    const isSameMode = file.mode === null || now === null || now.mode === file.mode;
    const isSame = (now?.sha256 ?? null) === file.sha256;
    const action = isSame
      ? isSameMode ? "same" : "mode"
      : content === null
      ? "remove"
      : now === null
      ? "create"
      : "replace";
    plan.files.push({ path: file.path, action });
    if (action !== "same") plan.targets.push({ path: file.path, content, mode: file.mode ?? undefined });
  }
  return plan;
}

/**
 * Brings the files of a backup back, to the byte and with their modes; what is there now is backed up first. Returns
 * that backup, or undefined where nothing differs. The caller holds the lock.
 */
export async function applyRestore(
  store: BackupStore,
  { plan, at, interrupted }: { plan: RestorePlan; at: Temporal.Instant; interrupted: () => boolean },
): Promise<Backup | undefined> {
  if (plan.targets.length === 0) return undefined;
  const { id, packages, upgrades, folders } = plan.backup;
  return await changeFiles(store, {
    command: `upgrade backups restore ${id}`,
    reason: `Before ${id} was restored`,
    packages,
    upgrades: upgrades.map((each) => ({ package: each.package, from: each.to, to: each.from })),
    targets: plan.targets,
    emptied: folders,
    keepBackup: true,
    at,
    interrupted,
  });
}
