import { type Fault, isFault } from "../../../kernel/fault.ts";
import type { Git } from "../../../kernel/git.ts";
import { INTERRUPTED } from "../../../kernel/interrupted.ts";
import type { Files, Log } from "../../../kernel/ports.ts";
import { BUMP_ACCEPTED, BUMP_NOT_UNDONE, BUMP_STALE } from "./faults.ts";
import { findOwnCommit, type GitPorts, makeCommit, makeTag, takeUpHookChanges, undoGit } from "./git_steps.ts";
import type { GitSteps, Journal, JournalStore } from "./journal.ts";
import { placeFiles, refuseForeignContent, sweepTemporaries } from "./place_files.ts";
import { isOnRemote, pushBranch, pushTags } from "./push.ts";

/** What a transaction works on. */
export interface TransactionPorts {
  /** Absolute path of the project. */
  root: string;
  files: Files;
  /** Undefined where the release does nothing in git. */
  git: Git | undefined;
  journals: JournalStore;
  log: Log;
  /** Whether the user asked to stop; looked at between steps. */
  interrupted(): boolean;
}

/** What was done. */
export interface Outcome {
  commit: string | null;
  tags: string[];
  pushed: boolean;
}

/**
 * Carries out a release: journal, files, commit, tags, push. Any failure before the remote has accepted the commit
 * undoes everything and is thrown again; killed at any moment, `finish` or `undo` of the journal completes it.
 */
export async function applyRelease(journal: Journal, ports: TransactionPorts): Promise<Outcome> {
  await refuseStale(journal, ports);
  ports.journals.write(journal);
  return await finishOrUndo(journal, ports);
}

/** What changed after the release was planned, as during a question, is found while nothing has begun. */
async function refuseStale({ writes, git: steps }: Journal, { root, files, git }: TransactionPorts): Promise<void> {
  const changed = writes.find(({ path, before }) => (files.readText(`${root}/${path}`) ?? null) !== before);
  if (changed) throw BUMP_STALE({ what: `'${changed.path}'` });
  if (steps !== null && await git!.findCommit("HEAD") !== steps.before) throw BUMP_STALE({ what: "HEAD" });
}

/** Brings an interrupted release to its end, or to its beginning if it was being undone. */
export async function recoverRelease(journal: Journal, ports: TransactionPorts): Promise<Outcome | "undone"> {
  sweepTemporaries(journal.writes, ports);
  if (journal.direction === "forward") return await finishOrUndo(journal, ports);
  await undoRelease(journal, ports);
  return "undone";
}

/** Undoes an interrupted release; fault `BUMP_ACCEPTED` once the remote has accepted it. */
export async function abortRelease(journal: Journal, ports: TransactionPorts): Promise<void> {
  sweepTemporaries(journal.writes, ports);
  await undoRelease(journal, ports);
}

async function finishOrUndo(journal: Journal, ports: TransactionPorts): Promise<Outcome> {
  try {
    return await finish(journal, ports);
  } catch (error) {
    if (journal.accepted || isFault(error, "JOURNAL_HEAD_MOVED") || isFault(error, "JOURNAL_FILE_CHANGED")) throw error;
    try {
      await undoRelease(journal, ports);
    } catch (obstacle) {
      if (!isFault(obstacle)) throw obstacle;
      throw notUndone(error, obstacle);
    }
    // Ctrl-C on a terminal reaches git as well: what git then said is not the reason.
    throw ports.interrupted() ? INTERRUPTED({}, { cause: error }) : error;
  }
}

function notUndone(error: unknown, obstacle: Fault): Fault {
  if (obstacle.code === "BUMP_ACCEPTED") return obstacle;
  const problem = error instanceof Error ? error.message : String(error);
  const why = isFault(error) ? `${problem}: ${error.reason}` : problem;
  return BUMP_NOT_UNDONE({ problem: why, obstacle: `${obstacle.message}: ${obstacle.reason}` }, { cause: error });
}

