import type { Commit, Git } from "../../../kernel/git.ts";
import { readChanges } from "../changes/read_changes.ts";
import { readTouchedPackages } from "../changes/touched_packages.ts";
import type { Config } from "../config/schema.ts";
import type { Workspace } from "../model.ts";
import { type BranchRequest, findBranchCommits, findReplaced } from "./branch_commits.ts";
import type { BranchWork } from "./update.ts";

/** The project whose packages commits are mapped to. */
export interface WorkPlace {
  git: Git;
  workspace: Workspace;
  config: Pick<Config, "packages" | "changeset">;
  /** The project's root with symbolic links resolved. */
  realRoot: string | undefined;
}

/** What a branch brings, and what may be lacking in it. */
export interface ReadWork extends BranchWork {
  /** The commits that were not recorded before, oldest first. */
  fresh: Commit[];
  warnings: string[];
}

/**
 * What a branch's commits bring to its changeset. Commits that touch only changesets are left out.
 * `packages` are those that its changeset lists. Faults: those of git.
 */
export async function readBranchWork(
  place: WorkPlace,
  request: BranchRequest & { packages: readonly string[] },
): Promise<ReadWork> {
  const { git } = place;
  const found = await findBranchCommits(git, request);
  const recorded = new Set(request.recorded);
  const unrecorded = found.commits.filter(({ hash }) => !recorded.has(hash));
  const read = await readPackages(place, unrecorded.map(({ hash }) => hash));
  const ignored = new Set(read.recordOnly);
  const commits = found.commits.filter(({ hash }) => !ignored.has(hash));
  const replaced = found.tip === undefined
    ? new Map<string, string[]>()
    : await findReplaced(git, { commits, tip: found.tip, recorded: request.recorded });
  const present = new Set(place.workspace.packages.map((each) => each.name));
  return {
    commits: commits.map(({ hash }) => ({
      hash,
      packages: read.packages.get(hash) ?? [],
      ...(replaced.has(hash) ? { replaces: replaced.get(hash)! } : {}),
    })),
    gone: request.isCurrent ? request.packages.filter((name) => !present.has(name)) : [],
    fresh: unrecorded.filter(({ hash }) => !ignored.has(hash)),
    warnings: [...found.warnings, ...read.warnings],
  };
}

/** What single commits (full hashes) bring. */
export async function readCommitWork(place: WorkPlace, hashes: readonly string[]): Promise<ReadWork> {
  const read = await readPackages(place, hashes);
  const fresh = await place.git.readCommits([...hashes]);
  return {
    commits: hashes.map((hash) => ({ hash, packages: read.packages.get(hash) ?? [] })),
    fresh,
    warnings: read.warnings,
  };
}

/** Packages with changes that are not committed, untracked files included. */
export async function readWorktreePackages({ git, workspace, config, realRoot }: WorkPlace): Promise<string[]> {
  const changes = await readChanges(git, workspace, { request: { mode: "worktree" }, config, realRoot });
  return changes.affectedPackages.filter(({ state }) => state !== "deleted").map(({ name }) => name);
}

async function readPackages(
  { git, workspace, config, realRoot }: WorkPlace,
  hashes: readonly string[],
): Promise<{ packages: Map<string, string[]>; recordOnly: string[]; warnings: string[] }> {
  if (hashes.length === 0) return { packages: new Map(), recordOnly: [], warnings: [] };
  const touched = await readTouchedPackages(git, workspace, { commits: hashes, config, realRoot });
  const order = new Map(workspace.packages.map(({ name }, i) => [name, i]));
  const present = (names: string[]) =>
    names.filter((name) => order.has(name)).sort((a, b) => order.get(a)! - order.get(b)!);
  return {
    packages: new Map(touched.commits.map((each) => [each.hash, present(each.packages)])),
    recordOnly: touched.recordOnly,
    warnings: touched.unknown.map((hash) =>
      `What commit ${hash.slice(0, 7)} changed cannot be told: it is the first of a shallow clone`
    ),
  };
}
