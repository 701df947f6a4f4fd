import assert from "node:assert/strict";
import type { Commit } from "../../../kernel/git.ts";
import { inferBump, inferMessage, isBookkeeping, withoutReverted } from "./infer.ts";

const hashOf = (n: number) => n.toString(16).repeat(40).slice(0, 40);
const commit = (subject: string, n = 1, body = "", parents = 1): Commit => ({
  hash: hashOf(n),
  parents: Array.from({ length: parents }, (_, i) => hashOf(i + 10)),
  author: { name: "A", email: "a@example.com" },
  authoredAt: "2026-11-20T10:00:00+01:00",
  subject,
  body,
});

Deno.test("the highest bump of the commits wins", () => {
  assert.equal(inferBump([commit("docs: a"), commit("chore: b", 2)]), "patch");
  assert.equal(inferBump([commit("fix: a"), commit("feat: b", 2), commit("whatever", 3)]), "minor");
  assert.equal(inferBump([commit("feat: a"), commit("refactor!: b", 2)]), "major");
  assert.equal(inferBump([commit("fix: a", 1, "BREAKING CHANGE: b")]), "major");
});

Deno.test("without a conventional commit no bump is inferred", () => {
  assert.equal(inferBump([]), undefined);
  assert.equal(inferBump([commit("Fix login"), commit("wip", 2)]), undefined);
});

Deno.test("a commit and its revert cancel each other, and a reverted revert brings it back", () => {
  const feature = commit("feat: a", 1);
  const revert = commit('Revert "feat: a"', 2, `This reverts commit ${hashOf(1)}.`);
  const again = commit('Reapply "feat: a"', 3, `This reverts commit ${hashOf(2)}.`);
  const fix = commit("fix: b", 4);
  assert.deepEqual(withoutReverted([feature, revert, fix]), [fix]);
  assert.equal(inferBump([feature, revert, fix]), "patch");
  assert.deepEqual(withoutReverted([fix, again, revert, feature]), [fix, feature]);
  assert.deepEqual(withoutReverted([revert]), [revert], "what was released before stays a revert");
});

Deno.test("a message tells what matters to users", () => {
  assert.equal(inferMessage([commit("feat: add OAuth"), commit("test: cover it", 2)]), "Add OAuth");
  assert.equal(
    inferMessage([
      commit("feat(auth): add OAuth"),
      commit("fix!: npmClient no longer retries", 2),
      commit("fix: x", 3),
    ]),
    "- Add OAuth\n- **Breaking:** npmClient no longer retries\n- X",
  );
  assert.equal(inferMessage([commit("docs: explain it"), commit("tidy up", 2)]), "- Explain it\n- Tidy up");
});

Deno.test("merges and fixups tell nothing", () => {
  assert.equal(inferMessage([commit("Merge branch 'a'", 1, "", 2), commit("fixup! feat: a", 2)]), undefined);
  assert.equal(isBookkeeping(commit("squash! x")), true);
  assert.equal(isBookkeeping(commit("fix: x")), false);
});
