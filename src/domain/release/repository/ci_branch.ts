import type { Environment } from "../../../kernel/ports.ts";

/**
 * Variables in which CI systems name the branch they work on, the source of a pull request first. CI checks out a
 * commit, not a branch, so git itself cannot tell.
 */
export const CI_BRANCH_VARIABLES = [
  "GITHUB_HEAD_REF",
  "GITHUB_REF",
  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  "CI_COMMIT_BRANCH",
  "SYSTEM_PULLREQUEST_SOURCEBRANCH",
  "BUILD_SOURCEBRANCH",
  "BITBUCKET_BRANCH",
  "CIRCLE_BRANCH",
  "BUILDKITE_BRANCH",
  "TRAVIS_PULL_REQUEST_BRANCH",
  "TRAVIS_BRANCH",
  "CHANGE_BRANCH",
  "BRANCH_NAME",
] as const;

/** The branch that the CI system says it works on; undefined outside CI and for tags. */
export function findCiBranch(env: Environment): string | undefined {
  for (const name of CI_BRANCH_VARIABLES) {
    const value = env.get(name);
    if (!value || /^refs\/(?!heads\/)/.test(value)) continue;
    return value.replace(/^refs\/heads\//, "");
  }
  return undefined;
}
