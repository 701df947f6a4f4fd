import { readBranchWork, readCommitWork, type ReadWork } from "../../domain/release/changesets/branch_work.ts";
import { CHANGESET_NOT_FOUND, COMMIT_NOT_FOUND } from "../../domain/release/changesets/faults.ts";
import { findChangesetOfBranch, getChangeset, updateChangeset } from "../../domain/release/changesets/store.ts";
import { differenceOf, type Edit, withEdit, withWork } from "../../domain/release/changesets/update.ts";
import type { BumpType, Changeset } from "../../domain/release/model.ts";
import type { ProjectContext } from "../open_project.ts";
import { readPackageBumps } from "./changeset_options.ts";
import { type ChangesetOutput, changesetOutput, NO_DIFFERENCE } from "./changeset_output.ts";
import { type ChangesetProject, checkEnvironments, checkPackages, openChangesets } from "./project_changesets.ts";
import { findBaseBranch } from "./run_create.ts";

export interface UpdateOptions {
  commit?: string | undefined;
  packages?: string[] | undefined;
  packageBump?: string[] | undefined;
  bump?: BumpType | undefined;
  env?: string[] | undefined;
  message?: string | undefined;
}

/** What became of a changeset. */
export interface Updated extends ReturnType<typeof differenceOf> {
  updated: boolean;
  branch: string | null;
  changeset: ChangesetOutput | null;
  warnings: string[];
}

/** The result where there was nothing to change. */
export function unchanged(branch: string | null): Updated {
  return { updated: false, branch, changeset: null, ...NO_DIFFERENCE, warnings: [] };
}

/**
 * Records what a branch brought, or what the options name. A current branch without changeset is no fault; one that
 * is named and has none is `CHANGESET_NOT_FOUND`. Further faults: those of what was given, `COMMIT_NOT_FOUND`.
 */
export async function runUpdate(
  context: ProjectContext & { options: UpdateOptions; args: { id?: string | undefined } },
): Promise<Updated> {
  const { options, args, log } = context;
  const project = await openChangesets(context);
  const current = args.id === undefined || project.git.findLocation() ? await project.findBranch() : undefined;
  log.debug(`Detecting current branch: ${current ?? "none"}`);
  if (args.id === undefined && current === undefined) return unchanged(null);
  const changeset = args.id === undefined
    ? findChangesetOfBranch(project.folder, current!)
    : getChangeset(project.folder, args.id);
  if (!changeset) {
    log.info(`No changeset exists for branch ${current}`);
    return unchanged(current!);
  }
  log.debug(`Loading changeset: ${project.folder.path}/${changeset.id}.json`);
  const isCurrent = changeset.branch === current;
  const edit = await readEdit(options, project);
  if (!edit || options.commit !== undefined) log.debug("Analyzing git diff since last commit");
  const work = options.commit !== undefined
    ? await readOneCommit(options.commit, project)
    : edit
    ? undefined
    : await readWork(changeset, { project, isCurrent });
  for (const warning of work?.warnings ?? []) log.warn(warning);
  for (const { hash, packages } of work?.commits ?? []) {
    if (packages.length === 0) continue;
    log.debug(`Detected changes in: ${hash.slice(0, 7)}`);
    for (const name of packages) log.debug(`Mapped to package: ${name}`);
  }
  return saveUpdate(context, {
    project,
    changeset,
    change: (now, at) => {
      const worked = work ? withWork(now, work, { at }) : now;
      return edit ? withEdit(worked, edit, { at }) : worked;
    },
    warnings: work?.warnings ?? [],
  });
}

/** Applies a change under the lock and tells what it did. Fault: `CHANGESET_NOT_FOUND` when it is gone by now. */
export function saveUpdate(
  { ports, log }: Pick<ProjectContext, "ports" | "log">,
  { project, changeset, change, warnings = [] }: {
    project: ChangesetProject;
    changeset: Changeset;
    change: (now: Changeset, at: Temporal.Instant) => Changeset;
    warnings?: string[];
  },
): Updated {
  const at = ports.clock.now();
  const saved = updateChangeset(project.folder, changeset.id, (now) => change(now, at));
  if (!saved) throw CHANGESET_NOT_FOUND({ name: changeset.branch, known: [] });
  const { before, after } = saved;
  const difference = differenceOf(before, after);
  for (const name of difference.added.packages) log.debug(`Adding package to changeset: ${name}`);
  if (after !== before) log.debug("Saving changeset");
  return {
    updated: after !== before,
    branch: after.branch,
    changeset: changesetOutput(after),
    ...difference,
    warnings,
  };
}

async function readEdit(options: UpdateOptions, project: ChangesetProject): Promise<Edit | undefined> {
  const packageBumps = readPackageBumps(options.packageBump);
  const { bump, message, packages, env } = options;
  if ([bump, message, packages, env, packageBumps].every((each) => each === undefined)) return undefined;
  await checkPackages([...packages ?? [], ...Object.keys(packageBumps ?? {})], project);
  const environments = env && checkEnvironments(env, project.config.changeset.environments);
  return { bump, message, environments, addPackages: packages, packageBumps };
}

async function readOneCommit(revision: string, project: ChangesetProject): Promise<ReadWork> {
  const { git } = project;
  const hash = await git.findCommit(revision);
  if (hash === undefined) throw COMMIT_NOT_FOUND({ commit: revision, shallow: git.isShallow() });
  return await readCommitWork(await project.workPlace(), [hash]);
}

/** What a changeset's branch brings; `isCurrent` where HEAD stands on it. */
export async function readWork(
  changeset: Changeset,
  { project, isCurrent }: { project: ChangesetProject; isCurrent: boolean },
): Promise<ReadWork> {
  project.git.getLocation();
  return await readBranchWork(await project.workPlace(), {
    branch: changeset.branch,
    isCurrent,
    base: await findBaseBranch(project),
    remote: project.config.git.remote,
    recorded: changeset.commits,
    since: changeset.createdAt,
    packages: changeset.packages,
  });
}
