import type { Git } from "../../../kernel/git.ts";
import type { Files, Log } from "../../../kernel/ports.ts";
import { GIT_IDENTITY_MISSING, JOURNAL_HEAD_MOVED, RELEASE_COMMIT_FAILED, TAG_EXISTS, TAG_FAILED } from "./faults.ts";
import type { FileWrite, GitSteps, Journal, TagWrite } from "./journal.ts";

/** Tells hooks of our own git commands, and the programs they start, that a bump is running. */
export const HOOK_ENVIRONMENT = { WORKSPACE_BUMP_RUNNING: "1" };

/** What the git part of a release works on. */
export interface GitPorts {
  /** Absolute path of the project. */
  root: string;
  files: Files;
  git: Git;
  log: Log;
}

const LITERAL = ":(literal)";

/** The changed files as git takes them: seen from the top of the working tree, and never as patterns. */
function pathspecs(writes: readonly FileWrite[], ports: Pick<GitPorts, "root" | "git">): string[] {
  const prefix = projectPrefix(ports);
  return writes.filter(({ before, after }) => before !== after).map(({ path }) => literal(`${prefix}${path}`));
}

function literal(path: string): string {
  return `${LITERAL}${path}`;
}

/** The project's folder seen from the top of the working tree: empty, or ending in a slash. */
function projectPrefix({ root, git }: Pick<GitPorts, "root" | "git">): string {
  const { top } = git.getLocation();
  return root === top ? "" : `${root.slice(top.length + 1)}/`;
}

/** What git's index says of the files of a release, in the form that `git update-index --index-info` takes. */
export async function readIndex(writes: readonly FileWrite[], ports: Pick<GitPorts, "root" | "git">): Promise<string> {
  const { stdout } = await ports.git.run(["ls-files", "--stage", "-z", "--", ...pathspecs(writes, ports)]);
  return stdout;
}

/** What git says where `user.name` or `user.email` is missing (ident.c). */
const IDENTITY_MISSING =
  /unable to auto-detect (?:name|email address)[^\n]*|no (?:name|email) was given[^\n]*|empty ident name[^\n]*/;

/** Makes the release commit of the release's files alone. Faults: `RELEASE_COMMIT_FAILED`, `GIT_IDENTITY_MISSING`. */
export async function makeCommit(
  writes: readonly FileWrite[],
  { steps, ports }: { steps: GitSteps; ports: GitPorts },
): Promise<string> {
  const { git, log } = ports;
  const { kept, removed } = await committable(writes, { steps, ports });
  log.info("Creating release commit...");
  if (kept.length > 0) await git.run(["add", "--", ...kept]);
  const args = ["commit", "--quiet", "--only", "--file=-", "--cleanup=whitespace", "--", ...kept, ...removed];
  const made = await git.run(args, { input: steps.message, env: HOOK_ENVIRONMENT, allowFailure: true });
  if (made.code !== 0) {
    const output = `${made.stderr}\n${made.stdout}`.trim();
    const reason = IDENTITY_MISSING.exec(output)?.[0];
    throw reason === undefined
      ? RELEASE_COMMIT_FAILED({ output })
      : GIT_IDENTITY_MISSING({ output: `Git says: ${reason}.` });
  }
  return (await git.findCommit("HEAD"))!;
}

/**
 * What of the release goes into its commit, as pathspecs. Files that git would refuse because they are ignored are
 * written, but not committed; what git never knew cannot be removed from it.
 */
async function committable(
  writes: readonly FileWrite[],
  { steps, ports }: { steps: GitSteps; ports: GitPorts },
): Promise<{ kept: string[]; removed: string[] }> {
  const { git } = ports;
  const prefix = projectPrefix(ports);
  const pathsOf = (wanted: (write: FileWrite) => boolean) =>
    writes.filter((each) => each.before !== each.after && wanted(each)).map(({ path }) => `${prefix}${path}`);
  const written = pathsOf(({ after }) => after !== null);
  const { stdout } = await git.run(["check-ignore", "-z", "--stdin"], {
    input: written.join("\0"),
    allowFailure: true,
  });
  const ignored = new Set(stdout.split("\0"));
  const known = new Set(steps.index.split("\0").map((entry) => entry.slice(entry.indexOf("\t") + 1)));
  return {
    kept: written.filter((path) => !ignored.has(path)).map(literal),
    removed: pathsOf(({ after }) => after === null).filter((path) => known.has(path)).map(literal),
  };
}

/**
 * A kill between git's commit and the journal's next write leaves a commit that the journal does not know: it stands
 * directly on the old HEAD and changes the files of the release. Undefined while HEAD is where it was.
 * Fault: `JOURNAL_HEAD_MOVED`.
 */
