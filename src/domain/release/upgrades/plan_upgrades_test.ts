import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import type { BumpType } from "../model.ts";
import { versionsInQuestion, withAdvisories } from "./advisories.ts";
import { byName, declared, packument } from "./fixtures_test.ts";
import { planUpgrades, type UpgradeOptions } from "./plan_upgrades.ts";
import { isBreaking, upgradeType } from "./upgrade_type.ts";

const types = (...allowed: BumpType[]) => new Set(allowed);

/** `from → to type` of one package's upgrade; a skip's reason; or "none". */
function upgradeOf(
  specifier: string,
  versions: string[],
  options: UpgradeOptions & { locked?: string; tags?: Record<string, string> } = {},
) {
  const { locked, tags, ...rest } = options;
  const found = packument("x", versions);
  const plan = planUpgrades(
    [declared("x", specifier, { locked })],
    byName({ ...found, distTags: { ...found.distTags, ...tags } }),
    rest,
  );
  const [upgrade] = plan.upgrades;
  if (upgrade) {
    return `${upgrade.current} → ${upgrade.target} ${upgrade.type}${
      upgrade.breaking ? "!" : ""
    } ${upgrade.newSpecifier}`;
  }
  const [skipped] = plan.skipped;
  return skipped ? `${skipped.reason} ${skipped.latest ?? ""}`.trim() : "none";
}

Deno.test("the locked version is the current one; without it the lowest that the range admits", () => {
  const versions = ["1.0.0", "1.2.0", "1.3.0"];
  assert.equal(upgradeOf("^1.0.0", versions), "1.0.0 → 1.3.0 minor ^1.3.0");
  assert.equal(upgradeOf("^1.0.0", versions, { locked: "1.2.0" }), "1.2.0 → 1.3.0 minor ^1.3.0");
  assert.equal(upgradeOf("^1.0.0", versions, { locked: "1.3.0" }), "none");
  assert.equal(upgradeOf("^1.3.0", versions), "none");
  assert.equal(upgradeOf("*", versions), "none");
  assert.equal(upgradeOf("*", versions, { locked: "1.2.0" }), "1.2.0 → 1.3.0 minor *");
  assert.equal(upgradeOf("latest", versions), "none");
  assert.equal(upgradeOf("latest", versions, { locked: "1.0.0" }), "1.0.0 → 1.3.0 minor latest");
  assert.equal(upgradeOf("<0.0.0-0", versions), "version_unknown 1.3.0");
});

Deno.test("never a downgrade, never a prerelease unless one is in use or asked for", () => {
  assert.equal(upgradeOf("^2.0.0", ["1.0.0", "2.0.0"], { tags: { latest: "1.0.0" } }), "none");
  assert.equal(upgradeOf("^1.0.0", ["1.0.0", "2.0.0-beta.1"]), "none");
  assert.equal(upgradeOf("^1.0.0", ["1.0.0", "2.0.0-beta.1"], { tags: { latest: "2.0.0-beta.1" } }), "none");
  assert.equal(
    upgradeOf("^1.0.0", ["1.0.0", "1.1.0", "2.0.0-rc.1"], { tags: { latest: "2.0.0-rc.1" } }),
    "1.0.0 → 1.1.0 minor ^1.1.0",
  );
  const betas = ["1.0.0", "2.0.0-beta.1", "2.0.0-beta.2", "3.0.0-alpha.0"];
  assert.equal(upgradeOf("2.0.0-beta.1", betas), "2.0.0-beta.1 → 2.0.0-beta.2 patch 2.0.0-beta.2");
  assert.equal(upgradeOf("2.0.0-beta.1", [...betas, "2.0.0"]), "2.0.0-beta.1 → 2.0.0 patch 2.0.0");
  assert.equal(upgradeOf("^1.0.0", betas, { target: "greatest" }), "1.0.0 → 3.0.0-alpha.0 major! ^3.0.0-alpha.0");
});

