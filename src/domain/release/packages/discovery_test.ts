import assert from "node:assert/strict";
import mapWorkspaces from "@npmcli/map-workspaces";
import { getPackages } from "@manypkg/get-packages";
import fc from "fast-check";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { Fault } from "../../../kernel/fault.ts";
import type { Workspace } from "../model.ts";
import { readWorkspace } from "./discovery.ts";

type Tree = Record<string, string | object>;

/** Runs `body` in a temporary folder holding these files; objects are written as JSON. */
async function inTree<T>(tree: Tree, body: (root: string) => T | Promise<T>): Promise<T> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "discovery-" }));
  try {
    for (const [path, content] of Object.entries(tree)) {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      Deno.mkdirSync(`${root}/${parent}`, { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, typeof content === "string" ? content : JSON.stringify(content));
    }
    return await body(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const read = (tree: Tree): Promise<Workspace> => inTree(tree, (root) => readWorkspace(denoFiles(), root));
const paths = ({ packages }: Workspace) => packages.map((each) => each.path);

async function faultOf(tree: Tree): Promise<Fault> {
  try {
    await read(tree);
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error;
  }
  return assert.fail("no fault");
}

Deno.test("a single package, with everything its manifest says", async () => {
  const workspace = await read({
    "package.json": "\ufeff" + JSON.stringify({
      name: "solo",
      version: "1.2.3",
      private: true,
      dependencies: { a: "^1" },
      peerDependencies: { a: "*" },
      optionalDependencies: null,
    }),
    "yarn.lock": "",
  });
  assert.equal(workspace.shape, "single");
  assert.deepEqual(workspace.manager, { name: "yarn", version: undefined });
  assert.deepEqual(workspace.lockfiles, ["yarn.lock"]);
  assert.deepEqual(workspace.warnings, []);
  assert.deepEqual(workspace.packages, [{
    name: "solo",
    version: "1.2.3",
    path: ".",
    manifestPath: "package.json",
    private: true,
    dependencies: [
      { name: "a", kind: "dependencies", specifier: "^1" },
      { name: "a", kind: "peerDependencies", specifier: "*" },
    ],
  }]);
});

Deno.test("a single package may lack a version, and one without a name is no package", async () => {
  assert.equal((await read({ "package.json": { name: "a" } })).packages[0]?.version, undefined);
  const nameless = await read({ "package.json": {} });
  assert.deepEqual(nameless.packages, []);
  assert.equal(nameless.warnings.length, 1);
});

const member = (name: string) => ({ name, version: "1.0.0" });

Deno.test("npm, Yarn and bun workspaces: lists, tables, negation and nesting", async () => {
  const tree: Tree = {
    "packages/a/package.json": member("a"),
    "packages/b/package.json": member("b"),
    "packages/b/node_modules/x/package.json": member("x"),
    "packages/.hidden/package.json": member("hidden"),
    "packages/empty/README.md": "",
    "packages/README.md": "",
    "apps/web/ui/package.json": member("ui"),
    "tools/package.json": member("tools"),
  };
  const root = { name: "root", private: true };
  const patterns = async (workspaces: unknown, extra: Tree = {}) =>
    paths(await read({ ...tree, ...extra, "package.json": { ...root, workspaces } }));
  assert.deepEqual(await patterns(["packages/*"]), ["packages/a", "packages/b"]);
  assert.deepEqual(await patterns(["./packages/*/", "/tools"]), ["packages/a", "packages/b", "tools"]);
  assert.deepEqual(await patterns({ packages: ["packages/*"], nohoist: [] }), ["packages/a", "packages/b"]);
  assert.deepEqual(await patterns(["packages/*", "!packages/b"]), ["packages/a"]);
  assert.deepEqual(await patterns(["apps/**"]), ["apps/web/ui"]);
  assert.deepEqual(await patterns(["packages/{a,.hidden}", "{tools,apps/web/*}"]), [
    "apps/web/ui",
    "packages/.hidden",
    "packages/a",
    "tools",
  ]);
  assert.deepEqual(await patterns(["packages/[ab]", "packages/b/node_modules/*", "../*", "packages/a"]), [
    "packages/a",
    "packages/b",
  ]);
  // npm lets a later pattern win over a negation, Yarn does not.
  const overridden = ["packages/*", "!packages/b", "packages/b"];
  assert.deepEqual(await patterns(overridden), ["packages/a", "packages/b"]);
  assert.deepEqual(await patterns(overridden, { "yarn.lock": "" }), ["packages/a"]);
});

Deno.test("references of a root that is no package are kept", async () => {
  const root = { name: "root", workspaces: ["packages/*"], devDependencies: { a: "^1.0.0" } };
  const workspace = await read({ "package.json": root, "packages/a/package.json": member("a") });
  assert.deepEqual(paths(workspace), ["packages/a"]);
  assert.deepEqual(workspace.rootDependencies, [{ name: "a", kind: "devDependencies", specifier: "^1.0.0" }]);
});

Deno.test("a workspace without members falls back to its root, with a warning", async () => {
  const workspace = await read({ "package.json": { name: "root", workspaces: ["packages/*"] } });
  assert.equal(workspace.shape, "monorepo");
  assert.deepEqual(paths(workspace), ["."]);
  assert.match(workspace.warnings[0]!, /No package matches/);
});

Deno.test("pnpm: its own file, the root among its members, catalogs", async () => {
  const tree: Tree = {
    "package.json": { name: "root", version: "1.0.0", packageManager: "pnpm@9.15.0+sha512.abc" },
    "a/package.json": member("a"),
    "a/test/package.json": member("a-test"),
    "b/package.json": member("b"),
  };
  const yaml =
    "\ufeffpackages:\r\n  - '*'\r\n  - '!b'\r\ncatalog:\r\n  a: ^1.0.0\r\ncatalogs:\r\n  next:\r\n    a: ^2.0.0\r\n";
  const workspace = await read({ ...tree, "pnpm-workspace.yaml": yaml });
  assert.deepEqual(workspace.manager, { name: "pnpm", version: "9.15.0" });
  assert.deepEqual(paths(workspace), ["a"]);
  assert.deepEqual(workspace.catalogs, [
    { name: "default", file: "pnpm-workspace.yaml", keys: ["catalog"], entries: { a: "^1.0.0" } },
    { name: "next", file: "pnpm-workspace.yaml", keys: ["catalogs", "next"], entries: { a: "^2.0.0" } },
  ]);
  const members = async (packages: string[]) =>
    paths(await read({ ...tree, "pnpm-workspace.yaml": JSON.stringify({ packages }) }));
  assert.deepEqual(await members([".", "a"]), [".", "a"]);
  assert.deepEqual(await members(["**"]), [".", "a", "a/test", "b"]);
  assert.deepEqual(await members(["**", "!**/test/**"]), [".", "a", "b"]);
  const settings = await read({ ...tree, "pnpm-workspace.yaml": "onlyBuiltDependencies: []\n" });
  assert.equal(settings.shape, "single");
  const rootless = { ...tree };
  delete rootless["package.json"];
  assert.deepEqual(paths(await read({ ...rootless, "pnpm-workspace.yaml": "packages: [a]\n" })), ["a"]);
});

Deno.test("catalogs of bun and Yarn", async () => {
  const a = { "packages/a/package.json": member("a") };
  const bun = await read({
    ...a,
    "package.json": { workspaces: { packages: ["packages/*"], catalog: { a: "^1" }, catalogs: { x: { a: "^2" } } } },
    "bun.lock": "",
  });
  assert.equal(bun.manager.name, "bun");
  assert.deepEqual(bun.catalogs.map((each) => each.keys), [["workspaces", "catalog"], ["workspaces", "catalogs", "x"]]);
  const yarn = await read({
    ...a,
    "package.json": { workspaces: ["packages/*"] },
    ".yarnrc.yml": "catalog:\n  a: ^1\n",
  });
  assert.equal(yarn.manager.name, "yarn");
  assert.deepEqual(yarn.catalogs, [{ name: "default", file: ".yarnrc.yml", keys: ["catalog"], entries: { a: "^1" } }]);
});

Deno.test("Lerna: its packages, its default, and useWorkspaces", async () => {
  const tree = {
    "packages/a/package.json": member("a"),
    "libs/b/package.json": member("b"),
    "package.json": { name: "r" },
  };
  assert.deepEqual(paths(await read({ ...tree, "lerna.json": { packages: ["libs/*"] } })), ["libs/b"]);
  assert.deepEqual(paths(await read({ ...tree, "lerna.json": {} })), ["packages/a"]);
  const workspaces = { ...tree, "package.json": { workspaces: ["packages/*"] } };
  assert.deepEqual(paths(await read({ ...workspaces, "lerna.json": { useWorkspaces: true } })), ["packages/a"]);
  const missing = await read({ ...tree, "lerna.json": { useWorkspaces: true } });
  assert.equal(missing.shape, "single");
  assert.match(missing.warnings[0]!, /useWorkspaces/);
});

Deno.test("the package manager: stated, by lockfile, by other files, by default", async () => {
  const manager = async (fields: object, files: string[] = []) => {
    const { manager, warnings } = await read({
      "package.json": { name: "a", ...fields },
      ...Object.fromEntries(files.map((file) => [file, ""])),
    });
    return [manager.name, manager.version, warnings.length];
  };
  assert.deepEqual(await manager({ packageManager: "yarn@4.1.0" }, ["package-lock.json"]), ["yarn", "4.1.0", 0]);
  assert.deepEqual(await manager({ packageManager: "npm" }), ["npm", undefined, 0]);
  assert.deepEqual(await manager({ packageManager: "deno@2" }, ["bun.lockb"]), ["bun", undefined, 1]);
  assert.deepEqual(await manager({ devEngines: { packageManager: { name: "bun" } } }), ["bun", undefined, 0]);
  assert.deepEqual(await manager({}, ["yarn.lock", "pnpm-lock.yaml"]), ["pnpm", undefined, 1]);
  assert.deepEqual(await manager({}, ["npm-shrinkwrap.json"]), ["npm", undefined, 0]);
  assert.deepEqual(await manager({}, ["bunfig.toml"]), ["bun", undefined, 0]);
  assert.deepEqual(await manager({}), ["npm", undefined, 0]);
});

Deno.test("broken manifests are faults that name file, line and column", async () => {
  const root = { workspaces: ["packages/*"] };
  const syntax = await faultOf({ "package.json": root, "packages/a/package.json": '{\n  "name": "a",\n}' });
  assert.equal(syntax.code, "MANIFEST_INVALID");
  assert.equal(syntax.message, "packages/a/package.json:2:14: the file cannot be parsed");

  const of = async (text: string) => (await faultOf({ "package.json": text })).message.split(":").slice(1, 3).join(":");
  assert.equal(await of('{\n "name": 1}'), "2:2");
  assert.equal(await of('{\n "name": "a", "version": {}}'), "2:15");
  assert.equal(await of('{"name": "a",\n "dependencies": []}'), "2:2");
  assert.equal(await of('{"name": "a",\n "dependencies": {"x": 1}}'), "2:19");
  assert.equal(await of('{"workspaces": "packages/*"}'), "1:2");
  assert.equal(await of('{"workspaces": ["a", 1]}'), "1:22");
  assert.equal(await of('{"workspaces": {"packages": {}}}'), "1:17");
  assert.equal(await of("[]"), "1:1");
  assert.equal(await of('{"name": "a", "catalogs": 1}'), "1:15");
  assert.equal(await of('{"name": "a", "catalog": []}'), "1:15");
  assert.equal(await of('{"name": "a", "catalog": {"x": null}}'), "1:27");

  const yaml = await faultOf({ "package.json": {}, "pnpm-workspace.yaml": "packages:\n  - a\n b: [\n" });
  assert.equal(yaml.code, "MANIFEST_INVALID");
  assert.match(yaml.message, /^pnpm-workspace\.yaml:[34]:/);
  const field = await faultOf({ "package.json": {}, "pnpm-workspace.yaml": "x: 1\npackages: a\n" });
  assert.match(field.message, /^pnpm-workspace\.yaml:2:1: 'packages' is invalid/);
  assert.equal((await faultOf({})).code, "MANIFEST_NOT_FOUND");
  const missing = await inTree({}, (root) => readWorkspace(denoFiles(), `${root}/nowhere`)).catch((error) => error);
  assert.equal(missing.code, "MANIFEST_NOT_FOUND");
});

Deno.test("two packages of one name are a fault, a member without a name a warning", async () => {
  const root = { workspaces: ["packages/*"] };
  const duplicate = await faultOf({
    "package.json": root,
    "packages/a/package.json": member("x"),
    "packages/b/package.json": member("x"),
  });
  assert.equal(duplicate.code, "PACKAGE_NAME_DUPLICATE");
  assert.match(duplicate.reason, /packages\/a\/package\.json and packages\/b\/package\.json/);
  const nameless = await read({
    "package.json": root,
    "packages/a/package.json": {},
    "packages/b/package.json": member("b"),
  });
  assert.deepEqual(paths(nameless), ["packages/b"]);
  assert.deepEqual(nameless.warnings, ["packages/a/package.json has no name: it is left out"]);
});

Deno.test(
  "a folder that cannot be read is a fault",
  { ignore: Deno.build.os === "windows" || Deno.uid() === 0 },
  async () => {
    await inTree({ "package.json": { workspaces: ["packages/*"] }, "packages/a/package.json": {} }, async (root) => {
      Deno.chmodSync(`${root}/packages`, 0);
      try {
        await assert.rejects(readWorkspace(denoFiles(), root), { code: "FILE_UNREADABLE" });
      } finally {
        Deno.chmodSync(`${root}/packages`, 0o755);
      }
    });
  },
);

Deno.test(
  "symbolic links are followed once and never in a circle",
  { ignore: Deno.build.os === "windows" },
  async () => {
    const tree = {
      "package.json": { workspaces: ["packages/**"] },
      "packages/a/package.json": member("a"),
      "lib/package.json": member("lib"),
    };
    await inTree(tree, async (root) => {
      Deno.symlinkSync("..", `${root}/packages/loop`);
      Deno.symlinkSync("a", `${root}/packages/alias`);
      Deno.symlinkSync("../lib", `${root}/packages/lib`);
      Deno.symlinkSync("nowhere", `${root}/packages/dangling`);
      assert.deepEqual(paths(await readWorkspace(denoFiles(), root)), ["packages/a", "packages/lib"]);
    });
  },
);

const segment = fc.constantFrom("a", "b", "pkg-1", "node_modules", ".dot", "x y");
const folder = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const pattern = fc.array(fc.constantFrom("a", "b", "*", "**", "pkg-*", "?", "{a,b}", "[ab]", ".dot", "x y"), {
  minLength: 1,
  maxLength: 3,
}).map((parts) => parts.join("/"));
/** A tree of packages, each named after its folder, and workspace patterns. */
const generated = fc.record({
  folders: fc.uniqueArray(folder, { maxLength: 12 }),
  wanted: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  excluded: fc.array(pattern, { maxLength: 1 }),
});

function treeOf(folders: string[], root: Tree): Tree {
  const manifests = folders.map((
    path,
  ) => [`${path}/package.json`, { name: path.replaceAll(/\W/g, "_"), version: "1.0.0" }]);
  return { ...Object.fromEntries(manifests), ...root };
}

Deno.test("npm workspaces are those of @npmcli/map-workspaces", async () => {
  await fc.assert(
    fc.asyncProperty(generated, async ({ folders, wanted, excluded }) => {
      const pkg = { name: "root", workspaces: [...wanted, ...excluded.map((each) => `!${each}`)] };
      await inTree(treeOf(folders, { "package.json": pkg }), async (root) => {
        const expected = [...(await mapWorkspaces({ cwd: root, pkg })).values()].map((path) =>
          path.slice(root.length + 1)
        );
        const found = paths(await readWorkspace(denoFiles(), root)).filter((path) => path !== ".");
        assert.deepEqual(found, expected.filter((path) => path !== "").sort());
      });
    }),
    { seed: 42, numRuns: 150 },
  );
});

Deno.test("pnpm, Yarn and bun workspaces are those of @manypkg/get-packages", async () => {
  await fc.assert(
    fc.asyncProperty(
      generated,
      fc.constantFrom("pnpm", "yarn", "bun"),
      async ({ folders, wanted, excluded }, manager) => {
        // @manypkg excludes what is below a negated folder (pnpm, unlike Yarn, does not), but not names with dots.
        const oddities = manager === "pnpm" || folders.some((each) => each.includes(".dot"));
        const patterns = [...wanted, ...oddities ? [] : excluded.map((each) => `!${each}`)];
        const tree: Record<string, Tree> = {
          pnpm: {
            "package.json": { name: "root" },
            "pnpm-workspace.yaml": JSON.stringify({ packages: patterns }),
            "pnpm-lock.yaml": "",
          },
          yarn: { "package.json": { name: "root", workspaces: patterns }, "yarn.lock": "" },
          bun: { "package.json": { name: "root", workspaces: patterns }, "bun.lock": "" },
        };
        await inTree(treeOf(folders, tree[manager]!), async (root) => {
          const expected = (await getPackages(root)).packages.map((each) => each.relativeDir);
          const found = paths(await readWorkspace(denoFiles(), root)).filter((path) => path !== ".");
          assert.deepEqual(found, expected.filter((path) => path !== "" && path !== ".").sort());
        });
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

Deno.test("pnpm may keep a lockfile for each package, by either of its settings", async () => {
  const members = {
    "package.json": { name: "root", private: true },
    "packages/a/package.json": { name: "a" },
    "packages/a/pnpm-lock.yaml": "",
    "packages/b/package.json": { name: "b" },
  };
  const patterns = "packages:\n  - packages/*\n";
  const own = ["packages/a/pnpm-lock.yaml"];
  const byYaml = await read({ ...members, "pnpm-workspace.yaml": `${patterns}sharedWorkspaceLockfile: false\n` });
  assert.deepEqual(byYaml.memberLockfiles, own);
  const byNpmrc = await read({
    ...members,
    "pnpm-workspace.yaml": patterns,
    ".npmrc": "; ours\nshared-workspace-lockfile = false\n",
  });
  assert.deepEqual(byNpmrc.memberLockfiles, own);
  // A lockfile that pnpm does not use is nobody's.
  assert.equal((await read({ ...members, "pnpm-workspace.yaml": patterns })).memberLockfiles, undefined);
});
