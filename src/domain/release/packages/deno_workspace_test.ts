import assert from "node:assert/strict";
import type { Files } from "../../../kernel/ports.ts";
import { isFault } from "../../../kernel/fault.ts";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { updateDenoLockfile } from "../lockfiles/deno.ts";
import type { Workspace } from "../model.ts";
import { readWorkspace } from "./discovery.ts";
import { editManifest } from "./manifest_edit.ts";

/** A specifier of Deno's own registry, as users' manifests have it. */
const jsr = (rest: string) => ["jsr", rest].join(":");

async function read(tree: Record<string, string | object>): Promise<Workspace> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "deno-workspace-" }));
  try {
    for (const [path, content] of Object.entries(tree)) {
      Deno.mkdirSync(`${root}/${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`, { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, typeof content === "string" ? content : JSON.stringify(content));
    }
    const files: Files = denoFiles();
    return await readWorkspace(files, root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("a project with deno.json alone is one package", async () => {
  const workspace = await read({
    "deno.json": '{\n  // a comment\n  "name": "tool", "version": "0.1.0", "imports": { "a": "npm:a@1" },\n}',
    "deno.lock": "{}",
  });
  assert.deepEqual(workspace.manager, { name: "deno", version: undefined });
  assert.deepEqual([workspace.shape, workspace.lockfiles, workspace.warnings], ["single", ["deno.lock"], []]);
  assert.deepEqual(workspace.packages, [
    { name: "tool", version: "0.1.0", path: ".", manifestPath: "deno.json", private: false, dependencies: [] },
  ]);
});

Deno.test("package.json comes before deno.json, deno.json before deno.jsonc", async () => {
  const both = await read({ "deno.json": { name: "d" }, "package.json": { name: "p" }, "deno.lock": "{}" });
  assert.deepEqual([both.packages[0]!.name, both.manager.name], ["p", "deno"]);
  const npm = await read({ "package.json": { name: "p" }, "deno.lock": "{}", "package-lock.json": "{}" });
  assert.deepEqual([npm.manager.name, npm.warnings], ["npm", []]);
  const two = await read({ "deno.json": { name: "d" }, "deno.jsonc": { name: "c" } });
  assert.equal(two.packages[0]!.manifestPath, "deno.json");
});

Deno.test("members have a Deno manifest, a package.json or both; what refers to members is a dependency", async () => {
  const workspace = await read({
    "deno.json": {
      name: "@x/root",
      version: "1.0.0",
      workspace: { members: ["./packages/*", "apps/a"] },
      imports: { "@x/core": jsr("@x/core@^1"), "@std/fs": jsr("@std/fs@^1"), tagged: "npm:@x/core@latest" },
    },
    "packages/core/deno.jsonc": '{ "name": "@x/core", "version": "1.0.0", /* no */ "publish": false }',
    "packages/npm/package.json": { name: "n", version: "2.0.0", dependencies: { "@x/core": "^1" } },
    "packages/two/deno.json": { name: "@x/two" },
    "packages/two/package.json": { name: "two", version: "3.0.0" },
    "packages/twice/deno.json": { name: "@x/twice", version: "3.0.0", importMap: "./map.json" },
    "packages/twice/package.json": { name: "twice", version: "4.0.0" },
    "packages/nameless/deno.json": {},
    "packages/empty/mod.ts": "",
    "apps/a/deno.json": { name: "a", imports: { "c/": "npm:/@x/core@1/" } },
  });
  assert.equal(workspace.shape, "monorepo");
  const shown = workspace.packages.map((
    each,
  ) => [each.name, each.manifestPath, each.private, each.dependencies.length]);
  assert.deepEqual(shown, [
    ["@x/root", "deno.json", false, 1],
    ["a", "apps/a/deno.json", false, 1],
    ["@x/core", "packages/core/deno.jsonc", true, 0],
    ["n", "packages/npm/package.json", false, 1],
    ["@x/twice", "packages/twice/deno.json", false, 0],
    ["two", "packages/two/package.json", false, 0],
  ]);
  assert.equal(workspace.warnings.length, 4);
  assert.match(
    workspace.warnings.join("\n"),
    /nameless.*no name[^]*two versions[^]*'npm:@x\/core@latest'[^]*map\.json/,
  );
});

Deno.test("a root without a version is no package, but its imports follow its members", async () => {
  const workspace = await read({
    "deno.json": { workspace: ["a"], imports: { a: jsr("@x/a@^1.0.0") } },
    "a/deno.json": { name: "@x/a", version: "1.0.0" },
  });
  assert.deepEqual(workspace.packages.map(({ path }) => path), ["a"]);
  assert.deepEqual(workspace.rootDependencies, [{ name: "a", kind: "dependencies", specifier: jsr("@x/a@^1.0.0") }]);
  assert.equal(workspace.rootManifestPath, "deno.json");
  const lone = await read({ "deno.json": { workspace: ["nowhere"] } });
  assert.match(lone.warnings[0]!, /No package matches/);
  assert.match((await read({ "deno.json": {} })).warnings[0]!, /deno\.json has no name/);
});

Deno.test("what is wrong in deno.json is named with its place", async () => {
  const fails = (text: string, code: string, message: RegExp) =>
    assert.rejects(
      read({ "deno.json": text }),
      (error) => isFault(error, code) && message.test((error as Error).message),
    );
  await fails('{\n  "name": }', "MANIFEST_INVALID", /deno\.json:2:11/);
  await fails('{\n  // c\n  "workspace": "a" }', "MANIFEST_FIELD_INVALID", /deno\.json:3:3: 'workspace'/);
  await fails('{ "name": "a", "imports": [] }', "MANIFEST_FIELD_INVALID", /'imports'/);
  await fails('{ "name": "a", "imports": { "a": 1 } }', "MANIFEST_FIELD_INVALID", /'imports\.a'/);
});

Deno.test("a Deno manifest keeps its comments when version and imports change", () => {
  const text = `{\r\n  // "version": "1.0.0"\r\n  "version": "1.0.0", "imports": {"a": "${jsr("@x/a@^1.0.0")}",},\r\n}`;
  const references = [{ kind: "dependencies" as const, dependency: "a", to: jsr("@x/a@^1.1.0") }];
  const edited = editManifest(text, { file: "a/deno.jsonc", version: "1.1.0", references });
  assert.equal(edited, text.replace(' "version": "1.0.0", ', ' "version": "1.1.0", ').replace("@^1.0.0", "@^1.1.0"));
});

Deno.test("deno.lock records what manifests ask for, in Deno's shortest form", () => {
  const lock = (root: string, a: string, b: string) =>
    JSON.stringify({
      version: "5",
      workspace: {
        dependencies: [root],
        members: { a: { dependencies: ["npm:x@1", a] }, b: { packageJson: { dependencies: [b] } }, c: {} },
      },
    });
  const reference = (manifestPath: string, from: string, to: string) => ({
    package: "p",
    manifestPath,
    kind: "dependencies" as const,
    dependency: "@x/a",
    from,
    to,
  });
  const text = lock(jsr("@x/a@1"), jsr("@x/a@0.2"), "npm:@x/a@~1.2.3");
  const references = [
    reference("deno.json", jsr("@x/a@^1.0.0"), jsr("@x/a@^2.0.0")),
    reference("a/deno.json", jsr("/@x/a@^0.2.0/"), jsr("/@x/a@~1.4.0/")),
    reference("b/package.json", "~1.2.3", "~1.3.1"),
    reference("c/deno.json", jsr("@x/a@1.0.0"), jsr("@x/a@1.1.0")),
    reference("a/deno.json", jsr("@x/a@1.0.0"), jsr("@x/a@1.1.0")),
  ];
  assert.equal(updateDenoLockfile(text, { references }), lock(jsr("@x/a@2"), jsr("@x/a@1.4"), "npm:@x/a@~1.3.1"));
  assert.equal(updateDenoLockfile("null", { references }), "null");
});
