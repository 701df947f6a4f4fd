import { readBranchWork, readWorktreePackages } from "../../domain/release/changesets/branch_work.ts";
import { findChangesetOfBranch, readChangesets } from "../../domain/release/changesets/store.ts";
import type { BumpType, Changeset } from "../../domain/release/model.ts";
import { assemblePlan } from "../../domain/release/plan/assemble_plan.ts";
import { isFault } from "../../kernel/fault.ts";
import type { Log } from "../../kernel/ports.ts";
import { type ChangesetOutput, changesetOutput } from "./changeset_output.ts";
import type { ChangesetProject } from "./project_changesets.ts";
import { findBaseBranch } from "./run_create.ts";

export interface Status {
  branch: string | null;
  baseBranch: string | null;
  changeset: ChangesetOutput | null;
  packages: { changed: string[]; missing: string[] };
  unrecordedCommits: { hash: string; message: string }[];
  complete: boolean;
  pending: number;
  releases: { name: string; currentVersion: string; nextVersion: string; bump: BumpType | "none" }[];
  warnings: string[];
}

/** Where the current branch stands with its changeset. */
export async function readStatus(project: ChangesetProject, log: Log): Promise<Status> {
  const branch = await project.findBranch();
  const base = await findBaseBranch(project);
  const { changesets, broken } = readChangesets(project.folder);
  const changeset = branch === undefined ? undefined : findChangesetOfBranch(project.folder, branch);
  const work = await readWork(project, { branch, base, changeset });
  const warnings = [...work.warnings, ...broken.map((each) => `${each.message}: ${each.reason}`)];
  const listed = new Set([...changeset?.packages ?? [], ...changeset?.released ?? []]);
  const { packages } = await project.workspace();
  const touched = new Set(work.touched);
  const changed = packages.map(({ name }) => name).filter((name) => touched.has(name) || listed.has(name));
  const missing = changed.filter((name) => !listed.has(name));
  log.debug(`Changed packages: ${changed.join(", ") || "none"}`);
  return {
    branch: branch ?? null,
    baseBranch: base ?? null,
    changeset: changeset ? changesetOutput(changeset) : null,
    packages: { changed, missing },
    unrecordedCommits: work.fresh,
    complete: missing.length === 0,
    pending: changesets.length,
    releases: await planReleases(project, changesets, warnings),
    warnings,
  };
}

async function readWork(
  project: ChangesetProject,
  { branch, base, changeset }: {
    branch: string | undefined;
    base: string | undefined;
    changeset: Changeset | undefined;
  },
): Promise<{ touched: string[]; fresh: Status["unrecordedCommits"]; warnings: string[] }> {
  const place = await project.workPlace();
  const uncommitted = await readWorktreePackages(place);
  // On the base branch without a changeset of its own, commits came in with those of their branches.
  if (branch === undefined || branch === base && !changeset) return { touched: uncommitted, fresh: [], warnings: [] };
  const work = await readBranchWork(place, {
    branch,
    isCurrent: true,
    base,
    remote: project.config.git.remote,
    recorded: changeset?.commits ?? [],
    ...(changeset ? { since: changeset.createdAt } : {}),
    packages: changeset?.packages ?? [],
  });
  return {
    touched: [...uncommitted, ...work.commits.flatMap(({ packages }) => packages)],
    fresh: work.fresh.map(({ hash, subject }) => ({ hash, message: subject })),
    warnings: work.warnings,
  };
}

/** What a bump would release; why it could not is a warning here. */
async function planReleases(
  project: ChangesetProject,
  changesets: Changeset[],
  warnings: string[],
): Promise<Status["releases"]> {
  if (changesets.length === 0) return [];
  try {
    const plan = assemblePlan(await project.workspace(), changesets, { config: project.config, mode: "release" });
    return plan.packages.filter(({ willBump }) => willBump).map(({ name, currentVersion, nextVersion, bump }) => ({
      name,
      currentVersion,
      nextVersion,
      bump,
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    warnings.push(`${error.message}: ${error.reason}`);
    return [];
  }
}
