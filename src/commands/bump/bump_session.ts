import type { Context } from "../../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../../cli/option.ts";
import { type JournalStore, journalStore } from "../../domain/release/apply/journal.ts";
import { type ChangesetFolder, getChangesets } from "../../domain/release/changesets/store.ts";
import type { BumpType, ReleasePlan } from "../../domain/release/model.ts";
import { assemblePlan } from "../../domain/release/plan/assemble_plan.ts";
import type { Project } from "../open_project.ts";

/** The options of `bump`, as this module needs them. */
export interface BumpOptions {
  dryRun: boolean;
  execute: boolean;
  snapshot: boolean;
  snapshotFormat: string | undefined;
  prerelease: string | undefined;
  packages: string[] | undefined;
  bump: BumpType | undefined;
  gitCommit: boolean;
  gitTag: boolean;
  gitPush: boolean;
  changelog: boolean;
  archive: boolean;
  force: boolean;
  resume: boolean;
  abort: boolean;
}

/** The context of a bump. */
export type BumpContext = Omit<Context<OptionTable, ArgumentTable>, "options"> & { options: BumpOptions };

/** Everything one bump works with. */
export interface Bump {
  context: BumpContext;
  project: Project;
  /** Whether the project lies in a git working tree. */
  hasGit: boolean;
  /** The project's folder below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
  at: Temporal.Instant;
  folder: ChangesetFolder;
  journals: JournalStore;
}

/** Looks where the project, its repository and its changesets are. */
export function prepareBump(
  context: BumpContext,
  project: Project,
): Bump {
  const { root, config, files, git } = project;
  const location = git.findLocation();
  const prefix = location && root !== location.top ? `${root.slice(location.top.length + 1)}/` : "";
  const { path, historyPath } = config.changeset;
  const journalFolder = location ? `${location.gitDir}/workspace` : `${root}/${path}/.bump`;
  return {
    context,
    project,
    hasGit: location !== undefined,
    prefix,
    at: context.ports.clock.now(),
    folder: { files, root, path, historyPath, commonDir: location?.commonDir },
    journals: journalStore(files, journalFolder),
  };
}

/** Reads what is pending and decides the release. */
export async function readPlan(bump: Bump): Promise<ReleasePlan> {
  const { context: { options, log }, project, folder } = bump;
  log.info("Loading changesets...");
  const changesets = getChangesets(folder);
  log.info(`Found ${changesets.length} active ${changesets.length === 1 ? "changeset" : "changesets"}`);
  for (const each of changesets) {
    log.debug(`Loading changeset: ${each.branch}`);
    log.debug(`Changeset packages: ${each.packages.join(", ")}`);
  }
  const workspace = await project.workspace();
  log.info("Resolving versions...");
  const snapshot = options.snapshot || options.dryRun || !options.execute ? await snapshotContext(bump) : undefined;
  const plan = assemblePlan(workspace, changesets, {
    config: project.config,
    mode: options.snapshot
      ? { snapshot: snapshot! }
      : options.prerelease !== undefined
      ? { prerelease: options.prerelease }
      : "release",
    packages: options.packages,
    bump: options.bump,
    ...(snapshot ? { snapshot } : {}),
  });
  for (const each of plan.packages.filter(({ willBump }) => willBump)) {
    log.debug(`Calculating version for ${each.name}: ${each.currentVersion} -> ${each.nextVersion}`);
  }
  return plan;
}

async function snapshotContext({ context, project, hasGit, at }: Bump) {
  const head = hasGit ? await project.git.readHead() : undefined;
  const format = context.options.snapshotFormat;
  return {
    branch: head === undefined || head.state === "detached" ? "" : head.branch,
    commit: head === undefined || head.state === "unborn" ? "0".repeat(40) : head.commit,
    at,
    ...(format === undefined ? {} : { format }),
  };
}
