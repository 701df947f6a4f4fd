import { fault } from "../../../kernel/fault.ts";
import { didYouMean, nearest } from "../../../kernel/suggest.ts";

/** A changeset's file that is not JSON, or whose fields are wrong. */
export const CHANGESET_INVALID = fault<
  { file: string; line: number; column: number; problem: string; found?: string; candidates?: string[] }
>({
  code: "CHANGESET_INVALID",
  exit: 11,
  when: "A changeset's file cannot be parsed, or one of its fields is missing or wrong.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the changeset is invalid`,
  cause: ({ problem }) => `${problem}.`,
  hint: ({ file, line, found = "", candidates = [] }) => {
    const near = nearest(found, candidates).length > 0;
    return `${near ? `${didYouMean(found, candidates, "")} ` : ""}Correct line ${line} of ${file}.`;
  },
});

/** A changeset's file in which git left both sides of a merge. */
export const CHANGESET_CONFLICTED = fault<{ file: string; line: number }>({
  code: "CHANGESET_CONFLICTED",
  exit: 11,
  when: "A changeset's file holds the conflict markers of a merge.",
  message: ({ file, line }) => `${file}:${line}: the changeset has a merge conflict`,
  cause: () => "Git could not merge two versions of the file and left both in it, between <<<<<<< and >>>>>>>.",
  hint: ({ file }) =>
    `Keep the packages and commits of both sides, remove the markers, and run \`git add ${file}\`; ` +
    "`workspace changeset update` adds what is missing.",
});

/** A name that leads to no changeset. */
export const CHANGESET_NOT_FOUND = fault<{ name: string; known: string[] }>({
  code: "CHANGESET_NOT_FOUND",
  exit: 11,
  when: "No pending changeset has the branch or id that was named.",
  message: ({ name }) => `No changeset found for '${name}'`,
  cause: ({ known }) =>
    known.length === 0 ? "There are no pending changesets." : "No pending changeset has this branch or id.",
  hint: ({ name, known }) =>
    didYouMean(
      name,
      known,
      known.length === 0
        ? "Create one with `workspace changeset create`."
        : "`workspace changeset list` shows all pending changesets.",
    ),
});

/** A beginning of a name that fits several changesets. */
export const CHANGESET_AMBIGUOUS = fault<{ name: string; matches: string[] }>({
  code: "CHANGESET_AMBIGUOUS",
  exit: 11,
  when: "The beginning of a branch or id that was given fits several changesets.",
  message: ({ name }) => `'${name}' fits more than one changeset`,
  cause: ({ matches }) => `It is the beginning of ${matches.join(", ")}.`,
  hint: ({ matches }) => `Write the whole name, such as '${matches[0]}'.`,
});

/** A branch has one changeset. */
export const CHANGESET_EXISTS = fault<{ branch: string; id: string }>({
  code: "CHANGESET_EXISTS",
  exit: 11,
  when: "A changeset is to be created for a branch that has one already.",
  message: ({ branch }) => `Branch '${branch}' already has a changeset`,
  cause: ({ id }) => `A branch has one changeset; this one's is '${id}'.`,
  hint: () =>
    "Add new commits with `workspace changeset update`, or change it with `workspace changeset edit`; " +
    "`workspace changeset show` shows it.",
});

/** Without a branch there is nothing that a changeset could belong to. */
export const BRANCH_UNKNOWN = fault<Record<never, never>>({
  code: "BRANCH_UNKNOWN",
  exit: 4,
  when: "HEAD is on no branch, and no CI variable names one.",
  message: () => "Cannot tell the current branch",
  cause: () => "HEAD is detached, and no CI variable (such as GITHUB_HEAD_REF or CI_COMMIT_REF_NAME) names a branch.",
  hint: () => "Check a branch out with `git switch <branch>`, or name it: --branch of `create`, an argument elsewhere.",
});

