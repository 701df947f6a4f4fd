import { fault } from "../../../kernel/fault.ts";
import type { Git } from "../../../kernel/git.ts";

export const BASE_BRANCH_UNKNOWN = fault<{ remote: string; branches: string[] }>({
  code: "BASE_BRANCH_UNKNOWN",
  exit: 4,
  when: "The branch that others are merged into can be found neither in the configuration nor in the repository.",
  message: () => "The base branch is not known",
  cause: ({ remote }) =>
    `git.baseBranch is not set, '${remote}' records no default branch, and there is no main or master.`,
  hint: ({ branches }) => `Run \`workspace config set git.baseBranch ${branches[0] ?? "<BRANCH>"}\`.`,
});

/**
 * The branch that others are merged into: what the configuration says, the remote's default, then main or master,
 * local or on the remote. Fault: `BASE_BRANCH_UNKNOWN`.
 */
export async function getBaseBranch(git: Git, config: { baseBranch: string; remote: string }): Promise<string> {
  if (config.baseBranch !== "") return config.baseBranch;
  const recorded = await git.findDefaultBranch(config.remote);
  if (recorded !== undefined) return recorded;
  const branches = await git.listBranches();
  for (const name of ["main", "master"]) {
    if (branches.includes(name)) return name;
  }
  for (const name of ["main", "master"]) {
    if (await git.findCommit(`refs/remotes/${config.remote}/${name}`)) return name;
  }
  throw BASE_BRANCH_UNKNOWN({ remote: config.remote, branches });
}
