import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import { readManifest, statedPermissions } from "./manifest.ts";

const RESERVED = { commands: ["bump", "changes"], options: ["format", "timeout"], formats: ["json"] };
const BASE = { name: "p", version: "1.0.0", module: "p.js" };

const read = (value: unknown) =>
  readManifest(typeof value === "string" ? value : JSON.stringify(value, null, 2), {
    name: "plugin.json",
    reserved: RESERVED,
  });

/** What is wrong with a manifest, each as "place: problem". */
async function problemsOf(value: unknown): Promise<string[]> {
  try {
    await read(value);
    return [];
  } catch (error) {
    const all = error instanceof AggregateError ? error.errors : [error];
    assert.ok(all.every((each) => isFault(each, "PLUGIN_MANIFEST_INVALID")));
    return all.map((each) => each.message);
  }
}

const problem = async (value: unknown) => (await problemsOf(value)).map((each) => each.replace(/^[^ ]+ /, ""));

Deno.test("a manifest states what a plugin adds and what it may touch", async () => {
  const full = {
    ...BASE,
    $schema: "x",
    commands: [{
      name: "facts",
      summary: "Facts",
      arguments: [{ name: "folder", summary: "Folder" }, { name: "rest", summary: "Others", variadic: true }],
      options: [{ name: "fail-on-empty", type: "flag", summary: "Fail" }],
    }],
    formatters: [{ name: "keys", summary: "Keys" }],
    auditRules: [{ name: "readme", summary: "Readme" }],
    permissions: {
      read: [".", "docs/a"],
      write: ["out"],
      net: ["localhost:80", "[::1]:443", "a.b"],
      run: ["git"],
      env: ["CI"],
    },
  };
  assert.deepEqual(await read(full), full);
  assert.deepEqual(statedPermissions(await read(full)), full.permissions);
  assert.deepEqual(statedPermissions(await read(BASE)), { read: [], write: [], net: [], run: [], env: [] });
});

Deno.test("all that is wrong is told at once, with its place", async () => {
  assert.deepEqual(await problemsOf('{\n  "name": "P!",\n  "version": "1",\n  "modul": "p.js"\n}'), [
    "plugin.json:2:3: 'name' must be a name of small letters, digits and dashes",
    "plugin.json:4:3: unknown key 'modul'",
    "plugin.json:1:1: 'module' is missing",
  ]);
  assert.match((await problemsOf("{"))[0]!, /^plugin\.json:1:\d+: /);
  assert.match((await problemsOf("[]"))[0]!, /'the manifest' must be/);
  await assert.rejects(read({ ...BASE, comands: [] }), ({ hint }: { hint: string }) => /commands/.test(hint));
});

Deno.test("names of the program and names that are there twice are refused", async () => {
  const named = (...names: string[]) => names.map((name) => ({ name, summary: "S" }));
  assert.deepEqual(await problem({ ...BASE, commands: named("bump") }), ["'bump' is a command of workspace"]);
  assert.deepEqual(await problem({ ...BASE, formatters: named("json") }), ["'json' is a format of workspace"]);
  assert.deepEqual(await problem({ ...BASE, auditRules: named("a", "b", "a") }), ["'a' is there twice"]);
  assert.deepEqual(await problem({ ...BASE, formatters: named("a", "a") }), ["'a' is there twice"]);
  assert.deepEqual(
    await problem({
      ...BASE,
      commands: [{
        name: "a",
        summary: "A",
        options: [{ name: "format", type: "text", summary: "F" }],
        arguments: [{ name: "x", summary: "X", variadic: true }, { name: "x", summary: "X" }],
      }],
    }),
    [
      "'x' is there twice",
      "'--format' is an option of every command",
      "'x' takes all that follows and must be the last",
    ],
  );
});

Deno.test("modules and paths stay inside, and permissions are what they say", async () => {
  for (const module of ["../p.js", "/p.js", "C:/p.js", "a/../../p.js", "a\\..\\p.js"]) {
    assert.deepEqual(await problem({ ...BASE, module }), ["'module' must be a file in the plugin's folder"], module);
  }
  assert.deepEqual(await problem({ ...BASE, module: "p.ts" }), ["'module' must be JavaScript (.js or .mjs)"]);
  const wrong = { read: ["/etc"], write: ["../x"], net: ["*", "http://a"], run: ["/bin/sh", "-c"], env: ["A*"] };
  assert.deepEqual(await problem({ ...BASE, permissions: wrong }), [
    "'/etc' must be a path in the project, relative to its root",
    "'../x' must be a path in the project, relative to its root",
    "'*' must be a host, or host:port",
    "'http://a' must be a host, or host:port",
    "'/bin/sh' must be the name of a program",
    "'-c' must be the name of a program",
    "'A*' must be the name of an environment variable",
  ]);
});
