import fc from "fast-check";
import assert from "node:assert/strict";
import type { DeclaredDependency } from "../../dependencies/model.ts";
import { isSatisfied } from "../../versions/range.ts";
import { findMisalignments } from "./align_ranges.ts";

function declared(range: string, extra: Partial<DeclaredDependency> = {}): DeclaredDependency {
  return {
    name: "a",
    alias: "a",
    source: "manifest",
    kind: "dependencies",
    specifier: range,
    range,
    file: "package.json",
    keys: ["dependencies", "a"],
    packages: ["p"],
    locked: undefined,
    ...extra,
  };
}

const suggestion = (...entries: DeclaredDependency[]) => findMisalignments(entries)[0];

Deno.test("the highest range that admits what is locked is suggested", () => {
  assert.equal(suggestion(declared("^1.0.0"), declared("^1.5.0"))?.suggested, "^1.5.0");
  assert.equal(suggestion(declared("^1.0.0", { locked: "1.2.0" }), declared("^1.5.0"))?.suggested, "^1.0.0");
  assert.equal(
    suggestion(declared("^1.0.0", { locked: "1.2.0" }), declared("^2.0.0", { locked: "2.1.0" }))?.suggested,
    "^2.0.0",
  );
  assert.equal(suggestion(declared("^1.0.0"), declared("^2.0.0"))?.conflict, true);
  assert.equal(suggestion(declared("^1.0.0"), declared("~1.0.4"))?.conflict, false);
});

Deno.test("peers, aliases, tags and one range for all are no disagreement", () => {
  assert.equal(suggestion(declared("^1.0.0"), declared("^2.0.0", { kind: "peerDependencies" })), undefined);
  assert.equal(suggestion(declared("^1.0.0"), declared("^2.0.0", { alias: "b" })), undefined);
  assert.equal(suggestion(declared("^1.0.0"), declared("latest", { range: undefined })), undefined);
  assert.equal(suggestion(declared("^1.0.0"), declared(" ^1.0.0 ")), undefined);
});

Deno.test("a suggestion is one of the ranges in use, and ends the disagreement", () => {
  const version = fc.tuple(fc.nat(3), fc.nat(5), fc.nat(5)).map((parts) => parts.join("."));
  const range = fc.tuple(fc.constantFrom("^", "~", "", ">="), version).map((parts) => parts.join(""));
  const entry = fc.tuple(range, fc.option(version, { nil: undefined })).map(([each, locked]) =>
    declared(each, { locked })
  );
  fc.assert(
    fc.property(fc.array(entry, { minLength: 2, maxLength: 6 }), (entries) => {
      const [found] = findMisalignments(entries);
      if (found === undefined) return;
      assert.ok(found.ranges.includes(found.suggested));
      const locked = entries.flatMap((each) => each.locked ?? []);
      const admitsAll = (each: string) => locked.every((version) => isSatisfied(each, version));
      if (found.ranges.some(admitsAll)) assert.ok(admitsAll(found.suggested));
      const aligned = entries.map((each) => ({ ...each, range: found.suggested }));
      assert.deepEqual(findMisalignments(aligned), []);
    }),
    { seed: 42, numRuns: 500 },
  );
});
