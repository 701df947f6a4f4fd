import assert from "node:assert/strict";
import type { Git, Head } from "../../../kernel/git.ts";
import { findCiBranch } from "./ci_branch.ts";
import { findCurrentBranch } from "./current_branch.ts";

const env = (variables: Record<string, string>) => ({ get: (name: string) => variables[name] });
const on = (head: Head) => ({ readHead: () => Promise.resolve(head) }) as unknown as Git;

Deno.test("HEAD's branch counts, whatever CI says; also before the first commit", async () => {
  const ci = env({ GITHUB_HEAD_REF: "other" });
  assert.equal(await findCurrentBranch(on({ state: "branch", branch: "a/b", commit: "1" }), ci), "a/b");
  assert.equal(await findCurrentBranch(on({ state: "unborn", branch: "main" }), ci), "main");
  assert.equal(await findCurrentBranch(on({ state: "detached", commit: "1" }), ci), "other");
  assert.equal(await findCurrentBranch(on({ state: "detached", commit: "1" }), env({})), undefined);
});

Deno.test("CI names the branch of the pull request before the one that is built", () => {
  assert.equal(findCiBranch(env({ GITHUB_HEAD_REF: "feature/x", GITHUB_REF: "refs/pull/12/merge" })), "feature/x");
  assert.equal(findCiBranch(env({ GITHUB_HEAD_REF: "", GITHUB_REF: "refs/heads/release/1" })), "release/1");
  assert.equal(findCiBranch(env({ GITHUB_REF: "refs/tags/v1" })), undefined);
  assert.equal(findCiBranch(env({ CI_COMMIT_REF_NAME: "feature/y" })), "feature/y");
  assert.equal(findCiBranch(env({ CI_COMMIT_REF_NAME: "v1.0.0", CI_COMMIT_TAG: "v1.0.0" })), undefined);
  assert.equal(findCiBranch(env({ BUILD_SOURCEBRANCH: "refs/heads/azure" })), "azure");
});
