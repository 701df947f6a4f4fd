import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { Workspace } from "../model.ts";
import { findLockfileName, parseLockfile, readLockfile } from "./read_lockfile.ts";

const NAMES = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];
const project = { catalogs: [] };
const manager = (name: Workspace["manager"]["name"]) => ({ name, version: undefined });

Deno.test("the lockfile of the package manager in use counts, npm's shrinkwrap before package-lock.json", () => {
  const both = ["yarn.lock", "package-lock.json", "npm-shrinkwrap.json"];
  assert.equal(findLockfileName({ lockfiles: both, manager: manager("npm") }), "npm-shrinkwrap.json");
  assert.equal(findLockfileName({ lockfiles: both, manager: manager("yarn") }), "yarn.lock");
  assert.equal(findLockfileName({ lockfiles: both, manager: manager("pnpm") }), "yarn.lock");
  assert.equal(findLockfileName({ lockfiles: ["bun.lockb"], manager: manager("bun") }), undefined);
});

Deno.test("without a lockfile there is none", async () => {
  const files = { readText: () => undefined } as unknown as Files;
  const workspace = { root: "/p", lockfiles: [], manager: manager("npm"), catalogs: [] } as unknown as Workspace;
  assert.equal(await readLockfile(files, workspace), undefined);
});

Deno.test("a broken lockfile is a fault that names file and line", async () => {
  const broken: [file: string, text: string, line: number, problem: RegExp][] = [
    ["package-lock.json", '{\n  "packages": {\n<<<<<<< HEAD\n', 3, /./],
    ["package-lock.json", "[]", 1, /no table/],
    ["bun.lock", '{\n  "packages": [,\n', 2, /./],
    ["bun.lock", "null", 1, /no table/],
    ["pnpm-lock.yaml", "lockfileVersion: '9.0'\n<<<<<<< HEAD\n", 2, /merge conflict/],
    ["yarn.lock", '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n=======\n', 5, /merge conflict/],
    ["yarn.lock", "__metadata:\n  version: 8\n>>>>>>> branch\n", 3, /merge conflict/],
  ];
  for (const [file, text, line, problem] of broken) {
    await assert.rejects(parseLockfile(file, text, project), (error) => {
      assert.ok(isFault(error, "LOCKFILE_INVALID"), `${file}: ${error}`);
      assert.ok(error.message.startsWith(`${file}:${line}:`), error.message);
      assert.match(error.reason, problem);
      return true;
    });
  }
});

Deno.test("what lockfiles say of development and of where things are from", async () => {
  const npm = await parseLockfile(
    "package-lock.json",
    JSON.stringify({
      packages: {
        "": { name: "root" },
        "node_modules/a": {
          version: "1.0.0",
          resolved: "https://r.example/a.tgz",
          dev: true,
          license: "MIT",
          dependencies: { b: "^1" },
        },
        "node_modules/alias": { name: "real", version: "2.0.0" },
        "node_modules/@o/m": { resolved: "packages/m", link: true },
        "packages/m": { version: "1.0.0" },
        "packages/m/node_modules/a": { version: "0.9.0" },
      },
    }),
    project,
  );
  assert.deepEqual(npm.packages.map(({ license }) => license), ["MIT", undefined, undefined]);
  assert.deepEqual(npm.packages.map(({ name, version, dev, resolved }) => [name, version, dev, resolved]), [
    ["a", "1.0.0", true, "https://r.example/a.tgz"],
    ["real", "2.0.0", false, ""],
    ["a", "0.9.0", false, ""],
  ]);
  assert.deepEqual(npm.packages[0]!.dependencies, { b: "^1" });
  assert.equal(npm.findLocked("packages/m", "a", "^0.9.0"), "0.9.0");
  assert.equal(npm.findLocked("packages/m/deeper", "alias", "*"), "2.0.0");
  assert.equal(npm.findLocked(".", "@o/m", "*"), undefined);
  assert.equal(npm.findLocked(".", "constructor", "*"), undefined);
});

