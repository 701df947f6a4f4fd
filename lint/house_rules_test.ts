import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "./house_rules.ts";

const top = fileURLToPath(new URL("../", import.meta.url));

/** The rules that a file at this place of the project breaks. */
function broken(place: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, `${top}${place}`, source).map(({ id }) => id.replace("house/", ""));
}

const DOMAIN = "src/domain/release/x.ts";

Deno.test("the outside world is touched in adapters, the composition root and tests alone", () => {
  const uses = [
    "Deno.readTextFileSync('a');",
    "const at = new Date();",
    "Date.now();",
    "console.log(1);",
    "await fetch('x');",
    "const load = fetch;",
    "const o = { fetch };",
    "Math.random();",
    "Temporal.Now.instant();",
    "process.exit(1);",
    "performance.now();",
    "setTimeout(() => {}, 1);",
    "globalThis.fetch('x');",
    "globalThis['Deno'].cwd();",
    "const { Deno: d } = globalThis;",
    "Reflect.get(self, 'Deno');",
    "const cwd = Deno?.cwd;",
    "(0, Deno.readTextFileSync)('a');",
    "`${Deno.cwd()}`;",
    "const { env } = Deno;",
    "const x = table[process];",
    "crypto.randomUUID();",
    "crypto.subtle.generateKey('x');",
  ];
  for (const use of uses) {
    assert.deepEqual(broken(DOMAIN, use), ["no-ambient"], use);
    for (const place of ["src/adapters/git/x.ts", "src/app.ts", "src/domain/x_test.ts", "tests/x.ts", "main.ts"]) {
      assert.deepEqual(broken(place, use), [], `${place}: ${use}`);
    }
  }
});

Deno.test("names that only look like the outside world are fine", () => {
  const harmless = [
    "ports.clock.now(); result.process; files.fetch('x');",
    "const o = { process: 1, console: 2 };",
    "const { process: p } = o;",
    "interface A { process: string; fetch(x: string): Date }",
    "export type D = Date;",
    "value instanceof Date;",
    "class A { fetch() {} }",
    "// Deno.cwd() and Date.now()",
    "Math.max(1, 2);",
    "await crypto.subtle.digest('SHA-256', bytes);",
  ];
  for (const source of harmless) assert.deepEqual(broken(DOMAIN, source), [], source);
});

Deno.test("node: modules are imported where they are needed, not at the start", () => {
  assert.deepEqual(broken("src/adapters/x.ts", 'import { join } from "node:path"; join("a");'), ["no-static-node"]);
  assert.deepEqual(broken("src/adapters/x.ts", 'const { join } = await import("node:path"); join("a");'), []);
  assert.deepEqual(broken("src/adapters/x.ts", 'import type { Stats } from "node:fs"; export type S = Stats;'), []);
  assert.deepEqual(broken("src/adapters/x_test.ts", 'import { join } from "node:path"; join("a");'), []);
});

Deno.test("each library has one folder", () => {
  const inFolder = (folder: string, specifier: string) => broken(`src/${folder}/x.ts`, `import "${specifier}";`);
  assert.deepEqual(inFolder("domain/release/versions", "semver/functions/inc.js"), []);
  assert.deepEqual(inFolder("domain/release/plan", "semver"), ["library-folder"]);
  assert.deepEqual(inFolder("formats", "yaml/browser"), []);
  assert.deepEqual(inFolder("commands/config", "yaml"), ["library-folder"]);
  assert.deepEqual(inFolder("adapters/terminal", "@inquirer/select"), []);
  assert.deepEqual(inFolder("view", "yamljs"), ["library-folder"]);
  assert.deepEqual(broken("src/cli/x.ts", 'const t = await import("smol-toml");'), ["library-folder"]);
  assert.deepEqual(
    broken("src/cli/x.ts", 'export * from "semver"; export { a } from "yaml"; export { b } from "./b.ts";'),
    [
      "library-folder",
      "library-folder",
    ],
  );
  assert.deepEqual(broken("tests/x.ts", 'import "fast-check";'), []);
});

Deno.test("what a user can cause is thrown as a fault", () => {
  assert.deepEqual(broken(DOMAIN, "throw new Error('x');"), ["faults-only"]);
  assert.deepEqual(broken(DOMAIN, "throw TypeError('x');"), ["faults-only"]);
  assert.deepEqual(broken(DOMAIN, "throw PACKAGE_NOT_FOUND({ name });"), []);
  assert.deepEqual(broken(DOMAIN, "throw new AggregateError(problems); throw error;"), []);
  assert.deepEqual(broken("src/adapters/files/x.ts", "throw new Error('x');"), []);
});

Deno.test("files are named in snake_case", () => {
  assert.deepEqual(broken("src/cli/readFile.ts", ""), ["snake-case-files"]);
  assert.deepEqual(broken("src/read-files/x.ts", ""), ["snake-case-files"]);
  assert.deepEqual(broken("src/cli/read_file_test.ts", ""), []);
  assert.deepEqual(broken(".ci/read.config.ts", ""), []);
});
