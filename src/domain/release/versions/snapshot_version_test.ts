import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { isFault } from "../../../kernel/fault.ts";
import { defaultConfig } from "../config/schema.ts";
import { snapshotVersion } from "./snapshot_version.ts";

const context = {
  branch: "feature/new-api",
  commit: "abc1234def5678abc1234def5678abc1234def56",
  at: Temporal.Instant.from("2026-01-02T03:04:05.678Z"),
  format: defaultConfig().version.snapshotFormat,
  variables: {},
};
const fails = (code: string, format: string) =>
  assert.throws(() => snapshotVersion("1.3.0", { ...context, format }), (error) => isFault(error, code));

Deno.test("the default format holds version, branch, time and commit", () => {
  assert.equal(snapshotVersion("1.3.0", context), "1.3.0-feature-new-api.20260102030405.abc1234");
});

Deno.test("formats take built-in and custom variables", () => {
  const variables = { pr: "42", team: "a.b..ü c.", version: "9" };
  const version = snapshotVersion("1.3.0", { ...context, format: "0.0.0-pr{pr}.{team}.{commit}+{version}", variables });
  assert.equal(version, `0.0.0-pr42.a.b.c.${context.commit}+1.3.0`);
});

Deno.test("numbers that start with 0 get a letter", () => {
  const commit = "0123456789012345678901234567890123456789";
  assert.equal(
    snapshotVersion("1.3.0", { ...context, commit, branch: "007", format: "{version}-{branch}.{short_commit}" }),
    "1.3.0-g007.g0123456",
  );
  assert.equal(snapshotVersion("1.3.0", { ...context, branch: "0", format: "{version}-{branch}" }), "1.3.0-0");
});

Deno.test("a detached HEAD and a branch of foreign letters have a name too", () => {
  for (const branch of ["", "功能", "///"]) {
    assert.match(snapshotVersion("1.3.0", { ...context, branch }), /^1\.3\.0-detached\./);
  }
});

Deno.test("a later snapshot sorts after an earlier one of the branch", () => {
  const later = { ...context, at: context.at.add({ hours: 9000 }) };
  assert.ok(semver.gt(snapshotVersion("1.3.0", later), snapshotVersion("1.3.0", context)));
});

Deno.test("every branch and commit gives a version", () => {
  const commit = fc.stringMatching(/^[0-9a-f]{40}$/);
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: "grapheme" }), commit, (branch, hash) => {
      const version = snapshotVersion("1.3.0-beta.0", { ...context, branch, commit: hash });
      assert.equal(semver.valid(version), version);
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("a format that gives no prerelease version is a fault, and an unknown variable is named", () => {
  fails("SNAPSHOT_VARIABLE_UNKNOWN", "{version}-{brnach}");
  fails("SNAPSHOT_FORMAT_INVALID", "snapshot-{version}");
  fails("SNAPSHOT_FORMAT_INVALID", "{version}-{branch}..x");
  fails("SNAPSHOT_FORMAT_INVALID", "{version}-{branch");
  fails("SNAPSHOT_FORMAT_INVALID", "{version}");
  fails("SNAPSHOT_FORMAT_INVALID", "{version}+{branch}");
  assert.throws(
    () => snapshotVersion("1.3.0", { ...context, format: "{version}-{brnach}" }),
    (error) => isFault(error) && error.hint === "Did you mean 'branch'?",
  );
});
