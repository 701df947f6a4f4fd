import { isFault } from "../../../kernel/fault.ts";
import type { Git } from "../../../kernel/git.ts";
import { INTERRUPTED } from "../../../kernel/interrupted.ts";
import type { Files, Log } from "../../../kernel/ports.ts";
import {
  BUMP_ACCEPTED,
  JOURNAL_FILE_CHANGED,
  JOURNAL_HEAD_MOVED,
  PUSH_INCOMPLETE,
  PUSH_REFUSED,
  RELEASE_COMMIT_FAILED,
  TAG_EXISTS,
  TAG_FAILED,
} from "./faults.ts";
import type { FileWrite, GitSteps, Journal, JournalStore } from "./journal.ts";

/** GitHub sends no tag events above three tags in one push. */
const TAGS_PER_PUSH = 3;

/** Tells hooks of our own git commands, and the programs they start, that a bump is running. */
const HOOK_ENVIRONMENT = { WORKSPACE_BUMP_RUNNING: "1" };

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
  ports.journals.write(journal);
  return await finishOrUndo(journal, ports);
}

/** Brings an interrupted release to its end, or to its beginning if it was being undone. */
export async function recoverRelease(journal: Journal, ports: TransactionPorts): Promise<Outcome | "undone"> {
  sweepTemporaries(journal, ports);
  if (journal.direction === "forward") return await finishOrUndo(journal, ports);
  await undoRelease(journal, ports);
  return "undone";
}

async function finishOrUndo(journal: Journal, ports: TransactionPorts): Promise<Outcome> {
  try {
    return await finish(journal, ports);
  } catch (error) {
    const stuck = isFault(error, "JOURNAL_HEAD_MOVED") || isFault(error, "JOURNAL_FILE_CHANGED");
    if (!journal.accepted && !stuck) await undoRelease(journal, ports);
    else if (isFault(error, "JOURNAL_FILE_CHANGED") && journal.commit === null) await undoUnlessStuck(journal, ports);
    throw error;
  }
}

async function undoUnlessStuck(journal: Journal, ports: TransactionPorts): Promise<void> {
  try {
    await undoRelease(journal, ports);
  } catch (error) {
    if (!isFault(error, "JOURNAL_FILE_CHANGED")) throw error;
  }
}

async function finish(journal: Journal, ports: TransactionPorts): Promise<Outcome> {
  const steps = journal.git;
  if (journal.commit === null && steps !== null) {
    await adoptCommit(journal, { steps, ports });
  }
  if (journal.commit === null) {
    for (const write of journal.writes) {
      stopIfInterrupted(ports);
      setFile(write, { to: "after", ports });
    }
    stopIfInterrupted(ports);
    if (steps !== null) await makeCommit(journal, { steps, ports });
  }
  if (steps !== null) {
    for (const tag of steps.tags) {
      if (!journal.accepted) stopIfInterrupted(ports);
      await makeTag(tag, { commit: journal.commit!, git: ports.git!, log: ports.log });
    }
    if (steps.push !== null) await push(journal, { steps, ports });
  }
  ports.journals.remove();
  return {
    commit: journal.commit,
    tags: steps?.tags.map(({ name }) => name) ?? [],
    pushed: steps?.push != null,
  };
}

/** Undoes an interrupted release; fault `BUMP_ACCEPTED` once the remote has accepted it. */
export async function abortRelease(journal: Journal, ports: TransactionPorts): Promise<void> {
  sweepTemporaries(journal, ports);
  await undoRelease(journal, ports);
}

/** A kill in the middle of a write leaves its temporary file beside the target: `.<name>.<random>.tmp`. */
function sweepTemporaries(journal: Journal, { root, files }: TransactionPorts): void {
  for (const { path } of journal.writes) {
    const target = `${root}/${path}`;
    const folder = target.slice(0, target.lastIndexOf("/"));
    const name = target.slice(folder.length + 1);
    for (const entry of files.list(folder) ?? []) {
      if (entry.name.startsWith(`.${name}.`) && entry.name.endsWith(".tmp")) files.remove(`${folder}/${entry.name}`);
    }
  }
}

