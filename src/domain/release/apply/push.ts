import type { Git } from "../../../kernel/git.ts";
import type { Log } from "../../../kernel/ports.ts";
import { PUSH_INCOMPLETE, PUSH_REFUSED } from "./faults.ts";
import { HOOK_ENVIRONMENT } from "./git_steps.ts";

/** GitHub sends no tag events above three tags in one push. */
const TAGS_PER_PUSH = 3;

/** Where a release is pushed to. */
export interface PushTarget {
  remote: string;
  branch: string;
}

/** Pushes the release commit. Fault: `PUSH_REFUSED`, when the remote does not have it afterwards. */
export async function pushBranch(
  commit: string,
  { target, git, log }: { target: PushTarget; git: Git; log: Log },
): Promise<void> {
  const { remote, branch } = target;
  log.info(`Pushing ${branch} to ${remote}...`);
  const pushed = await gitPush(git, [remote, `${commit}:refs/heads/${branch}`]);
  if (pushed.code !== 0 && !await isOnRemote(commit, { target, git })) {
    throw PUSH_REFUSED({ remote, branch, output: pushed.stderr.trim() });
  }
}

/** Pushes tags, a few at a time. Fault: `PUSH_INCOMPLETE`, with those that are missing. */
export async function pushTags(
  names: readonly string[],
  { remote, git, log }: { remote: string; git: Git; log: Log },
): Promise<void> {
  const failed: string[] = [];
  let output = "";
  for (let i = 0; i < names.length; i += TAGS_PER_PUSH) {
    const batch = names.slice(i, i + TAGS_PER_PUSH);
    log.info(`Pushing tags to ${remote}: ${batch.join(", ")}`);
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
export async function isOnRemote(commit: string, { target, git }: { target: PushTarget; git: Git }): Promise<boolean> {
  const ref = `refs/heads/${target.branch}`;
  const listed = await git.run(["ls-remote", "--", target.remote, ref], { allowFailure: true });
  const tip = listed.stdout.split(/\s/)[0];
  if (listed.code !== 0 || !tip) return false;
  if (tip === commit) return true;
  const fetched = await git.run(["fetch", "--quiet", "--no-tags", "--", target.remote, ref], { allowFailure: true });
  return fetched.code === 0 && await git.isAncestor(commit, tip);
}
