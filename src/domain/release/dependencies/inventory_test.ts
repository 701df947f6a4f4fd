import assert from "node:assert/strict";
import fc from "fast-check";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import { readWorkspace } from "../packages/discovery.ts";
import { classifySpecifier } from "./classify_specifier.ts";
import { type Inventory, listDeclaredDependencies } from "./inventory.ts";
import { readLockfile } from "./read_lockfile.ts";

/** A specifier of Deno's own registry, as users' manifests have it. */
const jsr = (rest: string) => ["jsr", rest].join(":");

type Tree = Record<string, string | object>;

async function inventoryOf(tree: Tree): Promise<Inventory> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "inventory-" }));
  try {
    for (const [path, content] of Object.entries(tree)) {
      Deno.mkdirSync(`${root}/${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`, { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, typeof content === "string" ? content : JSON.stringify(content));
    }
    const files = denoFiles();
    const workspace = await readWorkspace(files, root);
    return await listDeclaredDependencies(workspace, { files, lockfile: await readLockfile(files, workspace) });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const shown = ({ declared }: Inventory) =>
  declared.map(({ source, name, specifier, range, file, keys, packages }) =>
    `${source} ${name} ${specifier} [${range ?? ""}] ${file}#${keys.join(".")} (${packages.join(",")})`
  );

Deno.test("manifests: every table, aliases seen through, and why others are left out", async () => {
  const inventory = await inventoryOf({
    "package.json": { name: "root", private: true, workspaces: ["p/*"], devDependencies: { a: "^1.0.0" } },
    "p/core/package.json": { name: "@o/core", version: "1.0.0", optionalDependencies: { a: "latest" } },
    "p/app/package.json": {
      name: "app",
      dependencies: {
        "@o/core": "^1.0.0",
        core: "npm:@o/core@^1",
        alias: "npm:real@~2.0.0",
        w: "workspace:*",
        f: "file:../x",
        g: "github:o/g",
        short: "o/g#main",
        u: "https://example.org/x.tgz",
        j: jsr("@std/fs@1"),
        bad: "^^1",
        "../evil": "^1.0.0",
      },
      peerDependencies: { react: ">=17 <20" },
      engines: { node: ">=18", npm: ">=9", vscode: "^1" },
    },
  });
  assert.deepEqual(shown(inventory), [
    "manifest a ^1.0.0 [^1.0.0] package.json#devDependencies.a ()",
    "manifest real npm:real@~2.0.0 [~2.0.0] p/app/package.json#dependencies.alias (app)",
    "manifest react >=17 <20 [>=17 <20] p/app/package.json#peerDependencies.react (app)",
    "engines npm >=9 [>=9] p/app/package.json#engines.npm (app)",
    "manifest a latest [] p/core/package.json#optionalDependencies.a (@o/core)",
  ]);
  assert.deepEqual(inventory.leftOut.map(({ alias, reason }) => `${alias} ${reason}`), [
    "@o/core internal",
    "core internal",
    "w workspace",
    "f local",
    "g git",
    "short git",
    "u url",
    "j protocol",
    "bad invalid",
    "../evil invalid",
    "node engine",
    "vscode engine",
  ]);
  assert.deepEqual([...inventory.nodeRanges], [["p/app/package.json", ">=18"]]);
});

Deno.test("catalogs stand once, with their users; the lockfile tells what they have", async () => {
  const inventory = await inventoryOf({
    "package.json": { name: "root", private: true, devDependencies: { a: "catalog:" } },
    "pnpm-workspace.yaml":
      "packages: ['p/*']\ncatalog:\n  a: ^1.0.0\n  unused: ^3\ncatalogs:\n  old:\n    a: ^0.9.0\noverrides:\n  b@^1: 2.0.0\n  c>d: npm:e@^1\n  gone: '-'\n  same: $a\n",
    "p/x/package.json": { name: "x", dependencies: { a: "catalog:old" }, devDependencies: { b: "^1.0.0" } },
    "p/y/package.json": { name: "y", peerDependencies: { a: "catalog:default" } },
    "pnpm-lock.yaml":
      "lockfileVersion: '9.0'\nimporters:\n  p/x:\n    dependencies:\n      a:\n        specifier: 'catalog:old'\n        version: 0.9.4\n  .:\n    devDependencies:\n      a:\n        specifier: 'catalog:'\n        version: 1.4.0\npackages:\n  b@2.0.0: {}\n  e@1.1.0: {}\n  e@1.2.0: {}\n",
  });
  const catalogs = inventory.declared.filter((each) => each.source === "catalog");
  assert.deepEqual(
    catalogs.map((
      { keys, locked, packages, users },
    ) => [keys.join("."), locked, packages, users!.map((each) => each.kind)]),
    [
      ["catalog.a", "1.4.0", ["y"], ["devDependencies", "peerDependencies"]],
      ["catalog.unused", undefined, [], []],
      ["catalogs.old.a", "0.9.4", ["x"], ["dependencies"]],
    ],
  );
  const overrides = inventory.declared.filter((each) => each.source === "override");
  assert.deepEqual(overrides.map(({ name, alias, keys, locked }) => [name, alias, keys.join("."), locked]), [
    ["b", "b", "overrides.b@^1", "2.0.0"],
    ["e", "d", "overrides.c>d", undefined],
  ]);
  assert.deepEqual(
    inventory.leftOut.map((each) => each.reason).sort(),
    ["catalog", "catalog", "catalog", "reference", "reference"],
  );
});

Deno.test("overrides nest for npm, resolutions have paths for Yarn; each manager reads its own", async () => {
  const manifest = {
    name: "one",
    overrides: { a: "1.0.0", b: { ".": "2.0.0", "c@^1": "3.0.0", "@s/d": { e: "^4" } }, ref: "$a" },
    resolutions: { "**/f": "5.0.0", "g/@s/h": "npm:i@^6", "@s/j@npm:^7": "7.1.0" },
    pnpm: { overrides: { "k>@s/l@2": "^8" } },
  };
  const npm = await inventoryOf({ "package.json": manifest });
  assert.deepEqual(shown(npm), [
    "override a 1.0.0 [1.0.0] package.json#overrides.a (one)",
    "override b 2.0.0 [2.0.0] package.json#overrides.b.. (one)",
    "override c 3.0.0 [3.0.0] package.json#overrides.b.c@^1 (one)",
    "override e ^4 [^4] package.json#overrides.b.@s/d.e (one)",
  ]);
  const yarn = await inventoryOf({ "package.json": manifest, "yarn.lock": "" });
  assert.deepEqual(shown(yarn), [
    "override f 5.0.0 [5.0.0] package.json#resolutions.**/f (one)",
    "override i npm:i@^6 [^6] package.json#resolutions.g/@s/h (one)",
    "override @s/j 7.1.0 [7.1.0] package.json#resolutions.@s/j@npm:^7 (one)",
  ]);
  const pnpm = await inventoryOf({ "package.json": manifest, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" });
  assert.deepEqual(shown(pnpm).slice(-1), ["override @s/l ^8 [^8] package.json#pnpm.overrides.k>@s/l@2 (one)"]);
});

Deno.test("packageManager is asked for under the name that it is published as", async () => {
  const of = async (packageManager: string) =>
    (await inventoryOf({ "package.json": { name: "one", packageManager } })).declared.map((
      { name, alias, range, specifier },
    ) => [name, alias, range, specifier]);
  assert.deepEqual(await of("pnpm@9.1.0+sha512.abc"), [["pnpm", "pnpm", "9.1.0", "pnpm@9.1.0+sha512.abc"]]);
  assert.deepEqual(await of("yarn@1.22.22"), [["yarn", "yarn", "1.22.22", "yarn@1.22.22"]]);
  assert.deepEqual(await of("yarn@4.5.0"), [["@yarnpkg/cli-dist", "yarn", "4.5.0", "yarn@4.5.0"]]);
  assert.deepEqual(await of("deno@2.0.0"), []);
});

Deno.test("a manifest that is broken is a fault", async () => {
  await assert.rejects(
    inventoryOf({ "package.json": { name: "one" }, "pnpm-workspace.yaml": "overrides: [\n" }),
    (error) => isFault(error, "MANIFEST_INVALID"),
  );
});

Deno.test("whatever manifests say, what is asked for is a name that a registry can have", async () => {
  const key = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom("a", "@s/a", "..", "a/../b", "%2f", "a?b", "__proto__"),
  );
  const specifier = fc.oneof(
    fc.string({ maxLength: 10 }),
    key.map((each) => `npm:${each}@^1`),
    fc.constantFrom("^1.0.0", "workspace:*", "npm:", "npm:@", "$a", "link:x", "git+ssh://x", "catalog:"),
  );
  await fc.assert(
    fc.property(key, specifier, (alias, text) => {
      const found = classifySpecifier(alias, text);
      if ("name" in found) assert.match(found.name, /^(?:@[^/@\s%?#\\]+\/)?[^/@\s%?#\\._][^/@\s%?#\\]*$/);
      else assert.ok(found.reason);
    }),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("manifests of any content are read or refused by a fault", async () => {
  const content = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>("^1.0.0", "$a", "npm:b@1", null, 1, true, ""),
      fc.array(tie("any"), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("a", "b>c", ".", "**/d", "node", "pnpm", "overrides", "__proto__"), tie("any"), {
        maxKeys: 3,
      }),
    ),
  })).any;
  const fields = ["dependencies", "peerDependencies", "overrides", "resolutions", "pnpm", "engines", "packageManager"];
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields), content, { maxKeys: 4 }), async (manifest) => {
      try {
        const { declared } = await inventoryOf({ "package.json": { name: "one", ...manifest } });
        for (const each of declared) assert.equal(typeof each.specifier, "string");
      } catch (error) {
        assert.ok(isFault(error), String((error as Error).stack));
      }
    }),
    { seed: 42, numRuns: 150 },
  );
});
