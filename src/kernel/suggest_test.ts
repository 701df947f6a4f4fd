import fc from "fast-check";
import assert from "node:assert/strict";
import { didYouMean, editDistance, nearest } from "./suggest.ts";

Deno.test("distances: insertion, deletion, substitution and swapped neighbours count one each", () => {
  const cases: [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["bump", "bum", 1],
    ["bump", "bunp", 1],
    ["bump", "bupm", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ];
  for (const [a, b, distance] of cases) assert.equal(editDistance(a, b), distance, `${a} ${b}`);
});

Deno.test("distance is symmetric, zero only for equals, and at most the longer length", () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      assert.equal(distance, editDistance(b, a));
      assert.equal(distance === 0, a === b);
      assert.ok(distance <= Math.max(a.length, b.length));
    }),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("the nearest names, best first, at most three, without regard to case", () => {
  assert.deepEqual(nearest("changset", ["changeset", "changes", "bump"]), ["changeset", "changes"]);
  assert.deepEqual(nearest("MAJOR", ["major", "minor"]), ["major"]);
  assert.deepEqual(nearest("core", ["@org/core", "@org/ui"]), ["@org/core"]);
  assert.equal(nearest("aaa", ["aab", "aac", "aad", "aae"]).length, 3);
  assert.deepEqual(nearest("zzz", ["major", "minor"]), []);
});

Deno.test("a hint offers what is near, and otherwise says something else", () => {
  assert.equal(didYouMean("bmup", ["bump"], "Look."), "Did you mean 'bump'?");
  assert.equal(didYouMean("feat", ["feats", "feet"], "Look."), "Did you mean 'feats' or 'feet'?");
  assert.equal(didYouMean("x1", ["x2", "x3", "x4"], "Look."), "Did you mean 'x2', 'x3' or 'x4'?");
  assert.equal(didYouMean("zzz", ["bump"], "Look."), "Look.");
});