async function finish(journal: Journal, ports: TransactionPorts): Promise<Outcome> {
  const steps = journal.git;
  const { interrupted } = ports;
  if (steps === null) {
    placeFiles(journal.writes, { to: "after", ports, interrupted });
    stopIfInterrupted(ports);
  } else {
    const git = gitPorts(ports);
    await adoptCommit(journal, { steps, git, ports });
    if (journal.commit === null) {
      placeFiles(journal.writes, { to: "after", ports, interrupted });
      stopIfInterrupted(ports);
      await noteCommit(journal, await makeCommit(journal.writes, { steps, ports: git }), { git, ports });
    }
    if (!journal.accepted) stopIfInterrupted(ports);
    if (steps.tags.length > 0) git.log.info("Creating git tags...");
    for (const tag of steps.tags) {
      await makeTag(tag, { commit: journal.commit!, ports: git });
      if (!journal.accepted) stopIfInterrupted(ports);
    }
    if (steps.push !== null) {
      const { push: target } = steps;
      if (!journal.accepted) {
        await pushBranch(journal.commit!, { target, ...git });
        journal.accepted = true;
        note(journal, ports);
      }
      await pushTags(steps.tags.map(({ name }) => name), { remote: target.remote, ...git });
    }
  }
  ports.journals.remove();
  return { commit: journal.commit, tags: steps?.tags.map(({ name }) => name) ?? [], pushed: steps?.push != null };
}

/** Brings the repository to what it was before the release. Not possible once the remote has accepted it. */
async function undoRelease(journal: Journal, ports: TransactionPorts): Promise<void> {
  const steps = journal.git;
  const never = () => false;
  if (steps !== null) {
    const git = gitPorts(ports);
    await adoptCommit(journal, { steps, git, ports });
    if (steps.push !== null && !journal.accepted && journal.commit !== null) {
      journal.accepted = await isOnRemote(journal.commit, { target: steps.push, git: git.git });
      if (journal.accepted) note(journal, ports);
    }
    if (journal.accepted) throw BUMP_ACCEPTED({ ...steps.push! });
    refuseForeignContent(journal.writes, ports);
    turnBack(journal, ports);
    await undoGit(journal, { steps, ports: git });
  } else {
    refuseForeignContent(journal.writes, ports);
    turnBack(journal, ports);
  }
  placeFiles(journal.writes, { to: "before", ports, interrupted: never });
  for (const folder of journal.folders.toReversed()) ports.files.removeEmptyDirectory(`${ports.root}/${folder}`);
  ports.journals.remove();
}

function turnBack(journal: Journal, ports: TransactionPorts): void {
  if (journal.direction === "backward") return;
  journal.direction = "backward";
  note(journal, ports);
}

async function adoptCommit(
  journal: Journal,
  { steps, git, ports }: { steps: GitSteps; git: GitPorts; ports: TransactionPorts },
): Promise<void> {
  if (journal.commit !== null) return;
  const own = await findOwnCommit(journal, { steps, ports: git });
  if (own !== undefined) await noteCommit(journal, own, { git, ports });
}

async function noteCommit(
  journal: Journal,
  commit: string,
  { git, ports }: { git: GitPorts; ports: TransactionPorts },
): Promise<void> {
  journal.writes = await takeUpHookChanges(journal.writes, { commit, ports: git });
  journal.commit = commit;
  note(journal, ports);
}

/** Notes how far the release is. What cannot be noted, as on a full disk, recovery finds out from git. */
function note(journal: Journal, { journals, log }: TransactionPorts): void {
  try {
    journals.write(journal);
  } catch (error) {
    if (!isFault(error)) throw error;
    log.debug(`The journal was not updated: ${error.message}`);
  }
}

function gitPorts({ root, files, git, log }: TransactionPorts): GitPorts {
  return { root, files, git: git!, log };
}

function stopIfInterrupted(ports: TransactionPorts): void {
  if (ports.interrupted()) throw INTERRUPTED({});
}
