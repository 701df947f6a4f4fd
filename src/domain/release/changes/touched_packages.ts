import type { Commit, FileChange, Git } from "../../../kernel/git.ts";
import type { Config } from "../config/schema.ts";
import type { Workspace } from "../model.ts";
import { assembleOwnership, type Ownership, type PackageFolder } from "../packages/ownership.ts";
import { catalogUsers } from "./catalog_changes.ts";
import { readFormerPackages } from "./former_packages.ts";
import { changesOfProject, type ProjectPaths, projectPaths } from "./project_paths.ts";
import { CATALOG_FILES, EMPTY_STATE, type ProjectState, readCatalogsOf, stateAtCommit } from "./project_state.ts";

export interface TouchedPackagesOptions {
  config: Pick<Config, "packages" | "changeset">;
  /** Tip of the base branch: merges of what it has add nothing. */
  base?: string | undefined;
  /** The project's root with symbolic links resolved, where that differs from `workspace.root`. */
  realRoot?: string | undefined;
}

/** What commits did to packages. Every given commit is in exactly one of the lists of hashes. */
export interface TouchedPackages {
  /** Names of packages that are there, sorted by path. */
  packages: string[];
  /** Names of packages that the commits touched and that are gone. */
  deletedPackages: string[];
  /** Commits that count, in the order given, with the packages that each touched: none for files of no package. */
  commits: { hash: string; packages: string[] }[];
  /** Commits that changed nothing but changesets. */
  recordOnly: string[];
  /** Merges that only brought what the base branch or the other commits have. */
  merges: string[];
  /** First commits of a shallow clone: what they changed cannot be known. */
  unknown: string[];
  /** Hashes that are not in the repository. */
  missing: string[];
}

/** Which packages the commits (full hashes) touched, each compared with its first parent. Faults: those of git. */
export async function readTouchedPackages(
  git: Git,
  workspace: Workspace,
  { commits: hashes, ...options }: TouchedPackagesOptions & { commits: readonly string[] },
): Promise<TouchedPackages> {
  const wanted = [...new Set(hashes)];
  const paths = projectPaths(git, options.realRoot ?? workspace.root);
  const read = await git.readCommits(wanted);
  const found = new Set(read.map((each) => each.hash));
  const { merges, unknown, counting } = await sortCommits(git, read, options.base);
  const touched = await git.listTouchedPaths(counting.map((each) => each.hash));
  const steps = counting.map((commit): Step => {
    const [parent] = commit.parents;
    const changes = changesOfProject(touched.get(commit.hash) ?? [], paths);
    return { commit, changes, before: parent === undefined ? EMPTY_STATE : stateAtCommit(git, parent, paths) };
  });
  const former = await readFormer(workspace, steps);
  const ownership = assembleOwnership(workspace, options.config, { former });
  const result: TouchedPackages = {
    packages: [],
    deletedPackages: [],
    commits: [],
    recordOnly: [],
    merges,
    unknown,
    missing: wanted.filter((hash) => !found.has(hash)),
  };
  const names = new Set<string>();
  for (const step of steps) {
    const { hash } = step.commit;
    if (isRecordOnly(step, ownership)) result.recordOnly.push(hash);
    else {
      const owners = new Set([
        ...touchedPaths(step).flatMap(ownership.ownersOf),
        ...await readCatalogUsers(workspace, step, { git, paths }),
      ]);
      for (const name of owners) names.add(name);
      result.commits.push({ hash, packages: [...owners].sort() });
    }
  }
  const present = workspace.packages.map((each) => each.name);
  result.packages = present.filter((name) => names.has(name));
  result.deletedPackages = [...names].filter((name) => !present.includes(name)).sort();
  return result;
}

/** A commit that counts, with what it changed in the project and the state it started from. */
interface Step {
  commit: Commit;
  changes: FileChange[];
  before: ProjectState;
}

async function sortCommits(
  git: Git,
  commits: readonly Commit[],
  base: string | undefined,
): Promise<{ merges: string[]; unknown: string[]; counting: Commit[] }> {
  const shallow = git.isShallow();
  const given = new Set(commits.map((each) => each.hash));
  const result: { merges: string[]; unknown: string[]; counting: Commit[] } = { merges: [], unknown: [], counting: [] };
  for (const commit of commits) {
    if (shallow && commit.parents.length === 0) result.unknown.push(commit.hash);
    else if (await bringsNothingNew(git, commit, { given, base })) result.merges.push(commit.hash);
    else result.counting.push(commit);
  }
  return result;
}

/** Whether all that a merge brought is given itself, or is on the base branch. */
async function bringsNothingNew(
  git: Git,
  { parents }: Commit,
  { given, base }: { given: ReadonlySet<string>; base: string | undefined },
): Promise<boolean> {
  if (parents.length < 2) return false;
  for (const parent of parents.slice(1)) {
    if (given.has(parent)) continue;
    if (base === undefined || !await git.isAncestor(parent, base)) return false;
  }
  return true;
}

/** Packages that any of the commits took away; the ones before it may have touched them. */
async function readFormer(workspace: Workspace, steps: readonly Step[]): Promise<PackageFolder[]> {
  const former: PackageFolder[] = [];
  for (const { changes, before } of steps) {
    former.push(...await readFormerPackages(changes, { packages: workspace.packages, before }));
  }
  return former;
}

function touchedPaths({ changes }: Step): string[] {
  return changes.flatMap(({ type, path, from }) => type === "renamed" ? [path, from!] : [path]);
}

function isRecordOnly(step: Step, ownership: Ownership): boolean {
  const paths = touchedPaths(step);
  return paths.length > 0 && paths.every((path) => ownership.explain(path).reason === "record");
}

async function readCatalogUsers(
  workspace: Workspace,
  { commit, changes, before }: Step,
  { git, paths }: { git: Git; paths: ProjectPaths },
): Promise<string[]> {
  const users: string[] = [];
  for (const { path } of changes) {
    if (!CATALOG_FILES.includes(path)) continue;
    const after = await readCatalogsOf(stateAtCommit(git, commit.hash, paths), path);
    users.push(...catalogUsers(workspace.packages, { before: await readCatalogsOf(before, path), after }));
  }
  return users;
}
