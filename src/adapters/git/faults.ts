import { fault } from "../../kernel/fault.ts";

/** No git on this machine. */
export const GIT_NOT_INSTALLED = fault<Record<string, never>>({
  code: "GIT_NOT_INSTALLED",
  exit: 4,
  when: "Git is needed and is not installed.",
  message: () => "Git is not installed",
  cause: () => "No folder of PATH has a program named 'git'.",
  hint: () => "Install git (for instance `apt-get install git` or `brew install git`), or add its folder to PATH.",
});

/** Outside every repository. */
export const GIT_REPOSITORY_NOT_FOUND = fault<{ path: string }>({
  code: "GIT_REPOSITORY_NOT_FOUND",
  exit: 4,
  when: "A command needs a git repository and is started outside of one.",
  message: ({ path }) => `No git repository at '${path}'`,
  cause: () => "Neither this folder nor one above it holds a .git.",
  hint: () => "Run `git init`, or name the project's folder with --root.",
});

/** A repository without a working tree. */
export const GIT_REPOSITORY_BARE = fault<{ path: string }>({
  code: "GIT_REPOSITORY_BARE",
  exit: 4,
  when: "A command needs the files of a repository that has no working tree.",
  message: ({ path }) => `The git repository at '${path}' is bare`,
  cause: () => "A bare repository has commits but no working tree, so there are no files to work on.",
  hint: () => "Run `git worktree add ../work` and start again from there, or clone it.",
});

/** A `.git` that leads nowhere. */
export const GIT_REPOSITORY_BROKEN = fault<{ path: string; problem: string }>({
  code: "GIT_REPOSITORY_BROKEN",
  exit: 4,
  when: "A .git folder or file is there, but is not that of a repository.",
  message: ({ path }) => `'${path}' is not a usable git repository`,
  cause: ({ problem }) => problem,
  hint: () =>
    "For a worktree or submodule that was moved run `git worktree repair` or `git submodule update --init`; otherwise `git status` shows git's own view.",
});

/** A repository that belongs to someone else. */
export const GIT_OWNERSHIP_DUBIOUS = fault<{ path: string }>({
  code: "GIT_OWNERSHIP_DUBIOUS",
  exit: 4,
  when: "Git refuses a repository because another user owns it, as in many CI containers.",
  message: ({ path }) => `Git refuses the repository at '${path}'`,
  cause: () => "Its files belong to another user, so git does not trust its configuration and hooks.",
  hint: ({ path }) => `If you trust it, run \`git config --global --add safe.directory '${path}'\`.`,
});

/** Another git is at work, or was killed. */
export const GIT_LOCKED = fault<{ path: string }>({
  code: "GIT_LOCKED",
  exit: 4,
  when: "Another git process holds a lock of the repository, or left it behind when it was killed.",
  message: () => "The git repository is locked",
  cause: ({ path }) => `'${path}' exists: another git is at work, or was killed.`,
  hint: ({ path }) => `Wait for it and run the command again; if no git is running, \`rm '${path}'\`.`,
});

/** A revision that names no commit. */
export const GIT_REVISION_NOT_FOUND = fault<{ revision: string; shallow?: boolean }>({
  code: "GIT_REVISION_NOT_FOUND",
  exit: 4,
  when: "A branch, tag or commit that was named is not in the repository.",
  message: ({ revision }) => `Revision '${revision}' not found`,
  cause: ({ shallow }) =>
    shallow
      ? "This is a shallow clone: it holds the newest commits only, and none of them has this name."
      : "No branch, tag or commit of this repository has this name.",
  hint: ({ shallow }) =>
    shallow
      ? "Run `git fetch --unshallow --tags` (in CI: fetch with depth 0), and run the command again."
      : "`git branch --all` and `git tag` show the names; `git fetch --all --tags` brings those of the remote.",
});

/** A remote that does not answer, or refuses to. */
export const REMOTE_UNREACHABLE = fault<{ command: string; output: string }>({
  code: "REMOTE_UNREACHABLE",
  exit: 6,
  when: "Git cannot read from a remote: the network, the address, or the right to.",
  message: ({ command }) => `\`${command}\` could not reach the remote`,
  cause: ({ output }) => output,
  hint: ({ command }) =>
    `\`git remote -v\` shows the address; run \`${command}\` once it can be reached, and the command again.`,
});

/** Git said no, in its own words. */
export const GIT_FAILED = fault<{ command: string; exitCode: number; output: string }>({
  code: "GIT_FAILED",
  exit: 4,
  when: "Git ends with an error; its own words are the cause.",
  message: ({ command, exitCode }) => `\`${command}\` failed with exit code ${exitCode}`,
  cause: ({ output }) => output || "Git gave no reason.",
  hint: ({ command }) => `Run \`${command}\` in the repository to look into it.`,
});
