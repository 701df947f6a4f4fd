import assert from "node:assert/strict";
import type { DependencyUser } from "../dependencies/model.ts";
import { declared } from "./fixtures_test.ts";
import { type EntryFilter, selectDeclared } from "./select_declared.ts";

const everything: EntryFilter = {
  kinds: new Set(["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]),
  catalogs: true,
  overrides: true,
  packageManager: true,
  engines: true,
};
const user = (kind: DependencyUser["kind"], name: string | undefined): DependencyUser => ({
  package: name,
  path: name ? `packages/${name}` : ".",
  kind,
  specifier: "catalog:",
});
const entries = [
  declared("react", "^18.0.0"),
  declared("@types/node", "^20.0.0", { kind: "devDependencies", packages: ["b"] }),
  declared("alias", "npm:@types/real@^1.0.0", { kind: "optionalDependencies", packages: ["b"] }),
  declared("vue", "^3.0.0", { kind: "peerDependencies" }),
  declared("eslint", "^9.0.0", {
    source: "catalog",
    kind: undefined,
    packages: ["b"],
    users: [user("devDependencies", "b")],
  }),
  declared("zod", "^3.0.0", {
    source: "catalog",
    kind: undefined,
    packages: [],
    users: [user("dependencies", undefined)],
  }),
  declared("unused", "^3.0.0", { source: "catalog", kind: undefined, packages: [], users: [] }),
  declared("ws", "8.0.0", { source: "override", kind: undefined, packages: [] }),
  declared("pnpm", "10.0.0", { source: "packageManager", kind: undefined, packages: [] }),
  declared("npm", ">=9", { source: "engines", kind: undefined }),
];
const names = (filter: Partial<EntryFilter>) =>
  selectDeclared(entries, { ...everything, ...filter }).map((each) => each.alias);

Deno.test("without filters everything is looked at", () => {
  assert.deepEqual(names({}), entries.map((each) => each.alias));
});

Deno.test("kinds, sources, names, scopes and packages of the project", () => {
  assert.deepEqual(names({ kinds: new Set(["dependencies"]) }), ["react", "zod", "unused", "ws", "pnpm", "npm"]);
  assert.deepEqual(names({ catalogs: false, overrides: false, packageManager: false, engines: false }), [
    "react",
    "@types/node",
    "alias",
    "vue",
  ]);
  assert.deepEqual(names({ packages: ["react", "@types/*", "z*"] }), ["react", "@types/node", "alias", "zod"]);
  assert.deepEqual(names({ packages: ["alias"] }), ["alias"]);
  assert.deepEqual(names({ packages: ["@types/*", "!alias"] }), ["@types/node"]);
  assert.deepEqual(names({ packages: ["!@types/*", "!p*", "!u*"] }), ["react", "vue", "eslint", "zod", "ws", "npm"]);
  assert.deepEqual(names({ scopes: ["@types"] }), ["@types/node", "alias"]);
  assert.deepEqual(names({ scopes: ["types"] }), ["@types/node", "alias"]);
  assert.deepEqual(names({ workspacePackages: ["b"] }), ["@types/node", "alias", "eslint"]);
  assert.deepEqual(names({ workspacePackages: ["."] }), ["zod", "ws", "pnpm"]);
});

Deno.test("all filters must hold", () => {
  assert.deepEqual(names({ scopes: ["@types"], workspacePackages: ["b"], kinds: new Set(["devDependencies"]) }), [
    "@types/node",
  ]);
  assert.deepEqual(names({ scopes: ["@types"], packages: ["react"] }), []);
});
