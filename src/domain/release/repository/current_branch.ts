import type { Git } from "../../../kernel/git.ts";
import type { Environment } from "../../../kernel/ports.ts";
import { findCiBranch } from "./ci_branch.ts";

/**
 * The branch that is worked on: the one HEAD is on, also before its first commit; on a detached HEAD the one that CI
 * says it builds (see `CI_BRANCH_VARIABLES`). Undefined when nobody says. No process is started, except on reftable
 * repositories.
 */
export async function findCurrentBranch(git: Git, env: Environment): Promise<string | undefined> {
  const head = await git.readHead();
  return head.state === "detached" ? findCiBranch(env) : head.branch;
}
