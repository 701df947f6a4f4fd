import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { workerPlugins } from "../../../adapters/plugins/worker_plugins.ts";
import { parseSource, type Source } from "../config/source.ts";
import { findPlugins } from "./find_plugins.ts";
import type { Grant } from "./trust.ts";

const files = denoFiles();
const RESERVED = { commands: ["bump"], options: ["format"], formats: ["json"] };

function folder(contents: Record<string, string>): { root: string } & Disposable {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-plugins-" })).replaceAll("\\", "/");
  for (const [path, text] of Object.entries(contents)) files.write(`${root}/${path}`, text);
  return { root, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name, version: "1.0.0", module: "p.js", ...more });
const naming = (...paths: string[]) =>
  parseSource(JSON.stringify({ plugins: paths.map((path) => ({ path })) }), {
    name: "repo.config.json",
    format: "json",
  });

async function find(root: string, sources: Source[], more: { userFile?: string; grants?: Record<string, Grant> } = {}) {
  const { plugins, problems } = await findPlugins(files, {
    sources,
    userFile: more.userFile,
    root,
    grants: more.grants ?? {},
    reserved: RESERVED,
    plugins: workerPlugins(() => {}),
  });
  return { plugins, problems: problems.map(({ message }) => message.replaceAll(root, "ROOT")) };
}

Deno.test("plugins are folders or manifests that the configuration names", async () => {
  using place = folder({
    "a/plugin.json": manifest("a", { permissions: { read: ["docs"] } }),
    "a/p.js": "export const commands = {};",
    "b/workspace-plugin.json": manifest("b"),
    "b/p.js": "",
    "c/odd.json": manifest("c"),
    "c/p.js": "",
  });
  const named = await parseSource('{"plugins":[{"path":"a","name":"mine"},{"path":"b"},{"path":"c/odd.json"}]}', {
    name: "repo.config.json",
    format: "json",
  });
  const { plugins, problems } = await find(place.root, [named]);
  assert.deepEqual(problems, []);
  assert.deepEqual(plugins.map(({ name, shownPath, state }) => [name, shownPath, state]), [
    ["mine", "a/plugin.json", "untrusted"],
    ["b", "b/workspace-plugin.json", "untrusted"],
    ["c", "c/odd.json", "untrusted"],
  ]);
  assert.deepEqual(plugins[0]!.permissions.read, ["docs"]);
  assert.equal(plugins[0]!.code, "export const commands = {};");
});

Deno.test("what is trusted is one content of manifest and module", async () => {
  using place = folder({ "a/plugin.json": manifest("a"), "a/p.js": "1;" });
  const source = await naming("a");
  const [before] = (await find(place.root, [source])).plugins;
  const grant: Grant = {
    name: "a",
    manifest: before!.manifestPath,
    permissions: before!.permissions,
    trustedAt: "2026-01-01T00:00:00Z",
  };
  const grants = { [before!.hash]: grant };
  const state = async () => (await find(place.root, [source], { grants })).plugins[0]!.state;
  assert.equal(await state(), "trusted");
  files.write(`${place.root}/a/p.js`, "2;");
  assert.equal(await state(), "changed");
  files.write(`${place.root}/a/p.js`, "1;");
  files.write(`${place.root}/a/plugin.json`, manifest("a", { permissions: { read: ["."] } }));
  assert.equal(await state(), "changed");
  files.write(`${place.root}/a/plugin.json`, manifest("a"));
  assert.equal(await state(), "trusted");
});

Deno.test("one that is wrong is told of and hides no other", async () => {
  using place = folder({
    "good/plugin.json": manifest("good"),
    "good/p.js": "",
    "no-module/plugin.json": manifest("no-module"),
    "imports/plugin.json": manifest("imports"),
    "imports/p.js": 'import "npm:semver";',
    "dynamic/plugin.json": manifest("dynamic"),
    "dynamic/p.js": 'export const f = () => import("./other.js");',
    "twice/plugin.json": '{"name":"T","version":1,"module":"p.js"}',
  });
  const { plugins, problems } = await find(place.root, [
    await naming("nowhere", "no-module", "imports", "dynamic", "twice", "good"),
  ]);
  assert.deepEqual(plugins.map(({ name }) => name), ["good"]);
  assert.deepEqual(problems.map((each) => each.replace(/^[^ ]+ /, "")), [
    "there is no plugin at 'nowhere'",
    "there is no module 'p.js'",
    "a plugin's module is one file, and this one imports 'npm:semver'",
    "a plugin's module is one file, and this one imports './other.js'",
    "'name' must be a name of small letters, digits and dashes",
    "'version' must be a text that is not empty",
  ]);
});

Deno.test("no two plugins have the same name, command or format", async () => {
  const added = { commands: [{ name: "x", summary: "X" }], formatters: [{ name: "y", summary: "Y" }] };
  using place = folder({
    "a/plugin.json": manifest("a", added),
    "a/p.js": "",
    "b/plugin.json": manifest("b", added),
    "b/p.js": "",
    "c/plugin.json": manifest("a"),
    "c/p.js": "",
  });
  const { plugins, problems } = await find(place.root, [await naming("a", "b", "c")]);
  assert.deepEqual(plugins.map(({ shownPath }) => shownPath), ["a/plugin.json"]);
  assert.deepEqual(problems, [
    "b/plugin.json: the command 'x' is also in a/plugin.json",
    "b/plugin.json: the format 'y' is also in a/plugin.json",
    "c/plugin.json: the name 'a' is also in a/plugin.json",
  ]);
});

Deno.test("the user's own file names plugins by absolute paths", async () => {
  using place = folder({ "a/plugin.json": manifest("a"), "a/p.js": "" });
  const own = { ...await naming("a", `${place.root}/a`), name: "user file" };
  const { plugins, problems } = await find(place.root, [own], { userFile: "user file" });
  assert.deepEqual(plugins.map(({ name }) => name), ["a"]);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!, /'a' must be absolute in the user's own file$/);
});

Deno.test("a file that contradicts the schema names no plugins", async () => {
  using place = folder({ "a/plugin.json": manifest("a"), "a/p.js": "" });
  const wrong = await parseSource('{"plugins":[{"path":"a"}],"unknown":1}', {
    name: "repo.config.json",
    format: "json",
  });
  assert.ok(wrong.problems.length > 0);
  assert.deepEqual(await find(place.root, [wrong]), { plugins: [], problems: [] });
});
