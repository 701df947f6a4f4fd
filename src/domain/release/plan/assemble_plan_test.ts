import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import type { BumpType } from "../model.ts";
import { assemblePlan, type PlanOptions } from "./assemble_plan.ts";
import { changesetOf, configOf, plannedOf, versionsOf, workspaceOf } from "./fixtures_test.ts";

const release: PlanOptions = { config: configOf(), mode: "release" };
const fails = (code: string, work: () => unknown) =>
  assert.throws(work, (error) => isFault(error, code) && error.hint !== "" && error.reason !== "");

Deno.test("each package gets the highest bump of the changesets that list it", () => {
  const workspace = workspaceOf({ core: {}, cli: { version: "0.5.0" }, docs: {} });
  const plan = assemblePlan(workspace, [
    changesetOf("b", ["core"], { bump: "major", packageBumps: { core: "minor" } }),
    changesetOf("a", ["core", "cli"], { bump: "patch" }),
  ], release);
  assert.deepEqual(versionsOf(plan), { cli: "0.5.1", core: "1.1.0" });
  assert.deepEqual(plannedOf(plan, "core").changesets, ["a", "b"]);
  assert.equal(plannedOf(plan, "core").reason, "direct");
  assert.deepEqual(plannedOf(plan, "docs"), {
    name: "docs",
    path: "packages/docs",
    private: false,
    currentVersion: "1.0.0",
    nextVersion: "1.0.0",
    bump: "none",
    reason: "no_changes",
    willBump: false,
    chain: [],
    changesets: [],
    tag: null,
  });
  assert.equal(plan.highestBump, "minor");
  assert.deepEqual(plan.tags, ["cli@0.5.1", "core@1.1.0"]);
  assert.deepEqual(plan.changesets.map((each) => [each.changeset.id, each.fate]), [["a", "archive"], ["b", "archive"]]);
});

Deno.test("nothing pending gives a plan that does nothing", () => {
  const plan = assemblePlan(workspaceOf({ core: {} }), [], release);
  assert.deepEqual(versionsOf(plan), {});
  assert.equal(plan.highestBump, null);
  assert.deepEqual(plan.changesets, []);
});

Deno.test("0.x is taken literally", () => {
  const bumped = (bump: BumpType) =>
    versionsOf(assemblePlan(workspaceOf({ a: { version: "0.2.3" } }), [changesetOf("c", ["a"], { bump })], release)).a;
  assert.deepEqual([bumped("major"), bumped("minor"), bumped("patch")], ["1.0.0", "0.3.0", "0.2.4"]);
});

Deno.test("a dependent follows only where the new version leaves its range, along the whole chain", () => {
  const workspace = workspaceOf({
    core: {},
    ui: { dependencies: { core: "^1.0.0" } },
    app: { dependencies: { ui: "1.0.0" } },
    tools: { devDependencies: { core: "1.0.0" } },
    loose: { dependencies: { core: ">=1.0.0" } },
  });
  const minor = assemblePlan(workspace, [changesetOf("c", ["core"], { bump: "minor" })], release);
  assert.deepEqual(versionsOf(minor), { core: "1.1.0" });
  assert.deepEqual(minor.references.map((each) => [each.package, each.to]), [
    ["loose", ">=1.1.0"],
    ["tools", "1.1.0"],
    ["ui", "^1.1.0"],
  ]);
  const major = assemblePlan(workspace, [changesetOf("c", ["core"], { bump: "major" })], release);
  assert.deepEqual(versionsOf(major), { app: "1.0.1", core: "2.0.0", ui: "1.0.1" });
  assert.deepEqual(plannedOf(major, "app").chain, ["core", "ui", "app"]);
  assert.equal(plannedOf(major, "app").reason, "dependency_propagation");
  assert.equal(plannedOf(major, "tools").willBump, false);
});

Deno.test("propagation can be always or none, and has its own bump", () => {
  const workspace = workspaceOf({ core: {}, ui: { peerDependencies: { core: "^1.0.0" } } });
  const changesets = [changesetOf("c", ["core"], { bump: "minor" })];
  const plan = (dependency: Parameters<typeof configOf>[0] & object) =>
    versionsOf(assemblePlan(workspace, changesets, { ...release, config: configOf(dependency) }));
  assert.equal(plan({ dependency: { propagation: "always", propagationBump: "minor" } }).ui, "1.1.0");
  assert.equal(plan({ dependency: { propagation: "none" } }).ui, undefined);
  const major = [changesetOf("c", ["core"], { bump: "major" })];
  assert.equal(
    versionsOf(
      assemblePlan(workspace, major, { ...release, config: configOf({ dependency: { propagation: "none" } }) }),
    )
      .ui,
    undefined,
  );
  assert.equal(versionsOf(assemblePlan(workspace, major, release)).ui, "1.0.1");
});

