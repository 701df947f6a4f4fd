import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { BUMP_TYPES } from "../model.ts";
import { highestBump } from "./bump.ts";
import { isPrereleaseTag, nextPrerelease } from "./prerelease_version.ts";
import { findRange, isSatisfied, isWithin } from "./range.ts";
import {
  compareVersions,
  findBumpBetween,
  highestVersion,
  incrementVersion,
  isPrerelease,
  isVersion,
  stablePart,
} from "./version.ts";

Deno.test("versions are written strictly", () => {
  for (const valid of ["1.2.3", "0.0.0", "1.0.0-beta.0", "1.0.0+build.1"]) assert.ok(isVersion(valid), valid);
  for (const bad of ["", "1", "1.2", "v1.2.3", "=1.2.3", " 1.2.3", "1.2.3 ", "01.2.3", "1.2.3-01", "next"]) {
    assert.ok(!isVersion(bad), bad);
  }
});

Deno.test("bumps and versions have an order", () => {
  assert.equal(highestBump(["patch", "major", "minor"]), "major");
  assert.equal(highestBump([]), undefined);
  assert.equal(highestVersion(["1.0.0-beta.2", "1.0.0-beta.10", "0.9.0"]), "1.0.0-beta.10");
  assert.equal(highestVersion([]), undefined);
  assert.ok(compareVersions("1.0.0-rc.0", "1.0.0") < 0);
  assert.ok(isPrerelease("1.0.0-rc.0") && !isPrerelease("1.0.0"));
  assert.equal(stablePart("1.2.3-rc.0+x"), "1.2.3");
});

Deno.test("the bump between two versions is found again", () => {
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), fc.nat(9), fc.constantFrom(...BUMP_TYPES), (major, minor, patch, bump) => {
      const from = `${major}.${minor}.${patch}`;
      assert.equal(incrementVersion(from, bump), semver.inc(from, bump));
      assert.equal(findBumpBetween(from, `${incrementVersion(from, bump)}-beta.3`), bump);
    }),
    { seed: 42, numRuns: 500 },
  );
  assert.equal(findBumpBetween("1.0.0", "3.0.0"), undefined);
});

Deno.test("prereleases count up for the same stable version and tag", () => {
  const next = (published: string[]) => nextPrerelease({ base: "1.0.0", bump: "minor" }, { tag: "beta", published });
  assert.equal(next([]), "1.1.0-beta.0");
  assert.equal(next(["1.1.0-beta.0", "1.1.0-beta.9", "1.1.0-beta.10"]), "1.1.0-beta.11");
  assert.equal(next(["1.0.1-beta.4", "1.1.0-alpha.2", "1.1.0-beta", "1.1.0"]), "1.1.0-beta.0");
  assert.ok(["alpha", "rc", "x-1", "a0"].every(isPrereleaseTag));
  assert.ok(!["", "1", "a.b", "ä", "a b"].some(isPrereleaseTag));
});

Deno.test("a range admits what npm says it admits", () => {
  const part = fc.nat(3);
  const version = fc.tuple(part, part, part, fc.option(fc.nat(2)))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre === null ? "" : `-beta.${pre}`}`);
  const range = fc.tuple(fc.constantFrom("^", "~", ">=", "", "<"), version).map((parts) => parts.join(""));
  fc.assert(
    fc.property(range, version, (wanted, found) => {
      assert.equal(isSatisfied(wanted, found), semver.satisfies(found, wanted));
      assert.equal(
        isWithin(wanted, found),
        semver.satisfies(found, wanted) || semver.satisfies(found, wanted, { includePrerelease: true }),
      );
    }),
    { seed: 42, numRuns: 2000 },
  );
  assert.ok(!isSatisfied("next", "1.0.0") && !isWithin("next", "1.0.0"));
});

Deno.test("ranges are remembered without end to neither memory nor correctness", () => {
  for (let i = 0; i < 10_050; i++) assert.ok(findRange(`^1.0.${i}`));
  assert.ok(isSatisfied("^1.0.1", "1.0.2"));
});
