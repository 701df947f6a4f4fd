import assert from "node:assert/strict";
import { parseRepositoryUrl } from "../repository/repository.ts";
import { changeset, commit, planned } from "./fixture.ts";
import { assemblePullRequestDescription, PREVIEW_MARKER } from "./pull_request.ts";

const commits = [
  commit("aaaaaa1", "fix: close files"),
  commit("aaaaaa2", "feat(core): add OAuth"),
  commit("aaaaaa3", "test: cover it"),
  commit("aaaaaa4", "feat!: drop <b>Node</b> 18"),
  commit("aaaaaa5", "Merge branch 'main'", { parents: ["a", "b"] }),
];
const plan = {
  packages: [
    planned("@org/core", { bump: "major", nextVersion: "2.0.0" }),
    planned("@org/cli", {
      bump: "patch",
      nextVersion: "1.0.1",
      reason: "dependency_propagation",
      chain: ["@org/core", "@org/cli"],
    }),
    planned("@org/docs", { willBump: false, reason: "no_changes" }),
  ],
  warnings: ["Cycle: @org/a, @org/b"],
};

Deno.test("a description shows message, versions, environments and commits", async (t) => {
  const description = assemblePullRequestDescription({
    changeset: changeset("oauth", {
      bump: "major",
      message: "Sign in with OAuth\n\n- keychain\n",
      environments: ["staging", "production"],
    }),
    commits,
    plan,
    repository: parseRepositoryUrl("https://github.com/org/repo"),
  });
  await t.assertSnapshot(description);
});

Deno.test("without a changeset it says how to make one", async (t) => {
  const description = assemblePullRequestDescription({ changeset: undefined, commits, plan });
  await t.assertSnapshot(description);
});

Deno.test("a later run finds it by its first line", () => {
  const minimal = assemblePullRequestDescription({
    changeset: changeset("x", { environments: [], packages: ["a", "b"], bump: "patch" }),
    commits: [],
    plan: { packages: [], warnings: [] },
  });
  assert.equal(
    minimal,
    `${PREVIEW_MARKER}\n\n## Changeset: patch bump of 2 packages\n\nNo version changes.\n\n**Environments:** none\n`,
  );
});
