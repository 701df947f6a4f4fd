import type { FileChange, Git } from "../../../kernel/git.ts";
import type { Config } from "../config/schema.ts";
import { PACKAGE_NOT_FOUND } from "../faults.ts";
import type { Workspace } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import { assembleOwnership, type Ownership } from "../packages/ownership.ts";
import { assembleChanges, type CatalogUse, summarise } from "./assemble_changes.ts";
import { catalogUsers } from "./catalog_changes.ts";
import { readCommitsByPackage } from "./commits_by_package.ts";
import { type ChangesRequest, type Comparison, resolveComparison } from "./comparison.ts";
import { readFormerPackages } from "./former_packages.ts";
import type { ChangesAnalysis } from "./model.ts";
import { changesOfProject, type ProjectPaths, projectPaths } from "./project_paths.ts";
import {
  CATALOG_FILES,
  EMPTY_STATE,
  type ProjectState,
  readCatalogsOf,
  stateAtCommit,
  stateOfIndex,
} from "./project_state.ts";

export interface ReadChangesOptions {
  request: ChangesRequest;
  config: Pick<Config, "packages" | "changeset">;
  /** Only these packages: names or globs. */
  packages?: readonly string[] | undefined;
  /** The project's root with symbolic links resolved, where that differs from `workspace.root`. */
  realRoot?: string | undefined;
}

/**
 * Which packages differ between two states of the repository, in which files and by how many lines, and for commits
 * which of them did it (PRD F-050, F-051, F-052). Files outside the project's root do not count.
 * Faults: `REVISION_NOT_FOUND`, `COMMON_ANCESTOR_NOT_FOUND`, `PACKAGE_NOT_FOUND`, and those of git.
 */
export async function readChanges(
  git: Git,
  workspace: Workspace,
  options: ReadChangesOptions,
): Promise<ChangesAnalysis> {
  const { request, config } = options;
  const paths = projectPaths(git, options.realRoot ?? workspace.root);
  const comparison = await resolveComparison(git, request);
  const [all, dirty] = await Promise.all([
    git.diff(comparison.target),
    request.mode === "worktree" ? git.listDirty() : [],
  ]);
  const found = changesOfProject(all, paths);
  const before = stateBefore(git, comparison, paths);
  const former = await readFormerPackages(found, { packages: workspace.packages, before });
  const ownership = assembleOwnership(workspace, config, { former });
  const moved = all.filter((each) => movesAway(each, { ownership, paths }));
  const changes = moved.length === 0 ? found : changesOfProject(
    withoutRenames(all, { moved, plain: await git.diff(comparison.target, { renames: false }) }),
    paths,
  );
  const catalogs = await readCatalogUses(workspace, { git, comparison, paths, before, changes });
  const history = comparison.target.kind === "commits"
    ? await readCommitsByPackage(git, comparison.target, { ownership, paths })
    : new Map();
  const sides = new Map(dirty.map((each) => [paths.fromTop(each.path), each]));
  const analysis = assembleChanges(changes, { workspace, former, ownership, comparison, catalogs, history, sides });
  return options.packages ? filterPackages(analysis, options.packages, { workspace, former }) : analysis;
}

/** Whether a file was renamed from one package to another: then each of them has its own lines of it. */
function movesAway(
  { type, path, from }: FileChange,
  { ownership, paths }: { ownership: Ownership; paths: ProjectPaths },
): boolean {
  if (type !== "renamed") return false;
  const [here, there] = [paths.fromTop(path), paths.fromTop(from!)];
  if (here === undefined || there === undefined) return true;
  return ownership.ownersOf(here).join("\0") !== ownership.ownersOf(there).join("\0");
}

/** The changes with the renames in `moved` as the pairs that `plain`, the difference without renames, has. */
function withoutRenames(
  all: readonly FileChange[],
  { moved, plain }: { moved: readonly FileChange[]; plain: readonly FileChange[] },
): FileChange[] {
  const ends = new Set(moved.flatMap(({ path, from }) => [path, from]));
  return [...all.filter((each) => !moved.includes(each)), ...plain.filter((each) => ends.has(each.path))];
}

function stateBefore(git: Git, { mode, from }: Comparison, paths: ProjectPaths): ProjectState {
  if (mode === "unstaged") return stateOfIndex(git, paths);
  return from === null ? EMPTY_STATE : stateAtCommit(git, from, paths);
}

/** Catalog files that changed, with the packages whose entries they changed. */
async function readCatalogUses(
  workspace: Workspace,
  { git, comparison, paths, before, changes }: {
    git: Git;
    comparison: Comparison;
    paths: ProjectPaths;
    before: ProjectState;
    changes: readonly FileChange[];
  },
): Promise<CatalogUse[]> {
  const uses: CatalogUse[] = [];
  for (const change of changes) {
    if (!CATALOG_FILES.includes(change.path)) continue;
    const after = comparison.to !== null
      ? readCatalogsOf(stateAtCommit(git, comparison.to, paths), change.path)
      : comparison.mode === "staged"
      ? readCatalogsOf(stateOfIndex(git, paths), change.path)
      : workspace.catalogs.filter((each) => each.file === change.path);
    const states = { before: await readCatalogsOf(before, change.path), after: await after };
    const users = catalogUsers(workspace.packages, states);
    if (users.length > 0) uses.push({ file: change.path, users });
  }
  return uses;
}

function filterPackages(
  analysis: ChangesAnalysis,
  wanted: readonly string[],
  { workspace, former }: { workspace: Workspace; former: readonly { name: string }[] },
): ChangesAnalysis {
  const known = [...new Set([...workspace.packages, ...former].map((each) => each.name))];
  const missing = wanted.find((each) => !known.some(globMatcher([each])));
  if (missing !== undefined) throw PACKAGE_NOT_FOUND({ name: missing, known });
  const isWanted = globMatcher(wanted);
  const affectedPackages = analysis.affectedPackages.filter((each) => isWanted(each.name));
  return { ...analysis, affectedPackages, summary: summarise(affectedPackages, analysis.unowned) };
}
