import { type Fault, isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { Changeset } from "../model.ts";
import { formatChangeset, parseChangeset } from "./changeset_file.ts";
import { CHANGESET_AMBIGUOUS, CHANGESET_EXISTS, CHANGESET_NOT_FOUND } from "./faults.ts";
import { freeSlug, slugOfBranch } from "./slug.ts";

/** Where a project keeps its changesets. Paths are relative to `root`, which is absolute. */
export interface ChangesetFolder {
  files: Files;
  root: string;
  /** `changeset.path` of the configuration. */
  path: string;
  /** `changeset.historyPath` of the configuration. */
  historyPath: string;
  /** Git's folder that all working trees share, absolute; the lock is kept there. Undefined without git. */
  commonDir?: string | undefined;
}

/** What the folder holds: changesets sorted by branch, and a fault for every file that is none. */
export interface FoundChangesets {
  changesets: Changeset[];
  broken: Fault[];
}

/** Reads every pending changeset. A broken file hides no other. */
export function readChangesets(folder: ChangesetFolder): FoundChangesets {
  const changesets: Changeset[] = [];
  const broken: Fault[] = [];
  for (const id of listIds(folder)) {
    try {
      const changeset = readFile(folder, id);
      if (changeset) changesets.push(changeset);
    } catch (error) {
      if (!isFault(error)) throw error;
      broken.push(error);
    }
  }
  changesets.sort((a, b) => a.branch < b.branch ? -1 : a.branch > b.branch ? 1 : a.id < b.id ? -1 : 1);
  return { changesets, broken };
}

/** Every pending changeset, sorted by branch; a file that is broken is a fault, several are an `AggregateError`. */
export function getChangesets(folder: ChangesetFolder): Changeset[] {
  const { changesets, broken } = readChangesets(folder);
  if (broken.length === 1) throw broken[0];
  if (broken.length > 1) throw new AggregateError(broken);
  return changesets;
}

/**
 * The changeset of a branch, or undefined. The branch's own file is looked at first, so that nothing else is read in
 * the usual case; that file being broken is a fault.
 */
export function findChangesetOfBranch(folder: ChangesetFolder, branch: string): Changeset | undefined {
  const own = slugOfBranch(branch);
  const first = readFile(folder, own);
  if (first?.branch === branch) return first;
  for (const id of listIds(folder)) {
    if (id === own) continue;
    try {
      const changeset = readFile(folder, id);
      if (changeset?.branch === branch) return changeset;
    } catch (error) {
      if (!isFault(error) || id.startsWith(own)) throw error;
    }
  }
  return undefined;
}

/** The changeset with this branch, or else with this id; undefined when there is none. */
export function findChangeset(folder: ChangesetFolder, branchOrId: string): Changeset | undefined {
  return findChangesetOfBranch(folder, branchOrId) ??
    (listIds(folder).includes(branchOrId) ? readFile(folder, branchOrId) : undefined);
}

/**
 * The changeset with this branch or id, or the only one whose branch or id begins so.
 * Faults: `CHANGESET_NOT_FOUND` with what was near, `CHANGESET_AMBIGUOUS`, `CHANGESET_INVALID`.
 */
export function getChangeset(folder: ChangesetFolder, name: string): Changeset {
  const exact = findChangeset(folder, name);
  if (exact) return exact;
  const { changesets, broken } = readChangesets(folder);
  const matches = changesets.filter(({ branch, id }) =>
    name !== "" && (branch.startsWith(name) || id.startsWith(name))
  );
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) throw CHANGESET_AMBIGUOUS({ name, matches: matches.map(({ branch }) => branch) });
  if (changesets.length === 0 && broken.length > 0) throw broken[0];
  throw CHANGESET_NOT_FOUND({ name, known: [...new Set(changesets.flatMap(({ branch, id }) => [branch, id]))] });
}

/** A changeset as it is asked for: its id is given to it. */
export type NewChangeset = Omit<Changeset, "id">;

/** Writes a new changeset, under an id that no other has. Fault: `CHANGESET_EXISTS`. */
export function createChangeset(folder: ChangesetFolder, fields: NewChangeset): Changeset {
  using _lock = lockChangesets(folder);
  const existing = findChangesetOfBranch(folder, fields.branch);
  if (existing) throw CHANGESET_EXISTS({ branch: existing.branch, id: existing.id });
  const ids = new Set(listIds(folder));
  const changeset = { id: freeSlug(fields.branch, (id) => ids.has(id)), ...fields };
  folder.files.write(`${folder.root}/${changesetPath(folder, changeset.id)}`, formatChangeset(changeset), {
    createOnly: true,
  });
  return changeset;
}

/**
 * Changes a changeset under the lock: `change` gets what the file says now and returns what it shall say, or the same
 * object for nothing to change. Undefined when the changeset is gone.
 */
export function updateChangeset(
  folder: ChangesetFolder,
  id: string,
  change: (current: Changeset) => Changeset,
): { before: Changeset; after: Changeset } | undefined {
  using _lock = lockChangesets(folder);
  const before = readFile(folder, id);
  if (!before) return undefined;
  const after = change(before);
  if (after !== before) folder.files.write(`${folder.root}/${changesetPath(folder, id)}`, formatChangeset(after));
  return { before, after };
}

/** Removes a changeset's file. `before` runs under the same lock, such as writing it to the history. */
export function deleteChangeset(folder: ChangesetFolder, id: string, before: () => void = () => {}): void {
  using _lock = lockChangesets(folder);
  before();
  folder.files.remove(`${folder.root}/${changesetPath(folder, id)}`);
}

/** Waits for the lock that every writer of changesets holds while it reads and writes. */
export function lockChangesets({ files, root, path, commonDir }: ChangesetFolder): Disposable {
  return files.lock(commonDir === undefined ? `${root}/${path}/.lock` : `${commonDir}/workspace-changesets.lock`)!;
}

/** Where a changeset stands, relative to the root. */
export function changesetPath(folder: Pick<ChangesetFolder, "path">, id: string): string {
  return `${folder.path}/${id}.json`;
}

function listIds({ files, root, path }: ChangesetFolder): string[] {
  return (files.list(`${root}/${path}`) ?? [])
    .filter(({ name, kind }) => name.endsWith(".json") && !name.startsWith(".") && kind !== "directory")
    .map(({ name }) => name.slice(0, -".json".length));
}

function readFile(folder: ChangesetFolder, id: string): Changeset | undefined {
  const file = changesetPath(folder, id);
  const content = folder.files.readText(`${folder.root}/${file}`);
  return content === undefined ? undefined : parseChangeset(content, { file, id });
}
