import { CANCELLED } from "../../cli/faults.ts";
import type { Context } from "../../cli/command.ts";
import { BUMP_NOT_UNFINISHED, BUMP_RUNNING, BUMP_UNFINISHED } from "../../domain/release/apply/faults.ts";
import { type Journal, journalStore } from "../../domain/release/apply/journal.ts";
import {
  abortRelease,
  applyRelease,
  type Outcome,
  recoverRelease,
  type TransactionPorts,
} from "../../domain/release/apply/transaction.ts";
import { Draft } from "../../domain/release/bump/draft.ts";
import { type DraftedRelease, draftRelease } from "../../domain/release/bump/draft_release.ts";
import { planGitSteps } from "../../domain/release/bump/preflight.ts";
import { readChangelogInput } from "../../domain/release/bump/read_changelog_input.ts";
import { releaseMessage } from "../../domain/release/bump/release_message.ts";
import { planArchive } from "../../domain/release/changesets/release_record.ts";
import { getChangesets, lockChangesets } from "../../domain/release/changesets/store.ts";
import type { BumpType, ReleasePlan } from "../../domain/release/model.ts";
import { assemblePlan } from "../../domain/release/plan/assemble_plan.ts";
import { findCiBranch } from "../../domain/release/repository/ci_branch.ts";
import type { ArgumentTable, OptionTable } from "../../cli/option.ts";
import { openProject, type Project } from "../open_project.ts";
import type { BumpOutput } from "./bump_output.ts";

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

type BumpContext = Omit<Context<OptionTable, ArgumentTable>, "options"> & { options: BumpOptions };

/** Everything one bump works with. */
interface Bump {
  context: BumpContext;
  project: Project;
  /** Whether the project lies in a git working tree. */
  hasGit: boolean;
  /** The project's folder below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
  at: Temporal.Instant;
  folder: Parameters<typeof getChangesets>[0];
  transaction: TransactionPorts;
}

/** `workspace bump` in all its modes. */
export async function runBump(context: BumpContext): Promise<BumpOutput> {
  if (context.ports.env.get("WORKSPACE_BUMP_RUNNING")) return emptyOutput("skipped");
  const project = await openProject(context, { config: "required" });
  const { options, ports, log } = context;
  using hold = ports.interruption.hold();
  const bump = prepare(context, { project, isInterrupted: () => hold.requested });
  const { journals } = bump.transaction;
  if (!options.resume && !options.abort && (options.dryRun || !options.execute)) {
    const unfinished = journals.find();
    if (unfinished) throw BUMP_UNFINISHED({ startedAt: unfinished.startedAt });
    return await preview(bump);
  }
  using lock = journals.lock();
  if (!lock) throw BUMP_RUNNING({});
  const unfinished = journals.find();
  if (options.resume || options.abort) {
    if (!unfinished) throw BUMP_NOT_UNFINISHED({ option: options.resume ? "--resume" : "--abort" });
    const recovered = await recover(unfinished, { bump, undo: options.abort });
    return { ...emptyOutput(recovered.outcome === "finished" ? "resumed" : "aborted"), ...recovered.output };
  }
  if (!unfinished) return await execute(bump);
  log.warn(`The release started at ${unfinished.startedAt} was interrupted; finishing it first`);
  const { output } = await recover(unfinished, { bump, undo: false });
  return { ...await execute(bump), recovered: output.recovered! };
}

function prepare(
  context: BumpContext,
  { project, isInterrupted }: { project: Project; isInterrupted: () => boolean },
): Bump {
  const { ports, log } = context;
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
    at: ports.clock.now(),
    folder: { files, root, path, historyPath, commonDir: location?.commonDir },
    transaction: {
      root,
      files,
      git: location ? git : undefined,
      journals: journalStore(files, journalFolder),
      log,
      interrupted: isInterrupted,
    },
  };
}

async function preview(bump: Bump): Promise<BumpOutput> {
  const plan = await readPlan(bump);
  return output(plan, { status: isEmpty(plan) ? "nothing-pending" : "preview" });
}

