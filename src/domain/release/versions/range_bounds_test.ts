import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { findLowestOfMajor, findLowestVersion, isSubset } from "./range_bounds.ts";

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

Deno.test("the lowest version of a major that a range admits", () => {
  const lowest = (range: string) => [18, 19, 20].map((major) => findLowestOfMajor(range, major));
  assert.deepEqual(lowest(">=18.12"), ["18.12.0", "19.0.0", "20.0.0"]);
  assert.deepEqual(lowest("^20.9 || ^18.18.0"), ["18.18.0", undefined, "20.9.0"]);
  assert.deepEqual(lowest("16 - 18.4"), ["18.0.0", undefined, undefined]);
  assert.deepEqual(lowest("lts"), [undefined, undefined, undefined]);
});