Deno.test("workspace:* counts as the exact old version, workspace:^ and ~ as that with the operator", () => {
  const workspace = workspaceOf({
    core: {},
    star: { dependencies: { core: "workspace:*" } },
    caret: { dependencies: { core: "workspace:^" } },
    tilde: { dependencies: { core: "workspace:~" } },
  });
  const bumped = (bump: BumpType) =>
    Object.keys(versionsOf(assemblePlan(workspace, [changesetOf("c", ["core"], { bump })], release))).sort();
  assert.deepEqual(bumped("patch"), ["core", "star"]);
  assert.deepEqual(bumped("minor"), ["core", "star", "tilde"]);
  assert.deepEqual(bumped("major"), ["caret", "core", "star", "tilde"]);
  assert.deepEqual(assemblePlan(workspace, [changesetOf("c", ["core"], { bump: "major" })], release).references, []);
});

Deno.test("protocols, aliases and kinds keep their form", () => {
  const workspace = workspaceOf({
    "@org/core": {},
    a: { dependencies: { "@org/core": "workspace:^1.0.0" } },
    b: { dependencies: { alias: "npm:@org/core@~1.0.0" } },
    c: { dependencies: { other: "workspace:@org/core@1.0.0" } },
    d: { dependencies: { "@org/core": "file:../core" }, devDependencies: { "@org/core": "latest" } },
    e: { dependencies: { "@org/core": "github:org/core" } },
    f: { peerDependencies: { "@org/core": "^1.0.0 || ^2.0.0" }, devDependencies: { "@org/core": "workspace:*" } },
  });
  const plan = assemblePlan(workspace, [changesetOf("x", ["@org/core"], { bump: "major" })], release);
  assert.deepEqual(plan.references.map((each) => [each.package, each.dependency, each.kind, each.from, each.to]), [
    ["a", "@org/core", "dependencies", "workspace:^1.0.0", "workspace:^2.0.0"],
    ["b", "alias", "dependencies", "npm:@org/core@~1.0.0", "npm:@org/core@~2.0.0"],
    ["c", "other", "dependencies", "workspace:@org/core@1.0.0", "workspace:@org/core@2.0.0"],
  ]);
  assert.deepEqual(Object.keys(versionsOf(plan)).sort(), ["@org/core", "a", "b", "c"]);
});

Deno.test("a catalog's entry is rewritten once and its users follow", () => {
  const workspace = workspaceOf({
    core: {},
    a: { dependencies: { core: "catalog:" } },
    b: { dependencies: { core: "catalog:next" } },
    c: { dependencies: { core: "catalog:gone" } },
  }, { catalogs: { default: { core: "^1.0.0", react: "^18.0.0" }, next: { core: ">=1.0.0" } } });
  const plan = assemblePlan(workspace, [changesetOf("x", ["core"], { bump: "major" })], release);
  assert.deepEqual(versionsOf(plan), { a: "1.0.1", core: "2.0.0" });
  assert.deepEqual(plan.references, []);
  assert.deepEqual(plan.catalogs, [
    {
      file: "pnpm-workspace.yaml",
      keys: ["catalog"],
      catalog: "default",
      dependency: "core",
      from: "^1.0.0",
      to: "^2.0.0",
    },
    {
      file: "pnpm-workspace.yaml",
      keys: ["catalogs", "next"],
      catalog: "next",
      dependency: "core",
      from: ">=1.0.0",
      to: ">=2.0.0",
    },
  ]);
});

Deno.test("a reference that asks for other versions than the one here is left alone, and said so", () => {
  const workspace = workspaceOf({ core: { version: "2.0.0" }, old: { dependencies: { core: "^1.0.0" } } });
  const plan = assemblePlan(workspace, [changesetOf("x", ["core"], { bump: "major" })], release);
  assert.deepEqual(versionsOf(plan), { core: "3.0.0" });
  assert.deepEqual(plan.references, []);
  assert.match(plan.warnings.join("\n"), /'old' asks for 'core' with '\^1\.0\.0'/);
});