export async function findOwnCommit(
  journal: Journal,
  { steps, ports }: { steps: GitSteps; ports: GitPorts },
): Promise<string | undefined> {
  const { git } = ports;
  const head = await git.findCommit("HEAD");
  if (head === undefined || head === steps.before) return undefined;
  const [commit] = await git.readCommits([head]);
  const touched = (await git.listTouchedPaths([head])).get(head) ?? [];
  const { kept, removed } = await committable(journal.writes, { steps, ports });
  const missing = new Set([...kept, ...removed]);
  for (const { path, from } of touched) for (const each of [path, from ?? path]) missing.delete(literal(each));
  // What was staged and never committed leaves no trace in the commit that removes it.
  for (const each of removed) {
    if (missing.has(each) && await git.readFileAt(steps.before, each.slice(LITERAL.length)) === undefined) {
      missing.delete(each);
    }
  }
  if (commit?.parents[0] === steps.before && missing.size === 0) return head;
  throw JOURNAL_HEAD_MOVED({ expected: steps.before, found: head });
}

/**
 * What hooks made of the files while the commit was made: formatted files that went into the commit are the release's
 * files from then on. `git commit --only` leaves the index of such files behind; it is brought to the commit.
 */
export async function takeUpHookChanges(
  writes: readonly FileWrite[],
  { commit, ports }: { commit: string; ports: GitPorts },
): Promise<FileWrite[]> {
  const { root, files, git } = ports;
  const prefix = projectPrefix(ports);
  const taken: FileWrite[] = [];
  for (const write of writes) {
    const current = files.readText(`${root}/${write.path}`) ?? null;
    const isOurs = current === write.after || current === null ||
      await git.readFileAt(commit, `${prefix}${write.path}`) !== current;
    taken.push(isOurs ? write : { ...write, after: current });
  }
  const changed = taken.filter((write, i) => write !== writes[i]);
  if (changed.length > 0) await git.run(["reset", "-q", "--", ...pathspecs(changed, ports)], { allowFailure: true });
  return taken;
}

/** Makes a tag, unless it stands there already. Faults: `TAG_EXISTS`, `TAG_FAILED`. */
export async function makeTag(
  tag: TagWrite,
  { commit, ports: { git, log } }: { commit: string; ports: GitPorts },
): Promise<void> {
  const existing = await git.findCommit(`refs/tags/${tag.name}`);
  if (existing === commit) return;
  if (existing !== undefined) throw TAG_EXISTS({ tags: [tag.name], where: "here" });
  log.debug(`Creating tag ${tag.name}`);
  const args = ["tag", "--annotate", "--file=-", "--cleanup=whitespace", "--", tag.name, commit];
  const made = await git.run(args, { input: tag.message, env: HOOK_ENVIRONMENT, allowFailure: true });
  if (made.code !== 0) throw TAG_FAILED({ tag: tag.name, output: made.stderr.trim() });
}

/** Takes tags, commit and index back to what they were before the release. Fault: `JOURNAL_HEAD_MOVED`. */
export async function undoGit(journal: Journal, { steps, ports }: { steps: GitSteps; ports: GitPorts }): Promise<void> {
  const { git } = ports;
  const { commit } = journal;
  if (commit !== null) {
    const head = await git.findCommit("HEAD");
    if (head !== commit && head !== steps.before) {
      throw JOURNAL_HEAD_MOVED({ expected: commit, found: head ?? "unborn" });
    }
    const existing = new Map((await git.listTags()).map((tag) => [tag.name, tag.commit]));
    const ours = steps.tags.filter(({ name }) => existing.get(name) === commit);
    if (ours.length > 0) await git.run(["tag", "-d", "--", ...ours.map(({ name }) => name)]);
    if (head === commit) {
      const reason = "workspace bump: undo the release commit";
      await git.run(["update-ref", "-m", reason, "HEAD", steps.before, commit]);
    }
  }
  await restoreIndex(journal.writes, { steps, ports });
}

/** The user may have staged pending changesets: the index gets back exactly the entries it had. */
async function restoreIndex(
  writes: readonly FileWrite[],
  { steps, ports }: { steps: GitSteps; ports: GitPorts },
): Promise<void> {
  const { git } = ports;
  const current = await readIndex(writes, ports);
  if (current === steps.index) return;
  const none = "0".repeat(steps.before.length);
  const removals = current.split("\0").filter(Boolean).map((entry) => `0 ${none}${entry.slice(entry.indexOf("\t"))}\0`);
  await git.run(["update-index", "-z", "--index-info"], { input: removals.join("") + steps.index });
}
