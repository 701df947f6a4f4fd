import { type Fault, isFault } from "../../../kernel/fault.ts";
import { INTERRUPTED } from "../../../kernel/interrupted.ts";
import { findNewFolders, sweepTemporaries } from "../apply/place_files.ts";
import { type FileTarget, replaceFiles } from "../apply/replace_files.ts";
import { UPGRADE_FILE_CHANGED, UPGRADE_NOT_UNDONE, UPGRADE_RUNNING } from "./faults.ts";
import { type FileState, hashOf, readState } from "./file_state.ts";
import { type ChangeJournal, removeJournal, writeJournal } from "./journal.ts";
import type { Backup } from "./model.ts";
import { type BackupStore, folderOf, freeId, JOURNAL_FILE, LOCK_FILE, prepareFolder, writeBackup } from "./store.ts";
import { dropChange, undoChange } from "./undo_change.ts";

/** A file that is to change. */
export interface ChangeTarget extends FileTarget {
  /** What the change was decided on, as text; null where there was no file. Not looked at when absent. */
  expected?: string | null;
}

/** A change of files that happens wholly or not at all. */
export interface FileChanges extends Pick<Backup, "command" | "reason" | "packages" | "upgrades"> {
  targets: readonly ChangeTarget[];
  /** Folders that go where they are empty afterwards, outermost first. */
  emptied?: readonly string[];
  /** Files that `afterwards` changes in its own way: they are backed up, too. */
  open?: readonly string[];
  /** Runs when the targets are in place and belongs to the change: when it fails, everything is taken back. */
  afterwards?: () => Promise<void>;
  /** Whether the backup stays when all went well. */
  keepBackup: boolean;
  at: Temporal.Instant;
  /** Whether the user asked to stop; looked at between files. */
  interrupted: () => boolean;
}

/** Waits for nobody: of two changes at once the second is told so. Fault: `UPGRADE_RUNNING`. */
export function lockBackups(store: BackupStore): Disposable {
  prepareFolder(store);
  const lock = store.files.lock(`${folderOf(store)}/${LOCK_FILE}`, { wait: false });
  if (!lock) throw UPGRADE_RUNNING({});
  return lock;
}

/**
 * Backs the files up, then changes them; the caller holds the lock and has undone what was interrupted before. Any
 * failure takes everything back and is thrown again; killed at any moment, `undoChange` of the journal does. Returns
 * the backup, or undefined where it was not to be kept. Faults besides those of files: `UPGRADE_FILE_CHANGED`,
 * `UPGRADE_NOT_UNDONE`.
 */
export async function changeFiles(store: BackupStore, changes: FileChanges): Promise<Backup | undefined> {
  const { files, root } = store;
  const paths = [...new Set([...changes.targets.map(({ path }) => path), ...changes.open ?? []])].sort();
  const states = new Map<string, FileState | null>();
  for (const path of paths) states.set(path, await readState(files, `${root}/${path}`));
  for (const { path, expected } of changes.targets) await refuseOthers(path, { expected, state: states.get(path)! });
  const backup = describe(store, { changes, states });
  const journal = await assembleJournal({ changes, states, backup });
  sweepTemporaries([{ path: JOURNAL_FILE }], { root: folderOf(store), files });
  writeJournal(store, journal);
  try {
    writeBackup(store, { backup, states });
    await refuseMeanwhile(store, states);
  } catch (error) {
    dropChange(store, journal);
    throw error;
  }
  try {
    replaceFiles(changes.targets, { removals: "last", ports: store, interrupted: changes.interrupted });
    for (const folder of changes.emptied?.toReversed() ?? []) files.removeEmptyDirectory(`${root}/${folder}`);
    await changes.afterwards?.();
    if (changes.interrupted()) throw INTERRUPTED({});
  } catch (error) {
    await takeBack(store, { journal, error });
    // Ctrl-C on a terminal reaches programs that were started as well: what they then said is not the reason.
    throw changes.interrupted() ? INTERRUPTED({}, { cause: error }) : error;
  }
  if (changes.keepBackup) removeJournal(store);
  else dropChange(store, journal);
  return changes.keepBackup ? backup : undefined;
}

function describe(
  store: BackupStore,
  { changes, states }: { changes: FileChanges; states: ReadonlyMap<string, FileState | null> },
): Backup {
  const { command, reason, packages, upgrades, at } = changes;
  return {
    id: freeId(store, at),
    createdAt: at.toString({ smallestUnit: "second" }),
    command,
    reason,
    packages: [...packages],
    upgrades: [...upgrades],
    files: [...states].map(([path, state]) => ({
      path,
      sha256: state?.sha256 ?? null,
      size: state?.bytes.length ?? 0,
      mode: state?.mode ?? null,
    })),
    folders: findNewFolders([...states].map(([path, before]) => ({ path, before })), store),
  };
}

async function assembleJournal(
  { changes, states, backup }: {
    changes: FileChanges;
    states: ReadonlyMap<string, FileState | null>;
    backup: Backup;
  },
): Promise<ChangeJournal> {
  const open = new Set(changes.open);
  const targets = new Map(changes.targets.map((target) => [target.path, target]));
  const files = [];
  for (const [path, state] of states) {
    const before = state?.sha256 ?? null;
    const content = targets.get(path)?.content;
    if (open.has(path) || content === undefined) files.push({ path, before });
    else files.push({ path, before, after: content === null ? null : await hashOf(content) });
  }
  const { id, createdAt, command, folders } = backup;
  return {
    format: 1,
    backup: id,
    startedAt: createdAt,
    command,
    phase: "applying",
    files,
    folders,
  };
}

async function refuseOthers(
  path: string,
  { expected, state }: { expected: string | null | undefined; state: FileState | null },
): Promise<void> {
  if (expected === undefined) return;
  const wanted = expected === null ? null : await hashOf(expected);
  if ((state?.sha256 ?? null) !== wanted) throw UPGRADE_FILE_CHANGED({ path });
}

async function refuseMeanwhile(
  { files, root }: BackupStore,
  states: ReadonlyMap<string, FileState | null>,
): Promise<void> {
  for (const [path, state] of states) {
    const now = await readState(files, `${root}/${path}`);
    if (now?.sha256 !== state?.sha256) throw UPGRADE_FILE_CHANGED({ path });
  }
}

async function takeBack(
  store: BackupStore,
  { journal, error }: { journal: ChangeJournal; error: unknown },
): Promise<void> {
  try {
    await undoChange(store, journal);
  } catch (obstacle) {
    if (!isFault(obstacle)) throw obstacle;
    throw notUndone(error, obstacle);
  }
}

function notUndone(error: unknown, obstacle: Fault): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const problem = isFault(error) ? `${message}: ${error.reason}` : message;
  return UPGRADE_NOT_UNDONE({ problem, obstacle: `${obstacle.message}: ${obstacle.reason}` }, { cause: error });
}