Deno.test("private packages are bumped and tagged; ignored ones and those without a version are not", () => {
  const workspace = workspaceOf({
    app: { private: true },
    "@x/demo": { dependencies: { app: "1.0.0" } },
    scripts: { version: undefined },
  });
  const config = configOf({ version: { ignore: ["@x/*"] } });
  const changesets = [changesetOf("c", ["app", "@x/demo", "scripts"]), changesetOf("d", ["scripts"])];
  const plan = assemblePlan(workspace, changesets, { config, mode: "release" });
  assert.deepEqual(versionsOf(plan), { app: "1.0.1" });
  assert.deepEqual(plan.tags, ["app@1.0.1"]);
  assert.equal(plannedOf(plan, "@x/demo").reason, "ignored");
  assert.equal(plannedOf(plan, "scripts").reason, "no_version");
  assert.equal(plannedOf(plan, "scripts").currentVersion, "");
  assert.deepEqual(plan.references.map((each) => each.package), ["@x/demo"]);
  assert.deepEqual(plan.changesets.map((each) => [each.changeset.id, each.fate]), [["c", "archive"]]);
  assert.match(plan.warnings.join(), /'d' lists only packages that are ignored or have no version/);
});

Deno.test("fixed groups are released together, linked ones share the version of those released", () => {
  const workspace = workspaceOf({
    a: { version: "1.0.0" },
    b: { version: "1.4.0" },
    "@l/c": { version: "2.0.0" },
    "@l/d": { version: "2.3.0" },
    "@l/e": { version: "2.1.0" },
  });
  const config = configOf({ version: { fixed: [["a", "b"]], linked: [["@l/*", "@none/*"]] } });
  const changesets = [changesetOf("x", ["a", "@l/c"], { bump: "minor" }), changesetOf("y", ["@l/e"])];
  const plan = assemblePlan(workspace, changesets, { config, mode: "release" });
  assert.deepEqual(versionsOf(plan), { a: "1.5.0", b: "1.5.0", "@l/c": "2.4.0", "@l/e": "2.4.0" });
  assert.equal(plannedOf(plan, "b").reason, "fixed_group");
  assert.deepEqual(plannedOf(plan, "b").chain, ["a", "b"]);
  assert.match(plan.warnings.join(), /names '@none\/\*'/);
});

Deno.test("a linked group raises a dependent that joins it, and dependents of a raised package follow", () => {
  const workspace = workspaceOf({
    a: { version: "1.5.0" },
    b: { dependencies: { a: "1.5.0" } },
    c: { dependencies: { b: "~1.0.0" } },
  });
  const config = configOf({ version: { linked: [["a", "b"]] } });
  const plan = assemblePlan(workspace, [changesetOf("x", ["a"], { bump: "minor" })], { config, mode: "release" });
  assert.deepEqual(versionsOf(plan), { a: "1.6.0", b: "1.6.0", c: "1.0.1" });
  assert.equal(plannedOf(plan, "b").reason, "linked_group");
  assert.deepEqual(plannedOf(plan, "c").chain, ["a", "b", "c"]);
});

Deno.test("a group is raised by a later member, and its earlier members with it", () => {
  const workspace = workspaceOf({
    core: {},
    a: {},
    b: { dependencies: { core: "1.0.0" } },
  });
  const config = configOf({ version: { fixed: [["a", "b"]] }, dependency: { propagationBump: "minor" } });
  const plan = assemblePlan(workspace, [changesetOf("x", ["core", "a"])], { config, mode: "release" });
  assert.deepEqual(versionsOf(plan), { a: "1.0.1", b: "1.0.1", core: "1.0.1" });
  const later = workspaceOf({ core: {}, a: {}, b: { dependencies: { core: "1.0.0" } } });
  const linked = configOf({ version: { linked: [["a", "b"]] }, dependency: { propagationBump: "minor" } });
  assert.deepEqual(
    versionsOf(assemblePlan(later, [changesetOf("x", ["core", "a"])], { config: linked, mode: "release" })),
    { a: "1.1.0", b: "1.1.0", core: "1.0.1" },
  );
});

Deno.test("a fixed group counts what changesets ask of members that were not selected: they are released too", () => {
  const config = configOf({ version: { fixed: [["a", "b"]] } });
  const changesets = [changesetOf("x", ["a"]), changesetOf("y", ["b"], { bump: "major" })];
  const plan = assemblePlan(workspaceOf({ a: {}, b: {} }), changesets, { config, mode: "release", packages: ["a"] });
  assert.deepEqual(versionsOf(plan), { a: "2.0.0", b: "2.0.0" });
  assert.deepEqual(plan.changesets.map((each) => each.fate), ["archive", "archive"]);
});

