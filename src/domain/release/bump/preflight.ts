import type { Git } from "../../../kernel/git.ts";
import type { Log } from "../../../kernel/ports.ts";
import {
  HEAD_UNBORN,
  PUSH_BRANCH_UNKNOWN,
  REMOTE_NOT_FOUND,
  STAGED_CHANGES,
  TAG_EXISTS,
  WORKTREE_DIRTY,
} from "../apply/faults.ts";
import { readIndex } from "../apply/git_steps.ts";
import type { FileWrite, GitSteps } from "../apply/journal.ts";

/** What the release is to do in git. */
export interface GitWishes {
  commit: boolean;
  tag: boolean;
  push: boolean;
  remote: string;
  /** The branch that a CI system says it works on; used where HEAD is detached. */
  ciBranch: string | undefined;
}

/** Everything that is looked at before the first change. */
export interface PreflightInput {
  git: Git;
  /** Absolute path of the project. */
  root: string;
  writes: FileWrite[];
  tags: string[];
  message: string;
  wishes: GitWishes;
  /** The project's folder below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
  /** Folder of the pending changesets, relative to the project: changes there are expected. */
  changesetPath: string;
  log: Log;
}

/**
 * Looks whether git will let the release through, and says what it will do there; null when it does nothing in git.
 * Raises the faults of this folder before anything was changed.
 */
export async function planGitSteps(input: PreflightInput): Promise<GitSteps | null> {
  const { git, wishes } = input;
  await refuseDirty(input);
  if (!wishes.commit && !wishes.tag && !wishes.push) return null;
  const head = await git.readHead();
  if (head.state === "unborn") throw HEAD_UNBORN({ branch: head.branch });
  const branch = head.state === "branch" ? head.branch : null;
  const target = branch ?? wishes.ciBranch;
  if (wishes.push && target === undefined) throw PUSH_BRANCH_UNKNOWN({});
  if (wishes.push && await git.remoteUrl(wishes.remote) === undefined) {
    throw REMOTE_NOT_FOUND({ remote: wishes.remote });
  }
  const tags = wishes.tag ? input.tags : [];
  await refuseExistingTags(tags, input);
  return {
    before: head.commit,
    branch,
    message: input.message,
    tags: tags.map((name) => ({ name, message: name })),
    index: await readIndex(input.writes, input),
    push: wishes.push ? { remote: wishes.remote, branch: target! } : null,
  };
}

async function refuseDirty({ git, writes, wishes, prefix, changesetPath }: PreflightInput): Promise<void> {
  const ours = new Set(writes.map(({ path }) => `${prefix}${path}`));
  const pending = `${prefix}${changesetPath}/`;
  const dirty = (await git.listDirty()).filter(({ path }) => !path.startsWith(pending));
  const written = dirty.filter(({ path }) => ours.has(path)).map(({ path }) => path);
  if (written.length > 0) throw WORKTREE_DIRTY({ paths: written });
  const staged = dirty.filter((each) => each.staged).map(({ path }) => path);
  if (wishes.commit && staged.length > 0) throw STAGED_CHANGES({ paths: staged });
}

/** Where a push follows or the clone is shallow, the remote is asked too: local tags may be missing. */
async function refuseExistingTags(tags: string[], { git, wishes, log }: PreflightInput): Promise<void> {
  if (tags.length === 0) return;
  const here = new Set((await git.listTags()).map(({ name }) => name));
  const taken = tags.filter((tag) => here.has(tag));
  if (taken.length > 0) throw TAG_EXISTS({ tags: taken, where: "here" });
  if (!wishes.push && !git.isShallow()) return;
  if (await git.remoteUrl(wishes.remote) === undefined) return;
  log.debug(`Reading tags of ${wishes.remote}`);
  const there = new Set((await git.listRemoteTags(wishes.remote)).map(({ name }) => name));
  const elsewhere = tags.filter((tag) => there.has(tag));
  if (elsewhere.length > 0) throw TAG_EXISTS({ tags: elsewhere, where: `on ${wishes.remote}` });
}