Deno.test("targets: minor, patch, a dist-tag, newest", () => {
  const versions = ["1.0.0", "1.0.5", "1.4.0", "2.0.0", "2.1.0"];
  assert.equal(upgradeOf("~1.0.0", versions, { target: "minor" }), "1.0.0 → 1.4.0 minor ~1.4.0");
  assert.equal(upgradeOf("~1.0.0", versions, { target: "patch" }), "1.0.0 → 1.0.5 patch ~1.0.5");
  assert.equal(upgradeOf("^1.4.0", versions, { target: "patch" }), "none");
  assert.equal(
    upgradeOf("^1.0.0", versions, { target: "next", tags: { next: "2.0.0" } }),
    "1.0.0 → 2.0.0 major! ^2.0.0",
  );
  assert.equal(upgradeOf("^2.1.0", versions, { target: "next", tags: { next: "2.0.0" } }), "none");
  assert.equal(upgradeOf("^1.0.0", versions, { target: "next" }), "tag_missing");
  const minor = { target: "next", tags: { next: "2.0.0" }, types: types("minor") };
  assert.equal(upgradeOf("^1.0.0", versions, minor), "major_version 2.0.0");
  // What the publisher keeps above `latest` is for other dist-tags.
  assert.equal(
    upgradeOf("^1.0.0", versions, { target: "minor", tags: { latest: "1.0.5" } }),
    "1.0.0 → 1.0.5 patch ^1.0.5",
  );
  assert.equal(
    upgradeOf("^2.0.0", versions, { target: "minor", tags: { latest: "1.4.0" } }),
    "2.0.0 → 2.1.0 minor ^2.1.0",
  );
  const plan = planUpgrades(
    [declared("x", "^1.0.0")],
    byName(packument("x", versions, {
      time: { "1.0.0": "2020-01-01T00:00:00Z", "1.0.5": "2025-05-05T00:00:00Z", "2.1.0": "2025-01-01T00:00:00Z" },
    })),
    { target: "newest" },
  );
  assert.equal(plan.upgrades[0]!.target, "1.0.5");
});

Deno.test("of the moves that are allowed the best is taken; the others are told", () => {
  const versions = ["1.0.0", "1.0.1", "1.1.0", "2.0.0"];
  assert.equal(upgradeOf("^1.0.0", versions, { types: types("minor", "patch") }), "1.0.0 → 1.1.0 minor ^1.1.0");
  assert.equal(upgradeOf("^1.0.0", versions, { types: types("patch") }), "1.0.0 → 1.0.1 patch ^1.0.1");
  assert.equal(upgradeOf("^1.1.0", versions, { types: types("patch") }), "major_version 2.0.0");
  assert.equal(upgradeOf("^1.0.0", versions, { ignore: ["x*"] }), "ignored 2.0.0");
  assert.equal(upgradeOf("^2.0.0", versions, { ignore: ["x"] }), "none");
});

