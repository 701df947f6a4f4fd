import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultConfig } from "../config/schema.ts";
import type { Package } from "../model.ts";
import { assembleOwnership } from "./ownership.ts";

const member = (name: string, path: string): Package => ({
  name,
  path,
  version: "1.0.0",
  manifestPath: path === "." ? "package.json" : `${path}/package.json`,
  private: false,
  dependencies: [],
});
const config = (packages: Partial<ReturnType<typeof defaultConfig>["packages"]> = {}) => ({
  ...defaultConfig(),
  packages: { ...defaultConfig().packages, ...packages },
});
const packages = [
  member("@org/a", "packages/a"),
  member("@org/a-b", "packages/a-b"),
  member("inner", "packages/a/inner"),
];

Deno.test("the longest folder wins, and a folder is not a prefix of its neighbour's name", () => {
  const { ownersOf } = assembleOwnership({ packages }, config());
  assert.deepEqual(ownersOf("packages/a/src/x.ts"), ["@org/a"]);
  assert.deepEqual(ownersOf("packages/a/inner/x.ts"), ["inner"]);
  assert.deepEqual(ownersOf("packages/a-b/x.ts"), ["@org/a-b"]);
  assert.deepEqual(ownersOf("packages/abc/x.ts"), []);
  assert.deepEqual(ownersOf("packages/a"), []);
});

Deno.test("files of no package belong to the root's package only where there is one", () => {
  assert.deepEqual(assembleOwnership({ packages }, config()).explain("tsconfig.json"), { names: [], reason: "none" });
  const withRoot = assembleOwnership({ packages: [member("root", "."), ...packages] }, config());
  assert.deepEqual(withRoot.explain("tsconfig.json"), { names: ["root"], reason: "root" });
  assert.deepEqual(withRoot.ownersOf("packages/a/x.ts"), ["@org/a"]);
});

Deno.test("lockfiles in the root and changesets own no package, not even the root's", () => {
  const { explain } = assembleOwnership({ packages: [member("root", "."), ...packages] }, config());
  for (const file of ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]) {
    assert.deepEqual(explain(file), { names: [], reason: "lockfile" });
  }
  assert.deepEqual(explain("packages/a/yarn.lock").names, ["@org/a"]);
  for (const file of [".changesets/feature.json", ".changesets/history/x.json"]) {
    assert.deepEqual(explain(file), { names: [], reason: "record" });
  }
});

Deno.test("rules give files outside packages to the packages they name", () => {
  const { ownersOf, explain } = assembleOwnership(
    { packages: [member("root", "."), ...packages] },
    config({
      rules: [
        { pattern: "tsconfig*.json", packages: ["*"] },
        { pattern: "shared/**", packages: ["@org/*", "unknown"] },
        { pattern: "shared/deep/**", packages: ["inner"] },
        { pattern: "packages/a/**", packages: ["inner"] },
      ],
    }),
  );
  assert.deepEqual(ownersOf("tsconfig.base.json"), ["root", "@org/a", "@org/a-b", "inner"]);
  assert.deepEqual(explain("shared/deep/x.ts"), { names: ["@org/a", "@org/a-b"], reason: "rule" });
  assert.deepEqual(ownersOf("packages/a/x.ts"), ["@org/a"]);
});

Deno.test("excluded files affect nothing", () => {
  const excludePatterns = ["**/*.md", "**/*.test.ts"];
  const { explain, ownersOf } = assembleOwnership({ packages }, config({ excludePatterns }));
  assert.deepEqual(explain("packages/a/README.md"), { names: [], reason: "excluded" });
  assert.deepEqual(ownersOf("packages/a/src/x.test.ts"), []);
  assert.deepEqual(ownersOf("packages/a/src/x.ts"), ["@org/a"]);
});

Deno.test("packages that are gone own the files they had, unless one that is there has taken the folder", () => {
  const former = [{ name: "gone", path: "packages/gone" }, { name: "older", path: "packages/a" }];
  const { ownersOf, folderOf } = assembleOwnership({ packages }, config(), { former });
  assert.deepEqual(ownersOf("packages/gone/x.ts"), ["gone"]);
  assert.deepEqual(ownersOf("packages/a/x.ts"), ["@org/a"]);
  assert.equal(folderOf("gone"), "packages/gone");
  assert.equal(folderOf("nobody"), undefined);
});

Deno.test("every owner's folder holds the file, and no other package's longer folder does", () => {
  const segment = fc.constantFrom("a", "b", "ab", "packages");
  const folder = fc.array(segment, { minLength: 1, maxLength: 4 }).map((each) => each.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(folder, { maxLength: 8 }), folder, (folders, path) => {
      const members = folders.map((each) => member(`name:${each}`, each));
      const holding = folders.filter((each) => path.startsWith(`${each}/`)).sort((a, b) => b.length - a.length);
      assert.deepEqual(
        assembleOwnership({ packages: members }, config()).ownersOf(path),
        holding.slice(0, 1).map((each) => `name:${each}`),
      );
    }),
    { seed: 42, numRuns: 500 },
  );
});
