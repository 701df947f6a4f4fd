import fc from "fast-check";
import assert from "node:assert/strict";
import semver from "semver";
import { compareVersions, findVersionText, nextPatch } from "./version_order.ts";

const number = fc.integer({ min: 0, max: 12 });
const identifier = fc.oneof(number.map(String), fc.constantFrom("alpha", "beta", "rc", "a-b", "x7"));
const version = fc.record({
  numbers: fc.tuple(number, number, number),
  prerelease: fc.array(identifier, { maxLength: 3 }),
  build: fc.constantFrom("", "+build.5"),
}).map(({ numbers, prerelease, build }) =>
  numbers.join(".") + (prerelease.length > 0 ? `-${prerelease.join(".")}` : "") + build
);

Deno.test("versions have the order that semver gives them", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      assert.equal(Math.sign(compareVersions(a, b)), semver.compare(a, b), `${a} ${b}`);
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("the next patch is the one that semver counts up to", () => {
  fc.assert(
    fc.property(version, (each) => assert.equal(nextPatch(each), semver.inc(each, "patch"))),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("a leading v is dropped, and what is no version is not taken for one", () => {
  assert.equal(findVersionText("v1.2.3"), "1.2.3");
  assert.equal(findVersionText("1.2.3-rc.1+5"), "1.2.3-rc.1+5");
  for (const wrong of ["", "1", "1.2", "vv1.2.3", "1.2.3-", "1.2.3 ", "latest", "1.2.3-a..b"]) {
    assert.equal(findVersionText(wrong), undefined, wrong);
  }
});
