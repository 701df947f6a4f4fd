import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import type { Config } from "../config/schema.ts";
import { BUMP_TYPES, type Changeset, DEPENDENCY_KINDS, type Workspace } from "../model.ts";
import { findSpecifierRange } from "../versions/specifier.ts";
import { assemblePlan, type PlanOptions } from "./assemble_plan.ts";
import { dependencyGraph } from "./dependency_graph.ts";
import { carriedOut, changesetOf, configOf, type PackageSketch, versionsOf, workspaceOf } from "./fixtures_test.ts";

const names = ["a", "b", "c", "@org/d", "@org/e", "f"];
const specifiers = [
  "^1.0.0",
  "~1.0.0",
  "1.0.0",
  ">=1.0.0",
  "1.x",
  "*",
  "^0.9.0 || ^1.0.0",
  "1.0.0 - 1.9.9",
  ">=1.0.0 <2.0.0",
  "workspace:*",
  "workspace:^",
  "workspace:~1.0.0",
  "catalog:",
  "file:../x",
];

const workspaces = fc.uniqueArray(
  fc.record({
    from: fc.nat(5),
    to: fc.nat(5),
    specifier: fc.constantFrom(...specifiers),
    kind: fc.constantFrom(...DEPENDENCY_KINDS),
  }),
  { selector: ({ from, to, kind }) => `${from} ${to} ${kind}`, maxLength: 14 },
).map((edges): Workspace => {
  const sketches = Object.fromEntries(names.map((name, i): [string, PackageSketch] => {
    const sketch: PackageSketch = {};
    for (const { from, to, specifier, kind } of edges) {
      if (from === i) sketch[kind] = { ...sketch[kind], [names[to]!]: specifier };
    }
    return [name, sketch];
  }));
  return workspaceOf(sketches, { catalogs: { default: Object.fromEntries(names.map((name) => [name, "^1.0.0"])) } });
});

const changesets = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("v", "w", "x", "y", "z"),
    packages: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
    bump: fc.constantFrom(...BUMP_TYPES),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
).map((list) => list.map(({ id, packages, bump }) => changesetOf(id, packages, { bump })));

const configs = fc.record({
  strategy: fc.constantFrom("independent" as const, "independent" as const, "unified" as const),
  propagation: fc.constantFrom("out-of-range" as const, "always" as const, "none" as const),
  propagationBump: fc.constantFrom(...BUMP_TYPES),
  groups: fc.constantFrom<Partial<Config["version"]>>({}, { fixed: [["a", "b"]] }, { linked: [["b", "@org/*"]] }, {
    fixed: [["c", "f"]],
    linked: [["a", "b"]],
  }),
}).map(({ strategy, propagation, propagationBump, groups }) =>
  configOf({ version: { strategy, ...groups }, dependency: { propagation, propagationBump } })
);

const modes = fc.constantFrom<PlanOptions["mode"]>("release", { prerelease: "beta" });
const settings = { seed: 42, numRuns: 500 };

Deno.test("the order of packages, dependencies and changesets does not matter", () => {
  fc.assert(
    fc.property(
      workspaces,
      changesets,
      configs,
      modes,
      (workspace, list, config, mode) => {
        const reversed: Workspace = {
          ...workspace,
          packages: workspace.packages.map((each) => ({ ...each, dependencies: each.dependencies.toReversed() }))
            .toReversed(),
        };
        const turned = list.map((each): Changeset => ({ ...each, packages: each.packages.toReversed() })).toReversed();
        const plan = assemblePlan(workspace, list, { config, mode });
        const other = assemblePlan(reversed, turned, { config, mode });
        assert.deepEqual(other.packages, plan.packages);
        assert.deepEqual(other.tags, plan.tags);
        assert.deepEqual(other.cycles, plan.cycles);
        assert.deepEqual(
          new Set(other.references.map((each) => JSON.stringify(each))),
          new Set(plan.references.map((each) => JSON.stringify(each))),
        );
        assert.deepEqual(
          other.changesets.map((each) => [each.changeset.id, each.fate, each.replacement?.prereleases]),
          plan.changesets.map((each) => [each.changeset.id, each.fate, each.replacement?.prereleases]),
        );
      },
    ),
    settings,
  );
});

Deno.test("after a release was carried out nothing is left to do", () => {
  fc.assert(
    fc.property(workspaces, changesets, configs, (workspace, list, config) => {
      const after = carriedOut(workspace, list, assemblePlan(workspace, list, { config, mode: "release" }));
      assert.deepEqual(after.changesets, []);
      const again = assemblePlan(after.workspace, after.changesets, { config, mode: "release" });
      assert.deepEqual([versionsOf(again), again.references, again.catalogs, again.tags], [{}, [], [], []]);
    }),
    settings,
  );
});

Deno.test("versions only rise, and references that reached a package go on reaching it", () => {
  fc.assert(
    fc.property(workspaces, changesets, configs, modes, (workspace, list, config, mode) => {
      const plan = assemblePlan(workspace, list, { config, mode });
      for (const each of plan.packages) {
        if (each.willBump) assert.ok(semver.gt(each.nextVersion, each.currentVersion), each.name);
      }
      const after = carriedOut(workspace, list, plan).workspace;
      for (const references of dependencyGraph(after).references.values()) {
        for (const { specifier, to } of references) {
          const range = findSpecifierRange(specifier, to.version!);
          if (range !== undefined) assert.ok(semver.satisfies(to.version!, range), `${range} for ${to.version}`);
        }
      }
    }),
    settings,
  );
});

Deno.test("a prerelease is marked once, and graduates to what a release without it would have given", () => {
  fc.assert(
    fc.property(workspaces, changesets, configs, (workspace, list, config) => {
      const direct = versionsOf(assemblePlan(workspace, list, { config, mode: "release" }));
      const prerelease = assemblePlan(workspace, list, { config, mode: { prerelease: "beta" } });
      const during = carriedOut(workspace, list, prerelease);
      const again = assemblePlan(during.workspace, during.changesets, { config, mode: { prerelease: "beta" } });
      assert.deepEqual([versionsOf(again), again.changesets], [{}, []]);
      const graduation = assemblePlan(during.workspace, during.changesets, { config, mode: "release" });
      const graduated = versionsOf(graduation);
      assert.deepEqual(Object.keys(graduated).sort(), Object.keys(versionsOf(prerelease)).sort());
      for (const [name, version] of Object.entries(direct)) {
        assert.ok(semver.gte(graduated[name]!, version), `${name} ${graduated[name]} ${version}`);
      }
      const after = carriedOut(during.workspace, during.changesets, graduation);
      assert.deepEqual(after.changesets, []);
      for (const each of after.workspace.packages) assert.equal(semver.prerelease(each.version!), null);
    }),
    settings,
  );
});

Deno.test("every follower has a chain of real references, and a reason", () => {
  fc.assert(
    fc.property(workspaces, changesets, configs, (workspace, list, config) => {
      const graph = dependencyGraph(workspace);
      for (const each of assemblePlan(workspace, list, { config, mode: "release" }).packages) {
        if (each.reason !== "dependency_propagation") continue;
        assert.equal(each.chain.at(-1), each.name);
        const before = each.chain.at(-2)!;
        assert.ok(graph.references.get(each.name)!.some(({ to }) => to.name === before));
      }
    }),
    settings,
  );
});
