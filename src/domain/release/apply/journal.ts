import type { Files } from "../../../kernel/ports.ts";
import { JOURNAL_BROKEN } from "./faults.ts";

/** One file as it was before the release and as it is after; null where it does not exist. */
export interface FileWrite {
  /** Relative to the project's root. */
  path: string;
  before: string | null;
  after: string | null;
}

/** A tag of a release. */
export interface TagWrite {
  name: string;
  message: string;
}

/** What a release does in git. */
export interface GitSteps {
  /** What HEAD was: a commit that exists. */
  before: string;
  /** The branch that moves; null on a detached HEAD. */
  branch: string | null;
  message: string;
  tags: TagWrite[];
  /** The index entries of the files that are written, as they were: `git ls-files --stage -z`. */
  index: string;
  push: { remote: string; branch: string } | null;
}

/**
 * Everything a release will do, written down before the first change. From it the release can be finished or undone
 * at any moment, whatever was done of it.
 */
export interface Journal {
  format: 1;
  /** ISO 8601 in UTC. */
  startedAt: string;
  direction: "forward" | "backward";
  writes: FileWrite[];
  /** Folders that are made for new files, outermost first; relative to the project's root. */
  folders: string[];
  git: GitSteps | null;
  /** The release commit, once it exists. */
  commit: string | null;
  /** Whether the remote has accepted the branch: from then on there is no way back. */
  accepted: boolean;
}

/** The journal of one working tree: at most one release at a time. */
export interface JournalStore {
  find(): Journal | undefined;
  write(journal: Journal): void;
  remove(): void;
  /** Held while a release runs; undefined when another one runs. Ends with the process. */
  lock(): Disposable | undefined;
}

/** A journal in a folder of its own: inside the git directory, where no commit and no clean-up reaches it. */
export function journalStore(files: Files, directory: string): JournalStore {
  const path = `${directory}/bump.json`;
  return {
    find() {
      const text = files.readText(path);
      return text === undefined ? undefined : parseJournal(text, path);
    },
    write: (journal) => files.write(path, JSON.stringify(journal)),
    remove: () => files.remove(path),
    lock: () => files.lock(`${directory}/bump.lock`, { wait: false }),
  };
}

function parseJournal(text: string, path: string): Journal {
  try {
    const journal = JSON.parse(text) as Journal;
    if (journal.format === 1 && Array.isArray(journal.writes) && Array.isArray(journal.folders)) return journal;
  } catch {
    // Reported below: whatever is wrong with it, it cannot be used.
  }
  throw JOURNAL_BROKEN({ path });
}