/** Brings the repository to what it was before the release. Not possible once the remote has accepted it. */
async function undoRelease(journal: Journal, ports: TransactionPorts): Promise<void> {
  if (journal.git?.push && !journal.accepted && journal.commit !== null) {
    journal.accepted = await isOnRemote(journal.commit, { push: journal.git.push, git: ports.git! });
    if (journal.accepted) ports.journals.write(journal);
  }
  if (journal.accepted) throw BUMP_ACCEPTED({ ...journal.git!.push! });
  if (journal.direction !== "backward") {
    journal.direction = "backward";
    ports.journals.write(journal);
  }
  if (journal.git !== null) await undoGit(journal, { steps: journal.git, ports });
  for (const write of journal.writes.toReversed()) setFile(write, { to: "before", ports });
  ports.journals.remove();
}

async function undoGit(
  journal: Journal,
  { steps, ports }: { steps: GitSteps; ports: TransactionPorts },
): Promise<void> {
  const git = ports.git!;
  if (journal.commit === null) await adoptCommit(journal, { steps, ports });
  const { commit } = journal;
  if (commit !== null) {
    const existing = new Map((await git.listTags()).map((tag) => [tag.name, tag.commit]));
    const ours = steps.tags.filter(({ name }) => existing.get(name) === commit);
    if (ours.length > 0) await git.run(["tag", "-d", "--", ...ours.map(({ name }) => name)]);
    const head = await git.findCommit("HEAD");
    if (head === commit) {
      const reason = "workspace bump: undo the release commit";
      await git.run(["update-ref", "-m", reason, "HEAD", steps.before, commit]);
    } else if (head !== steps.before) {
      throw JOURNAL_HEAD_MOVED({ expected: commit, found: head ?? "unborn" });
    }
  }
  await git.run(["reset", "-q", "--", ...pathspecs(journal.writes, ports)], { allowFailure: true });
}

/** Puts one file into the wanted state; a content that is neither is somebody else's and stops everything. */
function setFile(write: FileWrite, { to, ports }: { to: "before" | "after"; ports: TransactionPorts }): void {
  const path = `${ports.root}/${write.path}`;
  const current = ports.files.readText(path) ?? null;
  const wanted = write[to];
  if (current === wanted) return;
  if (current !== write.before && current !== write.after) throw JOURNAL_FILE_CHANGED({ path: write.path });
  ports.log.debug(`Writing to ${write.path}`);
  if (wanted === null) ports.files.remove(path);
  else ports.files.write(path, wanted);
}

/**
 * A kill between git's commit and the journal's next write leaves a commit that the journal does not know: it stands
 * directly on the old HEAD and touches the files of the release.
 */
async function adoptCommit(
  journal: Journal,
  { steps, ports }: { steps: GitSteps; ports: TransactionPorts },
): Promise<void> {
  const git = ports.git!;
  const head = await git.findCommit("HEAD");
  if (head === undefined || head === steps.before) return;
  const [commit] = await git.readCommits([head]);
  const touched = (await git.listTouchedPaths([head])).get(head) ?? [];
  const prefix = projectPrefix(ports);
  const paths = new Set(touched.flatMap(({ path, from }) => from === undefined ? [path] : [path, from]));
  const isOurs = commit?.parents[0] === steps.before &&
    journal.writes.some((write) => write.before !== write.after && paths.has(`${prefix}${write.path}`));
  if (!isOurs) throw JOURNAL_HEAD_MOVED({ expected: steps.before, found: head });
  journal.commit = head;
  ports.journals.write(journal);
}

async function makeCommit(
  journal: Journal,
  { steps, ports }: { steps: GitSteps; ports: TransactionPorts },
): Promise<void> {
  const git = ports.git!;
  const paths = await committable(pathspecs(journal.writes, ports), git);
  ports.log.info("Creating release commit...");
  const removed = new Set(pathspecs(journal.writes.filter(({ after }) => after === null), ports));
  const kept = paths.filter((path) => !removed.has(path));
  if (kept.length > 0) await git.run(["add", "--", ...kept]);
  const args = ["commit", "--quiet", "--only", "--file=-", "--cleanup=whitespace", "--", ...paths];
  const made = await git.run(args, { input: steps.message, env: HOOK_ENVIRONMENT, allowFailure: true });
  if (made.code !== 0) {
    stopIfInterrupted(ports);
    throw RELEASE_COMMIT_FAILED({ output: `${made.stderr}\n${made.stdout}`.trim() });
  }
  journal.commit = (await git.findCommit("HEAD"))!;
  ports.journals.write(journal);
}

