import assert from "node:assert/strict";
import fc from "fast-check";
import { freeSlug, shortHash, slugOfBranch, slugWithHash } from "./slug.ts";

Deno.test("a branch gives a readable id", () => {
  assert.equal(slugOfBranch("feature/new-api"), "feature-new-api");
  assert.equal(slugOfBranch("hotfix/security"), "hotfix-security");
  assert.equal(slugOfBranch("release/1.2"), "release-1.2");
  assert.equal(slugOfBranch("JIRA-12_fix"), "jira-12_fix");
  assert.equal(slugOfBranch("dependabot/npm_and_yarn/@types/node-22.0.0"), "dependabot-npm_and_yarn-types-node-22.0.0");
  assert.equal(slugOfBranch("fonctionnalité/été"), "fonctionnalité-été");
  assert.equal(slugOfBranch("功能/登录"), "功能-登录");
  assert.equal(slugOfBranch("e\u0301"), slugOfBranch("é"));
  assert.equal(slugOfBranch(".hidden"), "hidden");
});

Deno.test("a branch that Windows reserves, or that has no letters, gets a hash", () => {
  for (const name of ["con", "NUL", "aux.fix", "com1", "LPT9.x"]) {
    assert.match(slugOfBranch(name), /^branch-[0-9a-f]{8}$/);
  }
  assert.match(slugOfBranch("🚀"), /^branch-[0-9a-f]{8}$/);
  assert.match(slugOfBranch(""), /^branch-[0-9a-f]{8}$/);
  assert.equal(slugOfBranch("console"), "console");
});

Deno.test("long branches that begin alike get different ids", () => {
  const long = "feature/" + "very-".repeat(60);
  assert.notEqual(slugOfBranch(`${long}a`), slugOfBranch(`${long}b`));
  assert.ok(slugOfBranch(`${long}a`).length <= 110);
});

Deno.test("a taken slug gets a suffix that depends on the branch alone", () => {
  const taken = new Set([slugOfBranch("a-b")]);
  const id = freeSlug("a/b", (each) => taken.has(each));
  assert.equal(id, `a-b-${shortHash("a/b")}`);
  assert.equal(freeSlug("a/b", (each) => taken.has(each)), id);
  taken.add(id);
  assert.equal(freeSlug("a/b", (each) => taken.has(each)), slugWithHash("a/b", 2));
  assert.equal(freeSlug("a/b", () => false), "a-b");
});

Deno.test("every branch gives a safe file name, the same again for an id", () => {
  const branches = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.stringMatching(/^[a-zA-Z0-9/._-]{1,200}$/),
  );
  fc.assert(
    fc.property(branches, (branch) => {
      for (const id of [slugOfBranch(branch), slugWithHash(branch)]) {
        assert.match(id, /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u);
        assert.doesNotMatch(id, /[.\s]$|\.\.|[/\\:*?"<>|]/);
        assert.doesNotMatch(id, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
        assert.ok(new TextEncoder().encode(`${id}.json`).length <= 120);
        assert.equal(id, id.normalize("NFC").toLowerCase());
        assert.equal(slugOfBranch(id).toLowerCase(), slugOfBranch(id));
      }
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("ids that differ only in case or in Unicode form never stand side by side", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[aA][/-]?[bB]$/), { maxLength: 8 }), (branches) => {
      const ids = new Set<string>();
      for (const branch of branches) ids.add(freeSlug(branch, (id) => ids.has(id)));
      assert.equal(ids.size, branches.length);
    }),
    { seed: 42, numRuns: 200 },
  );
});

Deno.test("a branch of plain letters gives what it gives beside others", () => {
  const branches = fc.string({ unit: fc.constantFrom(..."aZ09._-/"), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(branches, (branch) => {
      const [start, end] = [`x${branch}x`, `x${branch}xé`].map((each) => slugOfBranch(each));
      assert.equal(`${start}é`, end);
    }),
    { seed: 42, numRuns: 500 },
  );
});
