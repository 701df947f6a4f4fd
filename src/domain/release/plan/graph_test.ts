import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault } from "../../../kernel/fault.ts";
import { findCycleBreaks, findCycles } from "./cycles.ts";
import { dependenciesOf, dependencyGraph, dependentsOf } from "./dependency_graph.ts";
import { configOf, type PackageSketch, workspaceOf } from "./fixtures_test.ts";
import { formatTag } from "./format_tag.ts";

const graphOf = (sketches: Record<string, PackageSketch>) => dependencyGraph(workspaceOf(sketches));

Deno.test("dependents and dependencies, near and far, by kind", () => {
  const graph = graphOf({
    core: {},
    ui: { dependencies: { core: "^1.0.0", react: "^18.0.0" } },
    app: { dependencies: { ui: "workspace:*", real: "npm:core@^1" } },
    tools: { devDependencies: { core: "^1.0.0", ui: "git+https://example.com/ui.git" } },
  });
  assert.deepEqual(dependentsOf(graph, "core"), ["app", "tools", "ui"]);
  assert.deepEqual(dependentsOf(graph, "ui"), ["app"]);
  assert.deepEqual(dependentsOf(graph, "core", { kinds: ["dependencies"] }), ["app", "ui"]);
  assert.deepEqual(dependenciesOf(graph, "app"), ["core", "ui"]);
  assert.deepEqual(dependenciesOf(graph, "tools", { transitive: true }), ["core"]);
  assert.deepEqual(dependentsOf(graph, "react"), []);
});

Deno.test("reach ends in cycles and leaves out where it began", () => {
  const graph = graphOf({ a: { dependencies: { b: "1.0.0" } }, b: { dependencies: { a: "1.0.0" } } });
  assert.deepEqual(dependentsOf(graph, "a", { transitive: true }), ["b"]);
});

Deno.test("each set of packages that need each other gives one shortest cycle", () => {
  const graph = graphOf({
    a: { dependencies: { b: "1.0.0" } },
    b: { dependencies: { c: "1.0.0" } },
    c: { dependencies: { a: "1.0.0", b: "1.0.0" } },
    d: { dependencies: { d: "1.0.0", a: "1.0.0" } },
    e: { dependencies: { d: "1.0.0" } },
  });
  assert.deepEqual(findCycles(graph), [{ packages: ["b", "c"] }, { packages: ["d"] }]);
});

Deno.test("a cycle is broken at its weakest dependency", () => {
  const weakest = (sketches: Record<string, PackageSketch>) =>
    findCycleBreaks(graphOf(sketches)).map(({ from, to, kinds }) => [from, to, ...kinds]);
  assert.deepEqual(
    weakest({
      a: { dependencies: { b: "1.0.0" } },
      b: { peerDependencies: { c: "1.0.0" } },
      c: { devDependencies: { a: "1.0.0" } },
    }),
    [["c", "a", "devDependencies"]],
  );
  assert.deepEqual(
    weakest({
      a: { dependencies: { b: "1.0.0" } },
      b: { peerDependencies: { a: "1.0.0" }, devDependencies: { a: "1.0.0" } },
    }),
    [["b", "a", "devDependencies", "peerDependencies"]],
  );
  // Without a → b nothing goes round any more; without b → a, the way through c still does.
  assert.deepEqual(
    weakest({
      a: { dependencies: { b: "1.0.0" } },
      b: { dependencies: { a: "1.0.0", c: "1.0.0" } },
      c: { dependencies: { a: "1.0.0" } },
    }),
    [["a", "b", "dependencies"]],
  );
});

Deno.test("without cycles there are none, and every cycle found is one", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const edges = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 12 });
  const sketchesOf = (pairs: [number, number][]) =>
    Object.fromEntries(names.map((name, i) => [name, {
      dependencies: Object.fromEntries(pairs.filter(([from]) => from === i).map(([, to]) => [names[to]!, "1.0.0"])),
    }]));
  fc.assert(
    fc.property(edges, (pairs) => {
      assert.deepEqual(findCycles(graphOf(sketchesOf(pairs.filter(([from, to]) => from < to)))), []);
      const graph = graphOf(sketchesOf(pairs));
      const found = findCycles(graph);
      for (const { packages } of found) {
        packages.forEach((name, i) => {
          assert.ok(
            dependenciesOf(graph, name, {}).includes(packages[(i + 1) % packages.length]!) || packages.length === 1,
          );
        });
      }
      // A package is in a cycle exactly when it reaches itself; some cycle found reaches it and is reached by it.
      for (const name of names) {
        const reached = dependenciesOf(graph, name, { transitive: true });
        const around = reached.some((each) => dependenciesOf(graph, each).includes(name));
        const near = found.some(({ packages }) =>
          packages.includes(name) ||
          reached.includes(packages[0]!) && dependenciesOf(graph, packages[0]!, { transitive: true }).includes(name)
        );
        if (around) assert.ok(near, name);
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("a long chain and a long ring of packages are walked without running out of stack", () => {
  const ring = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`p${i}`, { dependencies: { [`p${(i + 1) % 2000}`]: "1.0.0" } }]),
  );
  assert.equal(findCycles(graphOf(ring))[0]!.packages.length, 2000);
});

Deno.test("tags follow the format that applies", () => {
  const config = configOf({ git: { tagFormat: "{unscopedName}/v{version}" } });
  assert.equal(formatTag("@org/core", "1.2.0", { config, shape: "monorepo" }), "core/v1.2.0");
  assert.equal(formatTag("@org/core", "1.2.0", { config: configOf(), shape: "monorepo" }), "@org/core@1.2.0");
  assert.equal(formatTag("core", "1.2.0", { config, shape: "single" }), "v1.2.0");
  const unified = configOf({ version: { strategy: "unified" }, git: { unifiedTags: "single" } });
  assert.equal(formatTag("core", "1.2.0", { config: unified, shape: "monorepo" }), "v1.2.0");
});

Deno.test("tag formats with unknown variables, and those that git refuses, are faults", () => {
  const tag = (tagFormat: string) => () =>
    formatTag("@org/core", "1.2.0", { config: configOf({ git: { tagFormat } }), shape: "monorepo" });
  assert.throws(
    tag("{nmae}@{version}"),
    (error) => isFault(error, "TAG_VARIABLE_UNKNOWN") && error.hint === "Did you mean 'name'?",
  );
  for (
    const format of ["{name} {version}", "-{name}", "{name}..", "{name}.lock", "/{name}", "{name}~1", ".{version}"]
  ) {
    assert.throws(tag(format), (error) => isFault(error, "TAG_NAME_INVALID"), format);
  }
});