/** Files that git would refuse because they are ignored are written, but not committed. */
async function committable(paths: string[], git: Git): Promise<string[]> {
  const plain = paths.map((path) => path.slice(LITERAL.length));
  const { stdout } = await git.run(["check-ignore", "-z", "--stdin"], { input: plain.join("\0"), allowFailure: true });
  const ignored = new Set(stdout.split("\0"));
  return paths.filter((_, i) => !ignored.has(plain[i]!));
}

const LITERAL = ":(literal)";

/** The changed files as git takes them: seen from the top of the working tree, and never as patterns. */
function pathspecs(writes: FileWrite[], ports: TransactionPorts): string[] {
  const prefix = projectPrefix(ports);
  return writes.filter(({ before, after }) => before !== after).map(({ path }) => `${LITERAL}${prefix}${path}`);
}

/** The project's folder seen from the top of the working tree: empty, or ending in a slash. */
function projectPrefix(ports: TransactionPorts): string {
  const { top } = ports.git!.getLocation();
  return ports.root === top ? "" : `${ports.root.slice(top.length + 1)}/`;
}

async function makeTag(
  tag: { name: string; message: string },
  { commit, git, log }: { commit: string; git: Git; log: Log },
): Promise<void> {
  const existing = await git.findCommit(`refs/tags/${tag.name}`);
  if (existing === commit) return;
  if (existing !== undefined) throw TAG_EXISTS({ tags: [tag.name], where: "here" });
  log.debug(`Creating tag ${tag.name}`);
  const args = ["tag", "--annotate", "--file=-", "--cleanup=whitespace", "--", tag.name, commit];
  const made = await git.run(args, { input: tag.message, env: HOOK_ENVIRONMENT, allowFailure: true });
  if (made.code !== 0) throw TAG_FAILED({ tag: tag.name, output: made.stderr.trim() });
}

async function push(journal: Journal, { steps, ports }: { steps: GitSteps; ports: TransactionPorts }): Promise<void> {
  const git = ports.git!;
  const { remote, branch } = steps.push!;
  if (!journal.accepted) {
    stopIfInterrupted(ports);
    ports.log.info(`Pushing ${branch} to ${remote}...`);
    const pushed = await gitPush(git, [remote, `${journal.commit}:refs/heads/${branch}`]);
    if (pushed.code !== 0 && !await isOnRemote(journal.commit!, { push: steps.push!, git })) {
      throw PUSH_REFUSED({ remote, branch, output: pushed.stderr.trim() });
    }
    journal.accepted = true;
    ports.journals.write(journal);
  }
  const names = steps.tags.map(({ name }) => name);
  const failed: string[] = [];
  let output = "";
  for (let i = 0; i < names.length; i += TAGS_PER_PUSH) {
    const batch = names.slice(i, i + TAGS_PER_PUSH);
    ports.log.info(`Pushing tags to ${remote}: ${batch.join(", ")}`);
    const pushed = await gitPush(git, [remote, ...batch.map((name) => `refs/tags/${name}`)]);
    if (pushed.code !== 0) {
      failed.push(...batch);
      output = pushed.stderr.trim();
    }
  }
  if (failed.length > 0) throw PUSH_INCOMPLETE({ remote, tags: failed, output });
}

function gitPush(git: Git, args: string[]): ReturnType<Git["run"]> {
  const flags = ["push", "--quiet", "--porcelain", "--no-follow-tags"];
  return git.run([...flags, "--", ...args], { env: HOOK_ENVIRONMENT, allowFailure: true });
}

/** Whether the remote's branch contains the commit, whoever else has pushed since. */
async function isOnRemote(
  commit: string,
  { push, git }: { push: { remote: string; branch: string }; git: Git },
): Promise<boolean> {
  const listed = await git.run(["ls-remote", "--", push.remote, `refs/heads/${push.branch}`], { allowFailure: true });
  const tip = listed.stdout.split(/\s/)[0];
  if (listed.code !== 0 || !tip) return false;
  if (tip === commit) return true;
  const fetched = await git.run(["fetch", "--quiet", "--no-tags", "--", push.remote, `refs/heads/${push.branch}`], {
    allowFailure: true,
  });
  return fetched.code === 0 && await git.isAncestor(commit, tip);
}

function stopIfInterrupted(ports: TransactionPorts): void {
  if (ports.interrupted()) throw INTERRUPTED({});
}
