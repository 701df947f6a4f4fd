import { isFault } from "../../../kernel/fault.ts";
import { sweepTemporaries } from "../apply/place_files.ts";
import { type FileTarget, replaceFiles } from "../apply/replace_files.ts";
import { UPGRADE_FILE_CHANGED } from "./faults.ts";
import { readState } from "./file_state.ts";
import { type ChangeJournal, removeJournal, writeJournal } from "./journal.ts";
import type { Backup } from "./model.ts";
import { type BackupStore, getBackup, getCopy, isDescribed, removeBackup } from "./store.ts";

/**
 * Takes back a change that failed or was interrupted: files, modes and folders are what they were, to the byte, and the
 * backup made for it is gone. The caller holds the lock. A file that is neither what it was nor what the change makes of
 * it stops this before anything is done. Faults: `UPGRADE_FILE_CHANGED`, `BACKUP_DAMAGED`, those of files.
 */
export async function undoChange(store: BackupStore, journal: ChangeJournal): Promise<void> {
  // Nothing is changed before the backup is described.
  if (journal.phase === "applying" && isDescribed(store, journal.backup)) {
    await restoreFiles(store, { journal, backup: getBackup(store, journal.backup) });
  }
  dropChange(store, journal);
}

/** Forgets a change of which nothing is to be taken back: its journal and its backup go. */
export function dropChange(store: BackupStore, journal: ChangeJournal): void {
  note(store, { ...journal, phase: "done" });
  removeBackup(store, { id: journal.backup, files: journal.files });
  removeJournal(store);
}

async function restoreFiles(
  store: BackupStore,
  { journal, backup }: { journal: ChangeJournal; backup: Backup },
): Promise<void> {
  const { files, root } = store;
  sweepTemporaries(journal.files, store);
  const entries = new Map(journal.files.map((each) => [each.path, each]));
  const targets: FileTarget[] = [];
  for (const file of backup.files) {
    const { path, sha256, mode } = file;
    const now = await readState(files, `${root}/${path}`);
    const current = now?.sha256 ?? null;
    if (current === sha256 && (mode === null || now?.mode === mode)) continue;
    const entry = entries.get(path);
    const isOurs = entry?.after === undefined || current === entry.after || current === sha256;
    if (!isOurs) throw UPGRADE_FILE_CHANGED({ path });
    targets.push({ path, content: await getCopy(store, { id: backup.id, file }), mode: mode ?? undefined });
  }
  replaceFiles(targets, { removals: "first", ports: store, interrupted: () => false });
  for (const folder of journal.folders.toReversed()) files.removeEmptyDirectory(`${root}/${folder}`);
}

/** What cannot be noted, as on a full disk, is found out again: restoring twice changes nothing. */
function note(store: BackupStore, journal: ChangeJournal): void {
  try {
    writeJournal(store, journal);
  } catch (error) {
    if (!isFault(error)) throw error;
    store.log.debug(`The journal was not updated: ${error.message}`);
  }
}