Deno.test("pnpm: links, files, git and peers", async () => {
  const lock = await parseLockfile(
    "pnpm-lock.yaml",
    `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0(c@3.0.0))
      alias:
        specifier: npm:@s/real@^1
        version: '@s/real@1.2.3'
      git:
        specifier: github:o/git
        version: https://codeload.example/o/git/tar.gz/abc
      linked:
        specifier: workspace:^
        version: link:packages/linked
packages:
  a@1.0.0:
    resolution: {integrity: sha512-x}
    peerDependencies:
      b: ^2
  '@s/real@1.2.3':
    resolution: {integrity: sha512-y}
  git@https://codeload.example/o/git/tar.gz/abc:
    resolution: {tarball: https://codeload.example/o/git/tar.gz/abc}
    version: 4.0.0
snapshots:
  a@1.0.0(b@2.0.0(c@3.0.0)):
    dependencies:
      b: 2.0.0(c@3.0.0)
  '@s/real@1.2.3': {}
  git@https://codeload.example/o/git/tar.gz/abc: {}
`,
    project,
  );
  assert.equal(lock.findLocked(".", "a", "^1.0.0"), "1.0.0");
  assert.equal(lock.findLocked(".", "alias", "npm:@s/real@^1"), "1.2.3");
  assert.equal(lock.findLocked(".", "git", "github:o/git"), undefined);
  assert.equal(lock.findLocked(".", "linked", "workspace:^"), undefined);
  assert.equal(lock.findLocked(".", "nothing", "*"), undefined);
  assert.equal(lock.findLocked("packages/none", "a", "*"), undefined);
  assert.deepEqual(lock.packages.map(({ name, version }) => `${name}@${version}`), ["a@1.0.0", "@s/real@1.2.3"]);
  assert.deepEqual(lock.packages[0]!.dependencies, { b: "2.0.0" });
});

Deno.test("pnpm 5: peers after an underscore, development", async () => {
  const lock = await parseLockfile(
    "pnpm-lock.yaml",
    `lockfileVersion: 5.4
specifiers:
  '@s/a': ^1.0.0
  alias: npm:b@^2
dependencies:
  '@s/a': 1.0.0-rc.1_b@2.0.0+c@3.0.0
devDependencies:
  alias: /b/2.0.0
packages:
  /@s/a/1.0.0-rc.1_b@2.0.0+c@3.0.0:
    resolution: {integrity: sha512-x}
    dependencies:
      b: 2.0.0
    dev: false
  /b/2.0.0:
    resolution: {integrity: sha512-y}
    dev: true
  file:packages/c:
    name: c
    version: 1.0.0
`,
    project,
  );
  assert.equal(lock.findLocked(".", "@s/a", "^1.0.0"), "1.0.0-rc.1");
  assert.equal(lock.findLocked(".", "alias", "npm:b@^2"), "2.0.0");
  assert.deepEqual(lock.packages.map(({ name, version, dev }) => `${name}@${version} ${dev}`), [
    "@s/a@1.0.0-rc.1 false",
    "b@2.0.0 true",
  ]);
});

Deno.test("a second document of pnpm-lock.yaml is the project's; lines are counted from the top", async () => {
  const text =
    "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    configDependencies: {}\n---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\n";
  const lock = await parseLockfile("pnpm-lock.yaml", text, project);
  assert.equal(lock.findLocked(".", "a", "^1"), "1.0.0");
  await assert.rejects(
    parseLockfile("pnpm-lock.yaml", `${text}broken\n`, project),
    (error) => isFault(error, "LOCKFILE_INVALID") && error.details.line === 14,
  );
});

Deno.test("a lockfile that is no YAML is refused, with its file and the place", async () => {
  const places: [file: string, text: string, place: string][] = [
    ["pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n  a: [\n", "3:6"],
    ["pnpm-lock.yaml", "lockfileVersion: '9.0'\nlockfileVersion: '6.0'\n", "2:1"],
    ["pnpm-lock.yaml", "env: [\n---\nlockfileVersion: '9.0'\n", "1:6"],
    ["yarn.lock", '__metadata:\n  version: 8\n\n"a@npm:1":\n  version: {1.0.0\n', "5:12"],
    ["yarn.lock", 'a@1:\n  version "1.0.0\n', "2:11"],
  ];
  for (const [file, text, place] of places) {
    await assert.rejects(parseLockfile(file, text, project), (error) => {
      assert.ok(isFault(error, "LOCKFILE_INVALID"));
      assert.match(error.message, new RegExp(`^${file}:${place}: `));
      return true;
    });
  }
  const repeated = '__metadata:\n  version: 8\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n';
  const merged = await parseLockfile("yarn.lock", `${repeated}${repeated.slice(repeated.indexOf('"a'))}`, project);
  assert.equal(merged.findLocked(".", "a", "^1"), "1.0.0");
});

