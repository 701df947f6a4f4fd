import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { findLowestVersion, isSubset } from "./range_bounds.ts";

Deno.test("the lowest version that a range admits is npm's", () => {
  const number = fc.integer({ min: 0, max: 3 });
  const version = fc.tuple(number, number, number).map((each) => each.join("."));
  const tail = fc.constantFrom("", "", "-beta.1", " || 0.1.0", " <2");
  const range = fc.tuple(fc.constantFrom("", "^", "~", ">=", ">", "<="), version, tail).map((each) => each.join(""));
  fc.assert(
    fc.property(range, (text) => {
      assert.equal(findLowestVersion(text), semver.minVersion(text)?.version);
      assert.equal(findLowestVersion(text), semver.minVersion(text)?.version, "a second time");
    }),
    { seed: 42, numRuns: 2000 },
  );
  assert.equal(findLowestVersion("no range"), undefined);
  assert.equal(findLowestVersion("<0.0.0-0"), undefined);
});

Deno.test("what is no range is no part of one", () => {
  assert.deepEqual([isSubset("^1.2.0", "^1"), isSubset("^1", "^1.2.0"), isSubset("x y", "*")], [true, false, false]);
});
