import assert from "node:assert/strict";
import { findPackageName, type ProjectState, readCatalogsOf, readMemberPatterns } from "./project_state.ts";

const state = (files: Record<string, string>): ProjectState => ({ readText: (path) => Promise.resolve(files[path]) });

Deno.test("the members of then, by every kind of workspace", async () => {
  const patterns = (files: Record<string, string>) => readMemberPatterns(state(files));
  assert.deepEqual(await patterns({ "pnpm-workspace.yaml": "packages: ['apps/*', '!apps/x']" }), ["apps/*", "!apps/x"]);
  assert.deepEqual(await patterns({ "package.json": '{"workspaces":["a/*", 1]}' }), ["a/*"]);
  assert.deepEqual(await patterns({ "package.json": '{"workspaces":{"packages":["b/*"]}}' }), ["b/*"]);
  assert.deepEqual(await patterns({ "package.json": "{}", "lerna.json": "{}" }), ["packages/*"]);
  assert.deepEqual(await patterns({ "lerna.json": '{"packages":["modules/*"]}' }), ["modules/*"]);
  assert.deepEqual(await patterns({ "package.json": "{}" }), []);
});

Deno.test("what an old commit has wrong says nothing, and is no failure of today", async () => {
  const broken = state({ "package.json": "{", "pnpm-workspace.yaml": "catalog: 1", ".yarnrc.yml": "- a" });
  assert.deepEqual(await readMemberPatterns(broken), []);
  assert.equal(await findPackageName(broken, "package.json"), undefined);
  for (const file of ["package.json", "pnpm-workspace.yaml", ".yarnrc.yml"]) {
    assert.deepEqual(await readCatalogsOf(broken, file), []);
  }
  for (const text of ["{}", '{"name":""}', '{"name":1}']) {
    assert.equal(await findPackageName(state({ "package.json": text }), "package.json"), undefined);
  }
});

Deno.test("catalogs in bun's package.json stand at the top or among the workspaces", async () => {
  const text = JSON.stringify({ catalog: { a: "1" }, workspaces: { packages: [], catalogs: { x: { b: "2" } } } });
  const found = await readCatalogsOf(state({ "package.json": text }), "package.json");
  assert.deepEqual(found.map((each) => [each.name, each.entries]), [["default", { a: "1" }], ["x", { b: "2" }]]);
});