Deno.test("a package in two groups is a fault", () => {
  const config = configOf({ version: { fixed: [["a*"]], linked: [["ab"]] } });
  fails("VERSION_GROUP_OVERLAP", () => assemblePlan(workspaceOf({ ab: {} }), [], { config, mode: "release" }));
});

Deno.test("unified: the highest current version bumped by the highest bump, for all", () => {
  const workspace = workspaceOf({
    core: { version: "1.2.3" },
    utils: { version: "2.0.1" },
    cli: { version: "0.5.0" },
    none: { version: undefined },
  });
  const config = configOf({ version: { strategy: "unified" } });
  const changesets = [changesetOf("x", ["core"], { bump: "minor" }), changesetOf("y", ["cli"])];
  const plan = assemblePlan(workspace, changesets, { config, mode: "release" });
  assert.deepEqual(versionsOf(plan), { core: "2.1.0", utils: "2.1.0", cli: "2.1.0" });
  assert.deepEqual(["core", "utils", "cli"].map((name) => plannedOf(plan, name).reason), [
    "direct",
    "unified",
    "direct",
  ]);
  assert.deepEqual(plan.tags, ["cli@2.1.0", "core@2.1.0", "utils@2.1.0"]);
  const single = configOf({ version: { strategy: "unified" }, git: { unifiedTags: "single" } });
  assert.deepEqual(assemblePlan(workspace, changesets, { config: single, mode: "release" }).tags, ["v2.1.0"]);
  fails(
    "PACKAGES_WITH_UNIFIED",
    () => assemblePlan(workspace, changesets, { config, mode: "release", packages: ["core"] }),
  );
});

Deno.test("a selection narrows a release, and the changeset keeps what was not released", () => {
  const workspace = workspaceOf({ a: {}, b: {}, c: { dependencies: { a: "1.0.0" } } });
  const changesets = [changesetOf("x", ["a", "b"], { bump: "minor", packageBumps: { a: "patch", b: "major" } })];
  const plan = assemblePlan(workspace, changesets, { ...release, packages: ["a"] });
  assert.deepEqual(versionsOf(plan), { a: "1.0.1" });
  assert.equal(plannedOf(plan, "b").reason, "not_selected");
  assert.match(plan.warnings.join(), /'c' is not selected, though a@1\.0\.1 leaves the range/);
  assert.equal(plan.changesets[0]!.fate, "keep");
  const kept = plan.changesets[0]!.replacement!;
  assert.deepEqual([kept.packages, kept.released, kept.packageBumps], [["b"], ["a"], { b: "major" }]);
  const rest = assemblePlan(workspace, [kept], release);
  assert.deepEqual(versionsOf(rest), { b: "2.0.0" });
  assert.equal(rest.changesets[0]!.fate, "archive");
});

Deno.test("a selected package that no changeset lists takes the bump that was asked for, else the default", () => {
  const workspace = workspaceOf({ a: {}, b: {} });
  assert.deepEqual(
    versionsOf(assemblePlan(workspace, [changesetOf("x", ["a"])], { ...release, packages: ["b"], bump: "minor" })),
    { b: "1.1.0" },
  );
  const plan = assemblePlan(workspace, [], { ...release, packages: ["b"] });
  assert.deepEqual(versionsOf(plan), { b: "1.0.1" });
  assert.equal(plannedOf(plan, "b").reason, "requested");
});

Deno.test("a selection that cannot be met is a fault", () => {
  const workspace = workspaceOf({ a: {}, none: { version: undefined }, skip: {} });
  const config = configOf({ version: { ignore: ["skip"] } });
  const select = (packages: string[]) => () => assemblePlan(workspace, [], { config, mode: "release", packages });
  fails("PACKAGE_NOT_FOUND", select(["b"]));
  fails("PACKAGE_NOT_BUMPABLE", select(["none"]));
  fails("PACKAGE_NOT_BUMPABLE", select(["skip"]));
});