Deno.test("Yarn: what resolutions replace is found where there is one version", async () => {
  const berry = await parseLockfile(
    "yarn.lock",
    '__metadata:\n  version: 8\n\n"a@npm:2.0.0":\n  version: 2.0.0\n  resolution: "a@npm:2.0.0"\n',
    { catalogs: [{ name: "default", file: ".yarnrc.yml", keys: ["catalog"], entries: { a: "2.0.0" } }] },
  );
  assert.equal(berry.findLocked(".", "a", "^1.0.0"), "2.0.0");
  assert.equal(berry.findLocked(".", "a", "catalog:"), "2.0.0");
  assert.equal(berry.findLocked(".", "a", "catalog:other"), "2.0.0");
  assert.equal(berry.findLocked(".", "b", "^1.0.0"), undefined);
  const classic = await parseLockfile(
    "yarn.lock",
    'a@2.0.0:\n  version "2.0.0"\nb@^1, b@^2:\n  version "2.1.0"\n',
    project,
  );
  assert.equal(classic.findLocked(".", "a", "^1.0.0"), "2.0.0");
  assert.equal(classic.findLocked(".", "b", "^1"), "2.1.0");
});

const word = fc.oneof(
  fc.constantFrom(
    "packages",
    "dependencies",
    "importers",
    ".",
    "version",
    "1.0.0",
    "a@1.0.0",
    "__proto__",
    "snapshots",
    "link",
  ),
  fc.string({ maxLength: 6 }),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.constantFrom(null, true, 1),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(word, tie("any"), { maxKeys: 4 }),
  ),
})).any;

Deno.test("whatever a lockfile holds, it is read or refused by a fault", async () => {
  const lines = (each: unknown, indent = ""): string =>
    typeof each === "object" && each !== null
      ? Object.entries(each).map(([key, inner]) =>
        typeof inner === "object" && inner !== null
          ? `${indent}${JSON.stringify(key)}:\n${lines(inner, `${indent}  `)}`
          : `${indent}${key}: ${inner}\n`
      ).join("")
      : `${indent}${each}\n`;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), value, fc.boolean(), async (name, content, isBerry) => {
      const text = name.endsWith(".yaml") || name === "yarn.lock"
        ? `${isBerry ? "__metadata:\n  version: 8\n" : ""}${lines(content)}`
        : JSON.stringify(content);
      try {
        const lock = await parseLockfile(name, text, project);
        for (const alias of ["a", "constructor", "__proto__"]) {
          const found = lock.findLocked(".", alias, "^1.0.0");
          assert.ok(found === undefined || typeof found === "string");
        }
        for (const each of lock.packages) assert.equal(typeof each.version, "string");
      } catch (error) {
        assert.ok(isFault(error, "LOCKFILE_INVALID"), String((error as Error).stack));
      }
    }),
    { seed: 42, numRuns: 3000 },
  );
});

Deno.test("a lockfile that is cut anywhere is read or refused by a fault", async () => {
  const whole: Record<string, string> = {
    "package-lock.json": '{"packages":{"node_modules/a":{"version":"1.0.0"}}}',
    "bun.lock": '{"workspaces":{"":{"name":"r"}},"packages":{"a":["a@1.0.0","",{},"x"],}}',
    "pnpm-lock.yaml":
      "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      'a':\n        version: 1.0.0\n",
    "yarn.lock": '"a@^1", b@^2:\n  version "1.0.0"\n  dependencies:\n    "c" "^1"\n',
  };
  for (const [name, text] of Object.entries(whole)) {
    for (let length = 0; length <= text.length; length++) {
      await parseLockfile(name, text.slice(0, length), project).catch((error) =>
        assert.ok(isFault(error, "LOCKFILE_INVALID"), `${name} at ${length}: ${error}`)
      );
    }
  }
});
