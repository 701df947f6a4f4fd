import type { Files, Log } from "../../../kernel/ports.ts";
import { sweepTemporaries } from "../apply/place_files.ts";
import { formatBackup, parseBackup } from "./backup_file.ts";
import { BACKUP_DAMAGED, BACKUP_NOT_FOUND } from "./faults.ts";
import { type FileState, hashOf } from "./file_state.ts";
import type { Backup, BackupFile, UnusableEntry } from "./model.ts";

/** Where a project keeps its backups. */
export interface BackupFolder {
  files: Files;
  /** Absolute path of the project. */
  root: string;
  /** `upgrade.backup.path` of the configuration; relative to the root. */
  path: string;
}

/** A folder of backups with what changes are told to. */
export interface BackupStore extends BackupFolder {
  log: Log;
}

/** What the folder holds: backups, newest first, and everything else. */
export interface FoundBackups {
  backups: Backup[];
  unusable: UnusableEntry[];
}

const ID = /^backup_(\d{8}_\d{6})(?:_(\d+))?$/;

/** Whether a name is one that backups have. */
export function isId(name: string): boolean {
  return ID.test(name);
}

/** Names in the folder that are neither backups nor foreign. */
export const IGNORE_FILE = ".gitignore";
export const JOURNAL_FILE = ".journal.json";
export const LOCK_FILE = ".lock";
const OWN_FILES: readonly string[] = [IGNORE_FILE, JOURNAL_FILE, LOCK_FILE];

/** Reads the descriptions of all backups; copies are looked for, and not read. */
export function readBackups(store: BackupFolder): FoundBackups {
  const found: FoundBackups = { backups: [], unusable: [] };
  for (const { name, kind } of store.files.list(folderOf(store)) ?? []) {
    if (OWN_FILES.includes(name) || name.endsWith(".tmp")) continue;
    if (kind !== "directory" || !isId(name)) {
      found.unusable.push({ name, kind: "foreign", problem: "It is not a backup that workspace made." });
      continue;
    }
    const backup = readBackup(store, name);
    if ("problem" in backup) found.unusable.push({ name, kind: "damaged", problem: backup.problem });
    else found.backups.push(backup);
  }
  found.backups.sort((a, b) => compareIds(b.id, a.id));
  return found;
}

/** The backup with this id, or the newest for `latest`. Faults: `BACKUP_NOT_FOUND`, `BACKUP_DAMAGED`. */
export function getBackup(store: BackupFolder, id: string): Backup {
  const { backups, unusable } = readBackups(store);
  const found = id === "latest" ? backups[0] : backups.find((each) => each.id === id);
  if (found) return found;
  const damaged = unusable.find(({ name, kind }) => name === id && kind === "damaged");
  if (damaged) throw BACKUP_DAMAGED({ id, problem: damaged.problem, path: `${store.path}/${id}` });
  throw BACKUP_NOT_FOUND({ id, known: backups.map((each) => each.id) });
}

/** The bytes of one file of a backup, null where it did not exist. Fault: `BACKUP_DAMAGED`. */
export async function getCopy(
  store: BackupFolder,
  { id, file }: { id: string; file: BackupFile },
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (file.sha256 === null) return null;
  const bytes = store.files.readBytes(copyPath(store, { id, path: file.path }));
  const damaged = (problem: string) => BACKUP_DAMAGED({ id, problem, path: `${store.path}/${id}` });
  if (bytes === undefined) throw damaged(`The copy of '${file.path}' is missing.`);
  if (await hashOf(bytes) !== file.sha256) throw damaged(`The copy of '${file.path}' is not what was saved.`);
  return bytes.slice();
}

/** Copies files as they are and then describes them: a folder without a description is no backup. */
export function writeBackup(
  store: BackupFolder,
  { backup, states }: { backup: Backup; states: ReadonlyMap<string, FileState | null> },
): void {
  for (const { path } of backup.files) {
    const state = states.get(path);
    if (state) store.files.write(copyPath(store, { id: backup.id, path }), state.bytes);
  }
  store.files.write(descriptionPath(store, backup.id), formatBackup(backup));
}

/**
 * Removes a backup, its description last, so that what is left after a stop is still known. Files that are not its own
 * stay.
 */
export function removeBackup(
  store: BackupFolder,
  { id, files: saved }: Pick<Backup, "id"> & { files: { path: string }[] },
) {
  const { files } = store;
  const copies = saved.map(({ path }) => copyPath(store, { id, path }));
  const top = `${folderOf(store)}/${id}`;
  const own = [...copies, descriptionPath(store, id)].map((path) => ({ path: path.slice(top.length + 1) }));
  sweepTemporaries(own, { root: top, files });
  for (const copy of copies) files.remove(copy);
  for (const folder of foldersAbove(copies, top)) files.removeEmptyDirectory(folder);
  files.remove(descriptionPath(store, id));
  files.removeEmptyDirectory(top);
}

/** Whether a backup was written to its end. */
export function isDescribed(store: BackupFolder, id: string): boolean {
  return store.files.kindOf(descriptionPath(store, id)) === "file";
}

/** Makes the folder, with what keeps git from ever taking it into a commit. */
export function prepareFolder(store: BackupFolder): void {
  const path = `${folderOf(store)}/${IGNORE_FILE}`;
  if (store.files.readText(path) === undefined) store.files.write(path, "*\n");
}

/** An id that no entry of the folder has, for a backup made now. */
export function freeId(store: BackupFolder, at: Temporal.Instant): string {
  const time = at.toString({ smallestUnit: "second" }).replace("T", "_").replaceAll(/[-:Z]/g, "");
  const taken = new Set((store.files.list(folderOf(store)) ?? []).map(({ name }) => name));
  let id = `backup_${time}`;
  for (let number = 2; taken.has(id); number++) id = `backup_${time}_${number}`;
  return id;
}

/** Absolute. */
export function folderOf({ root, path }: Pick<BackupFolder, "root" | "path">): string {
  return `${root}/${path}`;
}

/** Copies end in `.bak`, so that nothing that looks for package.json files finds them. */
function copyPath(store: BackupFolder, { id, path }: { id: string; path: string }): string {
  return `${folderOf(store)}/${id}/files/${path}.bak`;
}

function descriptionPath(store: BackupFolder, id: string): string {
  return `${folderOf(store)}/${id}/backup.json`;
}

function readBackup(store: BackupFolder, id: string): Backup | { problem: string } {
  const content = store.files.readText(descriptionPath(store, id));
  if (content === undefined) return { problem: "It has no backup.json." };
  const backup = parseBackup(content, id);
  if ("problem" in backup) return backup;
  const missing = backup.files.find(({ path, sha256 }) =>
    sha256 !== null && store.files.kindOf(copyPath(store, { id, path })) !== "file"
  );
  return missing ? { problem: `The copy of '${missing.path}' is missing.` } : backup;
}

/** Folders between `top` and the files, innermost first. */
function foldersAbove(paths: readonly string[], top: string): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let slash = path.lastIndexOf("/"); slash > top.length; slash = path.lastIndexOf("/", slash - 1)) {
      folders.add(path.slice(0, slash));
    }
  }
  return [...folders].sort((a, b) => b.length - a.length);
}

function compareIds(a: string, b: string): number {
  const [, timeA = "", numberA = "1"] = ID.exec(a) ?? [];
  const [, timeB = "", numberB = "1"] = ID.exec(b) ?? [];
  return timeA === timeB ? Number(numberA) - Number(numberB) : timeA < timeB ? -1 : 1;
}
