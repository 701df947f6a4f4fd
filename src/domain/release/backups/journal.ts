import { BACKUP_JOURNAL_BROKEN } from "./faults.ts";
import { type BackupStore, folderOf, JOURNAL_FILE } from "./store.ts";

/** A file of a change: what it was, and what the change makes of it. */
export interface JournalFile {
  /** Relative to the project's root. */
  path: string;
  /** SHA-256; null where it did not exist. */
  before: string | null;
  /** SHA-256; null where it is removed; absent where another program writes it, such as a lockfile. */
  after?: string | null;
}

/** What is being done, written down before the first change: with the backup it can be undone at any moment. */
export interface ChangeJournal {
  format: 1;
  /** Id of the backup that everything is taken back from. */
  backup: string;
  /** ISO 8601 in UTC. */
  startedAt: string;
  command: string;
  /** `done`: the files are as they shall be, and only the backup, which is not needed, is left to remove. */
  phase: "applying" | "done";
  files: JournalFile[];
  /** Folders that are made for new files, outermost first; relative to the project's root. */
  folders: string[];
}

/** The journal of an interrupted change. Fault: `BACKUP_JOURNAL_BROKEN`. */
export function findJournal(store: BackupStore): ChangeJournal | undefined {
  const path = journalPath(store);
  const text = store.files.readText(path);
  if (text === undefined) return undefined;
  try {
    const journal = JSON.parse(text) as ChangeJournal;
    if (journal.format === 1 && Array.isArray(journal.files) && Array.isArray(journal.folders)) return journal;
  } catch {
    // Reported below: whatever is wrong with it, it cannot be used.
  }
  throw BACKUP_JOURNAL_BROKEN({ path });
}

export function writeJournal(store: BackupStore, journal: ChangeJournal): void {
  store.files.write(journalPath(store), JSON.stringify(journal));
}

export function removeJournal(store: BackupStore): void {
  store.files.remove(journalPath(store));
}

function journalPath(store: BackupStore): string {
  return `${folderOf(store)}/${JOURNAL_FILE}`;
}
