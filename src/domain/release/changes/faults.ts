import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

/** A revision given on the command line that names no commit. */
export const REVISION_NOT_FOUND = fault<{ revision: string; known: string[]; shallow: boolean }>({
  code: "REVISION_NOT_FOUND",
  exit: 4,
  when: "A branch, tag or commit given to a command is not in the repository.",
  message: ({ revision }) => `Revision '${revision}' not found`,
  cause: ({ shallow }) =>
    shallow
      ? "This is a shallow clone: it holds the newest commits only, and none of them has this name."
      : "No branch, tag or commit of this repository has this name.",
  hint: ({ revision, known, shallow }) =>
    shallow
      ? "Run `git fetch --unshallow --tags` (in CI: fetch with depth 0)."
      : didYouMean(revision, known, "`git branch --all` and `git tag` show the names."),
});

/** Two revisions without a common past. */
export const COMMON_ANCESTOR_NOT_FOUND = fault<{ branch: string; revision: string; shallow: boolean }>({
  code: "COMMON_ANCESTOR_NOT_FOUND",
  exit: 4,
  when: "A branch is compared with a revision that shares no commit with it.",
  message: ({ branch, revision }) => `'${branch}' and '${revision}' have no common ancestor`,
  cause: ({ shallow }) =>
    shallow ? "This is a shallow clone: the commit they share is not in it." : "Their histories are unrelated.",
  hint: ({ shallow, branch, revision }) =>
    shallow
      ? "Run `git fetch --unshallow` (in CI: fetch with depth 0)."
      : `Compare them directly with \`workspace changes --since ${branch} --until ${revision}\`.`,
});
