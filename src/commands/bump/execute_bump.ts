import { CANCELLED } from "../../cli/faults.ts";
import { BUMP_NOT_UNFINISHED, BUMP_RUNNING } from "../../domain/release/apply/faults.ts";
import type { Journal } from "../../domain/release/apply/journal.ts";
import {
  abortRelease,
  applyRelease,
  type Outcome,
  recoverRelease,
  type TransactionPorts,
} from "../../domain/release/apply/transaction.ts";
import { findNewFolders } from "../../domain/release/apply/place_files.ts";
import { Draft } from "../../domain/release/bump/draft.ts";
import { type DraftedRelease, draftRelease } from "../../domain/release/bump/draft_release.ts";
import { planGitSteps } from "../../domain/release/bump/preflight.ts";
import { readChangelogInput } from "../../domain/release/bump/read_changelog_input.ts";
import { releaseMessage } from "../../domain/release/bump/release_message.ts";
import { planArchive } from "../../domain/release/changesets/release_record.ts";
import { lockChangesets } from "../../domain/release/changesets/store.ts";
import type { ReleasePlan } from "../../domain/release/model.ts";
import { findCiBranch } from "../../domain/release/repository/ci_branch.ts";
import type { BumpOutput } from "./bump_output.ts";
import { bumpResult, emptyResult, isEmpty } from "./bump_result.ts";
import { nextSteps } from "./next_steps.ts";
import { type Bump, readPlan } from "./bump_session.ts";

/** The modes that change something: under the lock, an interrupted release is brought to its end first. */
export async function changeProject(bump: Bump): Promise<BumpOutput> {
  const { context: { options, log }, journals } = bump;
  using lock = journals.lock();
  if (!lock) throw BUMP_RUNNING({});
  const unfinished = journals.find();
  if (options.resume || options.abort) {
    if (!unfinished) throw BUMP_NOT_UNFINISHED({ option: options.resume ? "--resume" : "--abort" });
    const recovered = await recover(bump, unfinished, { undo: options.abort });
    return { ...emptyResult(recovered.recovered!.outcome === "finished" ? "resumed" : "aborted"), ...recovered };
  }
  if (!unfinished) return await execute(bump);
  log.warn(`The release started at ${unfinished.startedAt} was interrupted; finishing it first`);
  const { recovered } = await recover(bump, unfinished, { undo: false });
  return { ...await execute(bump), recovered: recovered! };
}

function transactionPorts({ context, project, hasGit, journals }: Bump, interrupted: () => boolean): TransactionPorts {
  const { root, files, git } = project;
  return { root, files, git: hasGit ? git : undefined, journals, log: context.log, interrupted };
}

/** A release that is decided down to every byte, and not begun. */
interface Prepared {
  plan: ReleasePlan;
  drafted: DraftedRelease;
  journal: Journal;
  message: string;
}

async function execute(bump: Bump): Promise<BumpOutput> {
  const { context: { ports, log }, project, hasGit } = bump;
  const { plan, ...release } = await prepare(bump);
  if (!release.journal) return bumpResult(plan, { status: "nothing-pending" });
  const { drafted, journal, message } = release;
  await confirm(bump, { plan, journal });
  using _lock = lockChangesets(bump.folder);
  const { manager } = await project.workspace();
  log.info(`Updating ${manager.name === "deno" ? "deno.json" : "package.json"} files...`);
  using hold = ports.interruption.hold();
  const outcome = await applyRelease(journal, transactionPorts(bump, () => hold.requested));
  log.info("Done!");
  const files = journal.writes.map(({ path }) => path);
  const { remote } = project.config.git;
  const next = hasGit ? nextSteps({ plan, outcome, files, message, remote }) : [];
  return bumpResult(plan, { status: "applied", drafted, files, outcome, next });
}

/** Without a journal where the plan releases nothing. */
async function prepare(bump: Bump): Promise<Prepared | { plan: ReleasePlan; journal?: undefined }> {
  const { context: { options, ports, log }, project } = bump;
  using _lock = lockChangesets(bump.folder);
  const plan = await readPlan(bump);
  if (isEmpty(plan)) return { plan };
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
  if (wishes.commit || wishes.tag || wishes.push) project.git.getLocation();
  const git = !bump.hasGit ? null : await planGitSteps({
    git: project.git,
    root: project.root,
    writes,
    tags: plan.tags,
    message,
    wishes,
    prefix: bump.prefix,
    changesetPath: project.config.changeset.path,
    log,
  });
  const journal: Journal = {
    format: 1,
    startedAt: bump.at.toString(),
    direction: "forward",
    writes,
    folders: findNewFolders(writes, project),
    git,
    commit: null,
    accepted: false,
  };
  return { plan, drafted, journal, message };
}

/** Asks while no lock of the changesets is held: hooks in other terminals need not wait for the answer. */
async function confirm(bump: Bump, { plan, journal }: Pick<Prepared, "plan" | "journal">): Promise<void> {
  const { context: { options, ports: { prompt }, log } } = bump;
  if (!prompt.available || options.force) return;
  const bumped = plan.packages.filter((each) => each.willBump);
  for (const each of bumped) log.info(`${each.name}: ${each.currentVersion} -> ${each.nextVersion}`);
  const packages = `${bumped.length} ${bumped.length === 1 ? "package" : "packages"}`;
  const question = `Bump ${packages}? This will change ${journal.writes.length} files.`;
  if (!await prompt.confirm(question)) throw CANCELLED({ action: "The bump" });
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
  bump: Bump,
  journal: Journal,
  { undo }: { undo: boolean },
): Promise<Pick<BumpOutput, "commit" | "pushed" | "recovered">> {
  using hold = bump.context.ports.interruption.hold();
  const transaction = transactionPorts(bump, () => hold.requested);
  let done: Outcome | "undone" = "undone";
  if (undo) await abortRelease(journal, transaction);
  else done = await recoverRelease(journal, transaction);
  const { commit, tags, pushed } = done === "undone" ? { commit: null, tags: [], pushed: false } : done;
  const outcome = done === "undone" ? "undone" : "finished";
  return { commit, pushed, recovered: { outcome, startedAt: journal.startedAt, commit, tags } };
}
