import assert from "node:assert/strict";
import type { Git } from "../../../kernel/git.ts";
import { getBaseBranch } from "./base_branch.ts";

function repository(
  { branches = [], remote = [], recorded }: { branches?: string[]; remote?: string[]; recorded?: string },
): Git {
  return {
    findDefaultBranch: () => Promise.resolve(recorded),
    listBranches: () => Promise.resolve(branches),
    findCommit: (revision: string) =>
      Promise.resolve(remote.some((name) => revision === `refs/remotes/origin/${name}`) ? "0".repeat(40) : undefined),
  } as unknown as Git;
}

const base = (git: Git, baseBranch = "") => getBaseBranch(git, { baseBranch, remote: "origin" });

Deno.test("the base branch: configured, the remote's default, main or master, here or there", async () => {
  assert.equal(await base(repository({ recorded: "trunk", branches: ["main"] }), "develop"), "develop");
  assert.equal(await base(repository({ recorded: "trunk", branches: ["main"] })), "trunk");
  assert.equal(await base(repository({ branches: ["master", "main"] })), "main");
  assert.equal(await base(repository({ branches: ["master", "x"] })), "master");
  assert.equal(await base(repository({ branches: ["x"], remote: ["master"] })), "master");
});

Deno.test("where none is known, the hint sets one", async () => {
  await assert.rejects(base(repository({ branches: ["x"] })), {
    code: "BASE_BRANCH_UNKNOWN",
    exit: 4,
    hint: "Run `workspace config set git.baseBranch x`.",
  });
  await assert.rejects(base(repository({})), { code: "BASE_BRANCH_UNKNOWN" });
});
