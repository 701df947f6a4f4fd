import {
  either,
  list,
  nothing,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  violations,
} from "../../../kernel/schema.ts";
import { SHA256, staysInside } from "./backup_file.ts";
import { BACKUP_JOURNAL_BROKEN } from "./faults.ts";
import { type BackupStore, folderOf, isId, JOURNAL_FILE } from "./store.ts";

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

const HASH = either([SHA256, nothing]);

const JOURNAL: Schema = object({
  format: { const: 1 } as Schema<1>,
  backup: text(),
  startedAt: text(),
  command: text(),
  phase: oneOf(["applying", "done"]),
  files: list(object({ path: text(), before: HASH, after: optional(HASH) })),
  folders: list(text()),
});

/** The journal of an interrupted change. Fault: `BACKUP_JOURNAL_BROKEN`. */
export function findJournal(store: BackupStore): ChangeJournal | undefined {
  const path = journalPath(store);
  const content = store.files.readText(path);
  if (content === undefined) return undefined;
  const journal = parseJournal(content);
  if (!journal) throw BACKUP_JOURNAL_BROKEN({ path });
  return journal;
}

/** Undefined for what cannot be used, whatever is wrong with it. */
function parseJournal(content: string): ChangeJournal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (violations(JOURNAL, value).length > 0) return undefined;
  const journal = value as ChangeJournal;
  const paths = [...journal.files.map((each) => each.path), ...journal.folders];
  return isId(journal.backup) && paths.every(staysInside) ? journal : undefined;
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
