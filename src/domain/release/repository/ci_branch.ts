import type { Environment } from "../../../kernel/ports.ts";

/**
 * Variables in which CI systems name the branch that they build, those of a pull request's own branch first. CI checks
 * out a commit, not a branch, so git itself cannot tell.
 */
const BRANCH_VARIABLES: readonly string[] = [
  "GITHUB_HEAD_REF",
  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  "SYSTEM_PULLREQUEST_SOURCEBRANCH",
  "TRAVIS_PULL_REQUEST_BRANCH",
  "CHANGE_BRANCH",
  "GITHUB_REF",
  "CI_COMMIT_BRANCH",
  "CI_COMMIT_REF_NAME",
  "BITBUCKET_BRANCH",
  "BUILD_SOURCEBRANCH",
  "CIRCLE_BRANCH",
  "BUILDKITE_BRANCH",
  "TRAVIS_BRANCH",
  "BRANCH_NAME",
];

/** Variables that say that CI builds a tag: what names a branch elsewhere then names the tag. */
const TAG_VARIABLES: readonly string[] = ["CI_COMMIT_TAG", "TRAVIS_TAG", "BUILDKITE_TAG", "TAG_NAME"];

/** What a command needs to read for `findCiBranch`. */
export const CI_BRANCH_VARIABLES: readonly string[] = [...BRANCH_VARIABLES, ...TAG_VARIABLES];

/** The branch that the CI system says it builds; undefined outside CI and for tags. */
export function findCiBranch(env: Environment): string | undefined {
  if (TAG_VARIABLES.some((name) => env.get(name))) return undefined;
  for (const name of BRANCH_VARIABLES) {
    const value = env.get(name);
    if (!value) continue;
    // Full names: only those of branches count, `refs/pull/12/merge` and `refs/tags/v1` do not.
    if (!value.startsWith("refs/")) return value;
    if (value.startsWith("refs/heads/")) return value.slice("refs/heads/".length);
  }
  return undefined;
}
