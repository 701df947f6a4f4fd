import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import type { Changeset } from "../model.ts";
import { differenceOf, withEdit, withWork } from "./update.ts";

const at = Temporal.Instant.from("2026-02-01T12:00:00.123Z");
const BASE: Changeset = {
  id: "x",
  branch: "x",
  bump: "minor",
  environments: ["production"],
  packages: ["a"],
  commits: ["c1"],
  message: "",
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};

Deno.test("new commits and packages are added once, and the time of the change is noted", () => {
  const after = withWork(BASE, { commits: [{ hash: "c1", packages: [] }, { hash: "c2", packages: ["b", "a"] }] }, {
    at,
  });
  assert.deepEqual(after.commits, ["c1", "c2"]);
  assert.deepEqual(after.packages, ["a", "b"]);
  assert.equal(after.updatedAt, "2026-02-01T12:00:00Z");
  assert.equal(after.createdAt, BASE.createdAt);
  assert.equal(withWork(after, { commits: [{ hash: "c2", packages: ["b"] }] }, { at }), after);
});

Deno.test("nothing new gives the same object", () => {
  assert.equal(withWork(BASE, { commits: [] }, { at }), BASE);
  assert.equal(withWork(BASE, { commits: [{ hash: "c1", packages: ["b"] }] }, { at }), BASE);
  assert.equal(withEdit(BASE, { bump: "minor", addPackages: ["a"], message: "" }, { at }), BASE);
});

Deno.test("a package taken out by hand does not come back with commits that are recorded", () => {
  const edited = withEdit({ ...BASE, packages: ["a", "b"] }, { removePackages: ["b"] }, { at });
  assert.deepEqual(withWork(edited, { commits: [{ hash: "c1", packages: ["b"] }] }, { at }).packages, ["a"]);
});

Deno.test("replaced commits go, and what took their place is no new work", () => {
  const released: Changeset = { ...BASE, commits: ["old", "other"], released: ["b"] };
  const after = withWork(released, { commits: [{ hash: "new", packages: ["a", "b", "c"], replaces: ["old"] }] }, {
    at,
  });
  assert.deepEqual(after.commits, ["other", "new"]);
  assert.deepEqual(after.packages, ["a", "c"]);
  assert.deepEqual(after.released, ["b"]);
});

Deno.test("a released package waits again when new work touches it; its prerelease is out of date", () => {
  const before: Changeset = {
    ...BASE,
    released: ["b", "c"],
    prereleases: [
      { package: "a", base: "1.0.0", version: "1.1.0-beta.0" },
      { package: "d", base: "1.0.0", version: "1.1.0-beta.0" },
    ],
  };
  const after = withWork(before, { commits: [{ hash: "c2", packages: ["a", "b"] }] }, { at });
  assert.deepEqual(after.packages, ["a", "b"]);
  assert.deepEqual(after.released, ["c"]);
  assert.deepEqual(after.prereleases?.map((mark) => mark.outdated), [true, undefined]);
});

Deno.test("packages that are gone leave, with their bumps", () => {
  const before: Changeset = { ...BASE, packages: ["a", "b"], packageBumps: { b: "major" } };
  const after = withWork(before, { commits: [], gone: ["b"] }, { at });
  assert.deepEqual(after.packages, ["a"]);
  assert.deepEqual(after.packageBumps, {});
});

Deno.test("an edit sets, adds and removes", () => {
  const after = withEdit(BASE, {
    bump: "major",
    message: "m",
    addEnvironments: ["staging"],
    removeEnvironments: ["production"],
    packageBumps: { b: "patch" },
  }, { at });
  assert.deepEqual([after.bump, after.message, after.environments], ["major", "m", ["staging"]]);
  assert.deepEqual(after.packages, ["a", "b"]);
  assert.deepEqual(after.packageBumps, { b: "patch" });
  assert.deepEqual(withEdit(BASE, { environments: ["qa"] }, { at }).environments, ["qa"]);
});

Deno.test("a package's bump that is the changeset's own is not written", () => {
  assert.equal(withEdit(BASE, { packageBumps: { a: "minor" } }, { at }), BASE);
  const own: Changeset = { ...BASE, packageBumps: { a: "major" } };
  assert.deepEqual(withEdit(own, { bump: "major" }, { at }).packageBumps, {});
});

Deno.test("what is not in it cannot be removed", () => {
  const refused = (error: unknown) => isFault(error, "CHANGESET_REFUSED");
  assert.throws(() => withEdit(BASE, { removePackages: ["z"] }, { at }), refused);
  assert.throws(() => withEdit(BASE, { removeEnvironments: ["z"] }, { at }), refused);
  assert.throws(() => withEdit({ ...BASE, packages: [] }, { removePackages: ["z"] }, { at }), refused);
});

Deno.test("a difference tells what was added, removed and changed", () => {
  const after: Changeset = { ...BASE, packages: ["b"], commits: ["c1", "c2"], bump: "major" };
  assert.deepEqual(differenceOf(BASE, after), {
    added: { packages: ["b"], commits: ["c2"], environments: [] },
    removed: { packages: ["a"], commits: [], environments: [] },
    changed: ["bump", "packages", "commits"],
  });
});
