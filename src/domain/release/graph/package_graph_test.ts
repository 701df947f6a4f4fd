import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault } from "../../../kernel/fault.ts";
import { type PackageSketch, workspaceOf } from "../plan/fixtures_test.ts";
import { assemblePackageGraph, type PackageGraphOptions } from "./package_graph.ts";

const PROJECT: Record<string, PackageSketch> = {
  core: {},
  utils: { devDependencies: { core: "workspace:*" } },
  ui: { dependencies: { core: "catalog:" }, peerDependencies: { core: "^1.0.0", react: "^18.0.0" } },
  app: { private: true, version: undefined, dependencies: { ui: "^1.0.0", other: "npm:utils@^1" } },
  lone: {},
};
const graphOf = (options: PackageGraphOptions = {}) =>
  assemblePackageGraph(workspaceOf(PROJECT, { catalogs: { default: { core: "^1.0.0" } } }), options);
const names = (options: PackageGraphOptions) => graphOf(options).nodes.map(({ name }) => name);

Deno.test("nodes and edges say what the manifests say", () => {
  const { nodes, edges, cycles } = graphOf();
  assert.deepEqual(nodes[0], { name: "app", version: null, path: "packages/app", private: true });
  assert.deepEqual(edges, [
    { from: "app", to: "ui", kind: "dependencies", specifier: "^1.0.0" },
    { from: "app", to: "utils", kind: "dependencies", specifier: "npm:utils@^1" },
    { from: "ui", to: "core", kind: "dependencies", specifier: "catalog:", catalog: "default" },
    { from: "ui", to: "core", kind: "peerDependencies", specifier: "^1.0.0" },
    { from: "utils", to: "core", kind: "devDependencies", specifier: "workspace:*" },
  ]);
  assert.deepEqual(cycles, []);
});

Deno.test("roots, leaves and levels give the order of a build", () => {
  const { roots, leaves, levels } = graphOf();
  assert.deepEqual(roots, ["app", "lone"]);
  assert.deepEqual(leaves, ["core", "lone"]);
  assert.deepEqual(levels, [["core", "lone"], ["ui", "utils"], ["app"]]);
});

Deno.test("only the kinds that count make edges", () => {
  const { edges, leaves } = graphOf({ kinds: ["peerDependencies"] });
  assert.deepEqual(edges.map(({ from, to }) => [from, to]), [["ui", "core"]]);
  assert.deepEqual(leaves, ["app", "core", "lone", "utils"]);
});

Deno.test("a part of the graph, with what it needs and what needs it", () => {
  assert.deepEqual(names({ packages: ["ui", "c*"] }), ["core", "ui"]);
  assert.deepEqual(names({ packages: ["ui"], dependents: true }), ["app", "ui"]);
  assert.deepEqual(names({ packages: ["ui"], dependencies: true }), ["core", "ui"]);
  assert.deepEqual(names({ packages: ["ui"], dependencies: true, dependents: true }), ["app", "core", "ui"]);
  assert.deepEqual(names({ packages: ["core"], dependents: true, kinds: ["devDependencies"] }), ["core", "utils"]);
  assert.throws(
    () => names({ packages: ["iu"] }),
    (error) => isFault(error, "PACKAGE_NOT_FOUND") && error.hint === "Did you mean 'ui'?",
  );
});

Deno.test("affected are the changed packages and all that depend on them", () => {
  const affected = (changed: string[], more: PackageGraphOptions = {}) =>
    graphOf({ changed, ...more }).nodes.map((each) => [each.name, each.affected]);
  assert.deepEqual(affected(["utils", "gone"]), [["app", "dependent"], ["utils", "changed"]]);
  assert.deepEqual(affected(["core", "ui"]), [
    ["app", "dependent"],
    ["core", "changed"],
    ["ui", "changed"],
    ["utils", "dependent"],
  ]);
  assert.deepEqual(affected([]), []);
  assert.deepEqual(affected(["core"], { packages: ["app", "lone"] }), [["app", "dependent"]]);
});

Deno.test("packages of one cycle share a level, and the cycle comes with what ends it", () => {
  const { cycles, levels, roots } = assemblePackageGraph(workspaceOf({
    a: { dependencies: { b: "1.0.0" } },
    b: { devDependencies: { a: "1.0.0" }, dependencies: { c: "1.0.0" } },
    c: {},
    self: { dependencies: { self: "1.0.0" } },
    top: { dependencies: { a: "1.0.0" } },
  }));
  assert.deepEqual(levels, [["c", "self"], ["a", "b"], ["top"]]);
  assert.deepEqual(roots, ["self", "top"]);
  assert.deepEqual(cycles.map(({ from, to, kinds, reason }) => ({ from, to, kinds, reason })), [
    {
      from: "b",
      to: "a",
      kinds: ["devDependencies"],
      reason: "Only this dependency of the cycle is in devDependencies: the others are harder to give up; " +
        "without it no cycle is left here.",
    },
    {
      from: "self",
      to: "self",
      kinds: ["dependencies"],
      reason: "A package cannot depend on itself; without it no cycle is left here.",
    },
  ]);
});

Deno.test("where one removal is not enough, the suggestion says so", () => {
  const { cycles } = assemblePackageGraph(workspaceOf({
    a: { dependencies: { b: "1.0.0", c: "1.0.0" } },
    b: { dependencies: { a: "1.0.0" } },
    c: { dependencies: { a: "1.0.0" } },
  }));
  assert.deepEqual(cycles.map(({ from, to, reason }) => [from, to, reason]), [[
    "a",
    "b",
    "It is in dependencies, and none of the cycle's dependencies is easier to give up; " +
    "without it packages still depend on each other in circles (2).",
  ]]);
});

Deno.test("every edge leads to a lower level, or stays within a cycle", () => {
  const pairs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 });
  fc.assert(
    fc.property(pairs, (pairs) => {
      const sketches = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`p${i}`, {
        dependencies: Object.fromEntries(pairs.filter(([from]) => from === i).map(([, to]) => [`p${to}`, "1.0.0"])),
      }]));
      const { edges, levels, cycles, nodes } = assemblePackageGraph(workspaceOf(sketches));
      const levelOf = (name: string) => levels.findIndex((level) => level.includes(name));
      assert.deepEqual(levels.flat().sort(), nodes.map(({ name }) => name));
      for (const { from, to } of edges) {
        assert.ok(levelOf(from) > levelOf(to) || levelOf(from) === levelOf(to) && cycles.length > 0, `${from} ${to}`);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});