Deno.test("0.x is taken literally, and marked as breaking where the caret ends", () => {
  assert.equal(upgradeOf("^0.2.0", ["0.2.0", "0.3.0"]), "0.2.0 → 0.3.0 minor! ^0.3.0");
  assert.equal(upgradeOf("^0.2.0", ["0.2.0", "0.2.1"]), "0.2.0 → 0.2.1 patch ^0.2.1");
  assert.equal(upgradeOf("0.0.1", ["0.0.1", "0.0.2"]), "0.0.1 → 0.0.2 patch! 0.0.2");
  const number = fc.nat(3);
  const version = fc.tuple(number, number, number).map((parts) => parts.join("."));
  fc.assert(
    fc.property(version, version, (a, b) => {
      const [from, to] = semver.compare(a, b) <= 0 ? [a, b] : [b, a];
      assert.equal(isBreaking(from, to), !semver.satisfies(to, `^${from}`));
      if (from !== to) assert.equal(upgradeType(from, to), semver.diff(from, to));
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("peers and engines keep what they admit", () => {
  const plan = (specifier: string) =>
    planUpgrades(
      [declared("x", specifier, { kind: "peerDependencies", locked: "1.0.0" })],
      byName(packument("x", ["1.0.0", "2.0.0"])),
    ).upgrades.map((each) => each.newSpecifier);
  assert.deepEqual(plan(">=1"), []);
  assert.deepEqual(plan("^1 || ^2"), []);
  assert.deepEqual(plan("^1"), ["^1 || ^2"]);
  assert.deepEqual(plan("npm:x@~1.0.0"), ["npm:x@~1.0.0 || ~2.0.0"]);
  assert.deepEqual(plan(">=1 <2"), [">=1 <3"]);
  assert.deepEqual(plan("^0.9 || ^1"), ["^0.9 || ^1 || ^2"]);
});

Deno.test("overrides stay while they admit the version, and are replaced when they do not", () => {
  const plan = (specifier: string) =>
    planUpgrades(
      [declared("x", specifier, { source: "override", kind: undefined, locked: "1.0.0" })],
      byName(packument("x", ["1.0.0", "2.0.0"])),
    ).upgrades.map((each) => each.newSpecifier);
  assert.deepEqual(plan(">=1.0.0"), []);
  assert.deepEqual(plan("1.0.0"), ["2.0.0"]);
  assert.deepEqual(plan("^1.0.0"), ["^2.0.0"]);
});

Deno.test("deprecated versions are avoided where there are others, and marked", () => {
  const versions = {
    "1.0.0": { deprecated: "old" },
    "1.1.0": {},
    "1.2.0": { deprecated: "broken" },
    "2.0.0": { deprecated: "gone" },
  };
  const plan = planUpgrades([declared("x", "^1.0.0")], byName(packument("x", versions)), { types: types("minor") });
  assert.equal(plan.upgrades[0]!.target, "1.1.0");
  assert.deepEqual(plan.upgrades[0]!.deprecated, { current: "old", target: undefined });
  assert.deepEqual(plan.concerns.map((each) => [each.current, each.deprecated]), [["1.0.0", "old"]]);
  const latest = planUpgrades([declared("x", "^1.0.0")], byName(packument("x", versions)));
  assert.equal(latest.upgrades[0]!.deprecated.target, "gone");
  // Where there is nothing to upgrade to it is told, too.
  const stays = planUpgrades([declared("x", "2.0.0")], byName(packument("x", versions)));
  assert.deepEqual([stays.upgrades.length, stays.upToDate, stays.concerns[0]!.deprecated], [0, 1, "gone"]);
});

Deno.test("Node versions that a target asks for, beside those that the project states", () => {
  const packuments = byName(packument("x", { "1.0.0": {}, "2.0.0": { engines: { node: ">=20" } } }));
  const engines = (nodeRanges: [string, string][], extra = {}) =>
    planUpgrades([declared("x", "^1.0.0", extra)], packuments, { nodeRanges: new Map(nodeRanges) }).upgrades[0]!
      .engines;
  assert.deepEqual(engines([["packages/a/package.json", ">=18"]]), { wanted: ">=20", project: ">=18" });
  assert.deepEqual(engines([["package.json", ">=18"]]), { wanted: ">=20", project: ">=18" });
  assert.equal(engines([["package.json", "^20 || >=22"]]), undefined);
  assert.equal(engines([["packages/other/package.json", ">=18"]]), undefined);
  const users = [{ package: "o", path: "packages/other", kind: "dependencies" as const, specifier: "catalog:" }];
  assert.ok(engines([["packages/other/package.json", ">=18"]], { source: "catalog", users }));
});

Deno.test("Node: short-lived majors that a range leaves out are no news, nor is what the version in use asks for", () => {
  const engines = (project: string, before: string, after: string) =>
    planUpgrades(
      [declared("x", "^1.0.0")],
      byName(packument("x", { "1.0.0": { engines: { node: before } }, "2.0.0": { engines: { node: after } } })),
      { nodeRanges: new Map([["package.json", project]]) },
    ).upgrades[0]!.engines?.wanted;
  assert.equal(engines(">=18", "*", "18 || 20 || >=22"), undefined);
  assert.equal(engines("^18 || ^20", "*", "^18 || ^20"), undefined);
  assert.equal(engines("^21", "*", "18 || 20 || >=22"), "18 || 20 || >=22");
  assert.equal(engines(">=18", ">=14", "^18.18.0 || ^20.9.0 || >=21.1.0"), "^18.18.0 || ^20.9.0 || >=21.1.0");
  assert.equal(engines(">=18", "*", "18 || 20"), "18 || 20");
  assert.equal(engines(">=18", "^18.18.0", "^18.18.0 || >=20"), undefined);
});

Deno.test("advisories of versions in use and of those proposed", () => {
  const entries = [declared("x", "^1.0.0"), declared("y", "^1.0.0"), declared("z", "latest")];
  const plan = planUpgrades(
    entries,
    byName(packument("x", ["1.0.0", "2.0.0"]), packument("y", ["1.0.0"]), packument("z", ["1.0.0"])),
  );
  assert.deepEqual([...versionsInQuestion(plan, entries)], [["x", ["1.0.0", "2.0.0"]], ["y", ["1.0.0"]]]);
  const advisory = (name: string, id: string, vulnerableRange: string) => ({
    id,
    package: name,
    title: id,
    severity: "high" as const,
    vulnerableRange,
    url: "",
  });
  const marked = withAdvisories(plan, entries, [
    advisory("x", "1", "<2.0.0"),
    advisory("x", "2", ">=2.0.0"),
    advisory("y", "3", "*"),
  ]);
  const [x] = marked.upgrades;
  assert.deepEqual([x!.advisories.current.map((each) => each.id), x!.advisories.target.map((each) => each.id)], [
    ["1"],
    ["2"],
  ]);
  assert.deepEqual(marked.concerns.map((each) => [each.declared.name, each.advisories.map(({ id }) => id)]), [
    ["x", ["1"]],
    ["y", ["3"]],
  ]);
});

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.option(fc.nat(2)))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre === null ? "" : `-beta.${pre}`}`);

Deno.test("whatever a registry says: upwards only, within the allowed moves, admitted by what is written", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(version, { minLength: 1, maxLength: 12 }),
      fc.record({
        current: version,
        operator: fc.constantFrom("^", "~", "", ">=", "npm:x@^"),
        latest: fc.option(version),
        isLocked: fc.boolean(),
        deprecated: fc.array(fc.nat(11)),
      }),
      fc.constantFrom("latest", "minor", "patch", "greatest", "newest", "next"),
      fc.subarray<BumpType>(["major", "minor", "patch"]),
      (versions, { current, operator, latest, isLocked, deprecated }, target, allowed) => {
        const found = packument(
          "x",
          Object.fromEntries(versions.map((each, i) => [each, deprecated.includes(i) ? { deprecated: "no" } : {}])),
          {
            distTags: latest === null ? {} : { latest, next: latest },
          },
        );
        const entry = declared("x", operator + current, { locked: isLocked ? current : undefined });
        const plan = planUpgrades([entry], byName(found), { target, types: new Set(allowed) });
        for (const each of plan.upgrades) {
          assert.ok(semver.gt(each.target, each.current));
          assert.ok(versions.includes(each.target));
          assert.ok(allowed.includes(each.type));
          assert.ok(semver.satisfies(each.target, each.newRange!), `${each.newRange} ${each.target}`);
          assert.ok(each.newSpecifier.startsWith(operator));
          if (target === "minor" || target === "patch") {
            assert.equal(semver.major(each.target), semver.major(each.current));
          }
          if (["latest", "minor", "patch"].includes(target) && !current.includes("-")) {
            assert.ok(!each.target.includes("-"));
          }
        }
        assert.equal(plan.upgrades.length + plan.skipped.length + plan.upToDate, 1);
      },
    ),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("whatever packuments hold, a plan is made, and words that are no ranges accuse nobody", () => {
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom("^1", "latest", "workspace:*", ">=", "1.x || z", "*"),
  );
  const key = fc.oneof(version, fc.constantFrom("1.0", "latest", "__proto__", "constructor", "01.0.0", ""));
  const facts = fc.record({
    peerDependencies: fc.dictionary(fc.constantFrom("x", "y", "__proto__"), word, { maxKeys: 2 }),
    engines: fc.record({ node: word }),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.dictionary(key, facts, { maxKeys: 5 }),
      fc.dictionary(fc.constantFrom("latest", "next", "__proto__"), key, { maxKeys: 2 }),
      fc.record({
        specifier: fc.constantFrom("^1.0.0", "latest", "*", "npm:x@1"),
        locked: fc.option(key, { nil: undefined }),
        node: word,
      }),
      fc.constantFrom("latest", "minor", "newest", "next", "constructor", "__proto__"),
      (versions, distTags, { specifier, locked, node }, target) => {
        const entries = [declared("x", specifier, { locked }), declared("y", "1.0.0")];
        const packuments = byName(packument("x", versions as never, { distTags }), packument("y", ["1.0.0", "1.1.0"]));
        const plan = planUpgrades(entries, packuments, { target, nodeRanges: new Map([["package.json", node]]) });
        assert.equal(plan.upgrades.length + plan.skipped.length + plan.upToDate, 2);
        for (const { engines, peerConflicts } of plan.upgrades) {
          for (const range of [engines?.wanted, engines?.project, ...peerConflicts.map((each) => each.wanted)]) {
            assert.ok(range === undefined || semver.validRange(range) !== null, range);
          }
        }
      },
    ),
    { seed: 42, numRuns: 5000 },
  );
});
