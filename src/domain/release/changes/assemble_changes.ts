import type { FileChange } from "../../../kernel/git.ts";
import type { Workspace } from "../model.ts";
import type { Ownership, PackageFolder } from "../packages/ownership.ts";
import type { Comparison } from "./comparison.ts";
import type { AffectedPackage, ChangeCommit, ChangesAnalysis, PackageFileChange, UnownedChange } from "./model.ts";

/** A changed catalog file and the packages that use an entry that changed. */
export interface CatalogUse {
  file: string;
  users: string[];
}

/** Everything that the analysis is made of, besides the changes themselves. */
export interface ChangesFacts {
  workspace: Workspace;
  former: readonly PackageFolder[];
  ownership: Ownership;
  comparison: Comparison;
  catalogs: readonly CatalogUse[];
  history: ReadonlyMap<string, ChangeCommit[]>;
  /** Which side of the working tree a file differs on, by its path. */
  sides: ReadonlyMap<string | undefined, { staged: boolean; unstaged: boolean }>;
}

/** Sorts changes by the packages they count for. Paths are relative to the project's root, renames within a package. */
export function assembleChanges(changes: readonly FileChange[], facts: ChangesFacts): ChangesAnalysis {
  const { ownership, catalogs, comparison, history } = facts;
  const byPackage = new Map<string, PackageFileChange[]>();
  const unowned: UnownedChange[] = [];
  const add = (name: string, change: PackageFileChange) => {
    const list = byPackage.get(name);
    if (list) list.push(change);
    else byPackage.set(name, [change]);
  };
  for (const change of changes) {
    const { names, reason } = ownership.explain(change.path);
    for (const name of names) add(name, ownedChange(change, { name, reason, facts }));
    const users = catalogs.find((each) => each.file === change.path)?.users ?? [];
    for (const name of users) {
      // The lines of a catalog are not a package's own.
      if (!names.includes(name)) {
        add(name, {
          type: change.type,
          path: change.path,
          via: "catalog",
          linesAdded: 0,
          linesDeleted: 0,
          binary: false,
        });
      }
    }
    if (names.length + users.length === 0) {
      unowned.push({ ...counted(change, change.path), reason });
    }
  }
  const affectedPackages = Array.from(byPackage, ([name, list]) => affected(name, list, facts));
  for (const each of affectedPackages) each.commits = history.get(each.name) ?? [];
  affectedPackages.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const { mode, from, to } = comparison;
  return { mode, from, to, affectedPackages, unowned, summary: summarise(affectedPackages, unowned) };
}

/** Totals; a file that counts for several packages is counted once. */
export function summarise(
  affectedPackages: readonly AffectedPackage[],
  unowned: readonly UnownedChange[],
): ChangesAnalysis["summary"] {
  const files = new Map<string, PackageFileChange>();
  for (const { name, changes } of affectedPackages) {
    for (const change of changes) {
      const key = change.via ? change.path : `${name}\0${change.path}`;
      if (files.get(key)?.via !== "rule") files.set(key, change);
    }
  }
  const changes = [...files.values()];
  return {
    totalFiles: changes.length,
    totalPackages: affectedPackages.length,
    linesAdded: total(changes, "linesAdded"),
    linesDeleted: total(changes, "linesDeleted"),
    binaryFiles: changes.filter((each) => each.binary).length,
    unownedFiles: unowned.length,
    totalCommits: new Set(affectedPackages.flatMap((each) => each.commits.map((commit) => commit.hash))).size,
  };
}

function ownedChange(
  change: FileChange,
  { name, reason, facts }: { name: string; reason: string; facts: ChangesFacts },
): PackageFileChange {
  const { sides, comparison } = facts;
  const folder = folderOfChange(change.path, name, facts);
  const owned: PackageFileChange = counted(change, reason === "rule" ? change.path : relative(folder, change.path));
  if (change.from !== undefined) owned.from = reason === "rule" ? change.from : relative(folder, change.from);
  if (reason === "rule") owned.via = "rule";
  if (comparison.mode === "worktree") {
    const side = sides.get(change.path);
    owned.staged = side?.staged ?? false;
    owned.unstaged = side?.unstaged ?? true;
  }
  return owned;
}

/** The folder a path of a package lies in: the package's own, or the one it was in before it moved. */
function folderOfChange(path: string, name: string, { ownership, former }: ChangesFacts): string {
  const folder = ownership.folderOf(name) ?? ".";
  if (folder === "." || path.startsWith(`${folder}/`)) return folder;
  return former.find((each) => each.name === name && path.startsWith(`${each.path}/`))?.path ?? folder;
}

function affected(name: string, changes: PackageFileChange[], facts: ChangesFacts): AffectedPackage {
  const { workspace, former } = facts;
  const present = workspace.packages.find((each) => each.name === name);
  const path = present?.path ?? former.find((each) => each.name === name)?.path ?? ".";
  const manifest = present?.manifestPath.split("/").at(-1) ?? "package.json";
  const own = changes.find((each) => each.path === manifest && each.via === undefined);
  const isNew = own?.type === "added" || own?.type === "untracked";
  changes.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type) || (a.path < b.path ? -1 : 1));
  return {
    name,
    path,
    state: !present ? "deleted" : isNew ? "added" : "existing",
    filesChanged: changes.length,
    linesAdded: total(changes, "linesAdded"),
    linesDeleted: total(changes, "linesDeleted"),
    changes,
    commits: [],
  };
}

const ORDER: FileChange["type"][] = [
  "unmerged",
  "modified",
  "type-changed",
  "renamed",
  "copied",
  "added",
  "untracked",
  "deleted",
];

function counted({ type, linesAdded = 0, linesDeleted = 0, binary }: FileChange, path: string) {
  return { type, path, linesAdded, linesDeleted, binary };
}

function total(changes: readonly PackageFileChange[], side: "linesAdded" | "linesDeleted"): number {
  return changes.reduce((sum, each) => sum + each[side], 0);
}

function relative(folder: string, path: string): string {
  return folder !== "." && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