/** A name that git would not take for a branch. */
export const BRANCH_NAME_INVALID = fault<{ branch: string }>({
  code: "BRANCH_NAME_INVALID",
  exit: 2,
  when: "A changeset is to be created for a branch that git could not have.",
  message: ({ branch }) => `'${branch}' cannot be the name of a branch`,
  cause: () =>
    "Git's branches have names without spaces, '..' and any of ~^:?*[\\, and without '-' in front or '/' at either end.",
  hint: () => "`git branch --all` lists the branches; without --branch it is the current one.",
});

/** A branch whose name the project's convention does not allow. */
export const BRANCH_NAME_REFUSED = fault<{ branch: string; patterns: string[] }>({
  code: "BRANCH_NAME_REFUSED",
  exit: 10,
  when: "A changeset is to be created for a branch whose name git.branchPatterns does not allow.",
  message: ({ branch }) => `Branch '${branch}' does not follow the project's naming convention`,
  cause: ({ patterns }) => `git.branchPatterns in the configuration allows ${patterns.join(", ")}.`,
  hint: () => "Rename it with `git branch -m <name>`, or add a pattern to git.branchPatterns.",
});

/** An environment that the configuration does not have. */
export const ENVIRONMENT_UNKNOWN = fault<{ name: string; known: string[] }>({
  code: "ENVIRONMENT_UNKNOWN",
  exit: 10,
  when: "A changeset is to target an environment that the configuration does not list.",
  message: ({ name }) => `Unknown environment '${name}'`,
  cause: ({ known }) =>
    known.length === 0
      ? "The configuration lists no environments."
      : `changeset.environments in the configuration lists ${known.join(", ")}.`,
  hint: ({ name, known }) =>
    didYouMean(name, known, "Use one of them, or add it to changeset.environments in the configuration."),
});

/** What a changeset may not be changed to. */
export const CHANGESET_REFUSED = fault<{ id: string; problem: string; remedy: string }>({
  code: "CHANGESET_REFUSED",
  exit: 11,
  when: "A changeset is to be changed into one that would be invalid.",
  message: ({ id }) => `Changeset '${id}' cannot be changed like this`,
  cause: ({ problem }) => `${problem}.`,
  hint: ({ remedy }) => remedy,
});

/** A commit that the repository does not have. */
export const COMMIT_NOT_FOUND = fault<{ commit: string; shallow: boolean }>({
  code: "COMMIT_NOT_FOUND",
  exit: 4,
  when: "A commit that was named is not in the repository.",
  message: ({ commit }) => `Commit '${commit}' not found`,
  cause: ({ shallow }) =>
    shallow ? "The clone is shallow and holds only part of the history." : "The repository has no commit of this name.",
  hint: ({ shallow }) =>
    shallow ? "Fetch the history with `git fetch --unshallow`." : "`git log --oneline` lists the commits.",
});

/** A day or instant that cannot be read. */
export const DATE_INVALID = fault<{ option: string; value: string }>({
  code: "DATE_INVALID",
  exit: 2,
  when: "A date on the command line is not ISO 8601.",
  message: ({ option, value }) => `Invalid date '${value}' for ${option}`,
  cause: () => "Expected ISO 8601: a day such as 2024-01-31, or a time such as 2024-01-31T12:00:00Z.",
  hint: ({ option }) => `Write ${option} 2024-01-31.`,
});

/** Nothing to take changesets over from. */
export const MIGRATION_SOURCE_NOT_FOUND = fault<{ path: string }>({
  code: "MIGRATION_SOURCE_NOT_FOUND",
  exit: 8,
  when: "The folder whose changesets are to be taken over does not exist.",
  message: ({ path }) => `No folder '${path}' in the project`,
  cause: () => "Changesets of @changesets/cli stand in .changeset in the project's root.",
  hint: () => "Name the folder with --from.",
});

/** A configuration of another tool that cannot be read. */
export const MIGRATION_SOURCE_INVALID = fault<{ file: string; line: number; column: number; problem: string }>({
  code: "MIGRATION_SOURCE_INVALID",
  exit: 3,
  when: "A configuration that is to be taken over cannot be parsed.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the file cannot be parsed`,
  cause: ({ problem }) => `${problem}.`,
  hint: ({ file, line }) => `Correct line ${line} of ${file}.`,
});