Deno.test("cycles converge and are named; failOnCircular makes them a fault", () => {
  const workspace = workspaceOf({
    a: { dependencies: { c: "1.0.0" } },
    b: { dependencies: { a: "1.0.0" } },
    c: { dependencies: { b: "1.0.0" } },
  });
  const changesets = [changesetOf("x", ["a"], { bump: "major" })];
  const plan = assemblePlan(workspace, changesets, release);
  assert.deepEqual(versionsOf(plan), { a: "2.0.0", b: "1.0.1", c: "1.0.1" });
  assert.deepEqual(plan.cycles, [{ packages: ["a", "c", "b"] }]);
  assert.match(plan.warnings.join(), /Circular dependency: a → c → b → a/);
  const config = configOf({ dependency: { failOnCircular: true } });
  fails("CIRCULAR_DEPENDENCY", () => assemblePlan(workspace, changesets, { config, mode: "release" }));
});

Deno.test("what is wrong in changesets and manifests is named", () => {
  fails(
    "CHANGESET_PACKAGE_GONE",
    () => assemblePlan(workspaceOf({ core: {} }), [changesetOf("x", ["cores"])], release),
  );
  fails("MANIFEST_VERSION_INVALID", () => assemblePlan(workspaceOf({ core: { version: "v1" } }), [], release));
  fails(
    "MANIFEST_RANGE_INVALID",
    () => assemblePlan(workspaceOf({ core: {}, a: { dependencies: { core: "^^1" } } }), [], release),
  );
  fails("MANIFEST_RANGE_INVALID", () =>
    assemblePlan(
      workspaceOf({ core: {}, a: { dependencies: { core: "catalog:" } } }, { catalogs: { default: { core: "^^1" } } }),
      [],
      release,
    ));
  const ignored = configOf({ version: { ignore: ["core"] } });
  assemblePlan(workspaceOf({ core: { version: "next" } }), [], { config: ignored, mode: "release" });
});

Deno.test("two packages with one tag are a fault", () => {
  const workspace = workspaceOf({ "@a/core": {}, "@b/core": {} });
  const config = configOf({ git: { tagFormat: "{unscopedName}-{version}" } });
  fails(
    "TAG_NOT_UNIQUE",
    () => assemblePlan(workspace, [changesetOf("x", ["@a/core", "@b/core"])], { config, mode: "release" }),
  );
});

const snapshot = {
  branch: "feature/new-api",
  commit: "0123456789abcdef0123456789abcdef01234567",
  at: Temporal.Instant.from("2026-11-20T10:11:12.5Z"),
};

Deno.test("a snapshot gives planned packages throw-away versions, exact among each other, and changes nothing else", () => {
  const workspace = workspaceOf({
    core: {},
    ui: { dependencies: { core: "workspace:^" } },
    app: { dependencies: { core: "1.0.0" } },
    tools: { devDependencies: { core: "^1.0.0" } },
  });
  const changesets = [changesetOf("x", ["core", "ui"], { bump: "minor" })];
  const plan = assemblePlan(workspace, changesets, { ...release, mode: { snapshot } });
  const version = "1.1.0-feature-new-api.20261120101112.g0123456";
  assert.deepEqual(versionsOf(plan), { core: version, ui: version, app: version.replace("1.1.0", "1.0.1") });
  assert.deepEqual(plan.references.map((each) => [each.package, each.to]), [
    ["app", version],
    ["tools", `^${version}`],
    ["ui", `workspace:${version}`],
  ]);
  assert.deepEqual(plan.changesets.map((each) => [each.fate, each.replacement]), [["keep", undefined]]);
  assert.deepEqual(plan.tags, []);
  assert.equal(plan.mode, "snapshot");
  const shown = assemblePlan(workspace, changesets, { ...release, snapshot });
  assert.equal(plannedOf(shown, "core").snapshotVersion, version);
  assert.equal(plannedOf(shown, "core").nextVersion, "1.1.0");
  assert.equal(plannedOf(shown, "tools").snapshotVersion, undefined);
});

Deno.test("a bad snapshot format fails a snapshot and only warns elsewhere", () => {
  const workspace = workspaceOf({ core: {} });
  const bad = { ...snapshot, format: "{version}-{brunch}" };
  const changesets = [changesetOf("x", ["core"])];
  fails(
    "SNAPSHOT_VARIABLE_UNKNOWN",
    () => assemblePlan(workspace, changesets, { ...release, mode: { snapshot: bad } }),
  );
  const plan = assemblePlan(workspace, changesets, { ...release, snapshot: bad });
  assert.match(plan.warnings.join(), /brunch/);
  assert.equal(plannedOf(plan, "core").nextVersion, "1.0.1");
});