async function execute(bump: Bump): Promise<BumpOutput> {
  const { context, project, transaction } = bump;
  const { options, ports, log } = context;
  using _lock = lockChangesets(bump.folder);
  const plan = await readPlan(bump);
  if (isEmpty(plan)) return output(plan, { status: "nothing-pending" });
  const draft = new Draft(project.root, project.files);
  const drafted = await draftPlan(draft, { plan, bump });
  const writes = draft.writes();
  const wishes = {
    commit: options.gitCommit || options.gitTag,
    tag: options.gitTag,
    push: options.gitPush,
    remote: project.config.git.remote,
    ciBranch: findCiBranch(ports.env),
  };
  const message = releaseMessage(plan, project.config.git.commitMessage);
  const wantsGit = wishes.commit || wishes.tag || wishes.push;
  if (wantsGit) project.git.getLocation();
  const git = !bump.hasGit ? null : await planGitSteps({
    git: project.git,
    writes,
    tags: plan.tags,
    message,
    wishes,
    prefix: bump.prefix,
    changesetPath: project.config.changeset.path,
    log,
  });
  if (ports.prompt.available && !options.force) {
    const count = plan.packages.filter((each) => each.willBump).length;
    const question = `Bump ${count} ${count === 1 ? "package" : "packages"}? This will change ${writes.length} files.`;
    if (!await ports.prompt.confirm(question)) throw CANCELLED({ action: "The bump" });
  }
  log.info("Updating package.json files...");
  const journal: Journal = {
    format: 1,
    startedAt: bump.at.toString(),
    direction: "forward",
    writes,
    git,
    commit: null,
    accepted: false,
  };
  const outcome = await applyRelease(journal, transaction);
  log.info("Done!");
  return output(plan, { status: "applied", drafted, files: writes.map(({ path }) => path), outcome });
}

async function readPlan(bump: Bump): Promise<ReleasePlan> {
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

async function draftPlan(draft: Draft, { plan, bump }: { plan: ReleasePlan; bump: Bump }): Promise<DraftedRelease> {
  const { context: { options, log }, project, at } = bump;
  const { config } = project;
  const workspace = await project.workspace();
  const wantsChangelog = options.changelog && config.changelog.enabled && plan.mode === "release";
  if (wantsChangelog) log.debug("Reading commits for the changelogs");
  const input = !wantsChangelog ? undefined : await readChangelogInput({
    plan,
    workspace,
    config,
    git: bump.hasGit ? project.git : undefined,
    prefix: bump.prefix,
    at,
    readText: (path) => draft.read(path),
  });
  const { path, historyPath } = config.changeset;
  return await draftRelease(draft, {
    plan,
    workspace,
    changelog: input && { input, format: config.changelog.format },
    archive: options.archive ? planArchive(plan, { at, path, historyPath }).writes : [],
  });
}

async function recover(
  journal: Journal,
  { bump, undo }: { bump: Bump; undo: boolean },
): Promise<{ outcome: "finished" | "undone"; output: Pick<BumpOutput, "commit" | "pushed" | "recovered"> }> {
  const { transaction } = bump;
  let done: Outcome | "undone" = "undone";
  if (undo) await abortRelease(journal, transaction);
  else done = await recoverRelease(journal, transaction);
  const outcome = done === "undone" ? "undone" : "finished";
  const { commit, tags, pushed } = done === "undone" ? { commit: null, tags: [], pushed: false } : done;
  const recovered = { outcome, startedAt: journal.startedAt, commit, tags } as const;
  return { outcome, output: { commit, pushed, recovered } };
}

function isEmpty(plan: ReleasePlan): boolean {
  return !plan.packages.some((each) => each.willBump);
}

/** What was done with a plan so far. */
interface Progress {
  status: "preview" | "applied" | "nothing-pending";
  drafted?: DraftedRelease;
  files?: string[];
  outcome?: Outcome;
}

function output(plan: ReleasePlan, { status, drafted, files = [], outcome }: Progress): BumpOutput {
  const tags = outcome ? outcome.tags : plan.tags;
  return {
    status,
    mode: plan.mode,
    strategy: plan.strategy,
    dryRun: status !== "applied",
    packages: plan.packages,
    changesets: plan.changesets.map(({ changeset, fate }) => ({
      id: changeset.id,
      branch: changeset.branch,
      bump: changeset.bump,
      commits: changeset.commits.length,
      packages: changeset.packages,
      environments: changeset.environments,
      message: changeset.message,
      fate,
    })),
    references: plan.references.map(({ manifestPath: _, ...each }) => each),
    catalogs: plan.catalogs.map(({ keys: _, ...each }) => each),
    tags,
    cycles: plan.cycles.map((each) => each.packages),
    warnings: [...plan.warnings, ...drafted?.warnings ?? []],
    highestBump: plan.highestBump,
    files,
    changelogs: drafted?.changelogs ?? [],
    commit: outcome?.commit ?? null,
    pushed: outcome?.pushed ?? false,
    summary: {
      totalPackages: plan.packages.length,
      bumpedPackages: plan.packages.filter((each) => each.willBump).length,
      totalChangesets: plan.changesets.length,
      totalTags: tags.length,
    },
  };
}

function emptyOutput(status: "skipped" | "resumed" | "aborted"): BumpOutput {
  return {
    status,
    mode: "release",
    strategy: "independent",
    dryRun: false,
    packages: [],
    changesets: [],
    references: [],
    catalogs: [],
    tags: [],
    cycles: [],
    warnings: [],
    highestBump: null,
    files: [],
    changelogs: [],
    commit: null,
    pushed: false,
    summary: { totalPackages: 0, bumpedPackages: 0, totalChangesets: 0, totalTags: 0 },
  };
}
