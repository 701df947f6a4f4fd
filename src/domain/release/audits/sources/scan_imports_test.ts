import fc from "fast-check";
import assert from "node:assert/strict";
import { scanImports } from "./scan_imports.ts";

const scan = (text: string, jsx = false) =>
  scanImports(text, { jsx }).map(({ kind, specifier }) => `${kind} ${specifier}`);

Deno.test("every way to name a module is found, with its place", () => {
  assert.deepEqual(
    scan(`
#!/usr/bin/env node
import "side-effect";
import a from 'a';
import b, { c as d, "odd name" as e } from "b";
import * as ns /* why */ from // here
  "c";
import type { T } from "t1";
import type U from "t2";
import { type V, type W } from "t3";
import { type X, y } from "mixed";
import type from "named-type";
import defer * as later from "later";
import json from "./data.json" with { type: "json" };
import fs = require("fs-like");
export * from "e1";
export * as all from "e2";
export { a as default } from "e3";
export type { T } from "e4";
export type * from "e5";
const lazy = await import("dynamic");
const lazy2 = import(/* webpackChunkName: "x" */ \`template\`, { with: {} });
type Q = typeof import("typed");
let q: import("typed2").Foo;
const r = require("required"), s = require.resolve("resolved");
import.meta.resolve("meta");
jest.mock("mocked", () => ({}));
vi.importActual<typeof import("generic")>("actual");
`),
    [
      "import side-effect",
      "import a",
      "import b",
      "import c",
      "type t1",
      "type t2",
      "type t3",
      "import mixed",
      "import named-type",
      "import later",
      "import ./data.json",
      "require fs-like",
      "import e1",
      "import e2",
      "import e3",
      "type e4",
      "type e5",
      "import dynamic",
      "import template",
      "type typed",
      "type typed2",
      "require required",
      "mention resolved",
      "mention meta",
      "mention mocked",
      "mention actual",
    ],
  );
  assert.equal(scanImports(`import a from "abc";`, { jsx: false })[0]!.offset, 14);
});

Deno.test("what only looks like an import is none", () => {
  const cases = [
    `// import "a"`,
    `/* import "a"; require("b") */`,
    `const s = 'import "a"';`,
    "const t = `import 'a'; ${1} require('b')`;",
    `const r = /import "a"/; const q = /["']/; x`,
    `a.import("a"); a.require("b"); a?.require("c"); this.#require("d");`,
    `import(name); require(prefix + "x"); require("a" + b); import(\`./\${x}\`);`,
    `export const from = "a"; export { a }; export default "x";`,
    `const o = { import: "a", from: "b", require: "c" };`,
    `export type A = "from"; export function from() { return "x"; }`,
    `require`,
    `import`,
    `export * from`,
    `import { a from "x"`,
  ];
  for (const each of cases) assert.deepEqual(scan(each), [], each);
});

Deno.test("regular expressions, divisions and templates do not swallow what follows", () => {
  const cases = [
    `if (x) /"/.test(y); require("a")`,
    `const a = b / c; const d = e / f; require("a")`,
    "const a = `${`${`'`}`}'`; require('a')",
    "const a = `${{ a: '}' }.a}`; require('a')",
    `const a = /[/"]/g; require("a")`,
    `x++ / 2; y = "/"; require("a")`,
    `return /'/; }\nrequire("a")`,
    `const x = y! / 2; const s = "/"; require("a")`,
    `function f() {} /'/.test(x); require("a")`,
    `a = "x\\\ny'"; require("a")`,
    `a = 1_000.5e3/2; b = "'"; require("a")`,
  ];
  for (const each of cases) assert.deepEqual(scan(each), ["require a"], each);
});

Deno.test("the text of elements is no code, and what is in braces is", () => {
  const cases = [
    `const a = <p>Don't</p>; require("a")`,
    `const a = <p title="it's">{ok ? <b>isn't</b> : 'x'} don't</p>; require("a")`,
    `const a = <><Foo.Bar {...props} b={"}"} c='>' /> can't</>; require("a")`,
    `const a = <p>{require("a")}</p>; // it's`,
    `const f = <T,>(x: T) => "isn't"; require("a")`,
    `const f = <T extends object>(x: T) => "it"; require("a")`,
    `const a = b < c && d > e; require("a")`,
    `const a = <List<string> render={() => <i>don't</i>} />; require("a")`,
    `const a = <p>import x from "no"</p>; require("a")`,
  ];
  for (const each of cases) assert.deepEqual(scan(each, true), ["require a"], each);
  // A type parameter of a language that the scanner does not know.
  assert.deepEqual(scan(`const f = <T>(x: T): T => x; require("a")`, true), ["require a"]);
});

Deno.test("what is loaded in a try block may be missing", () => {
  const text = `try { require("a"); if (x) { await import("b") } } catch { require("c") } finally {} require("d")`;
  assert.deepEqual(scan(text), ["optional a", "optional b", "require c", "require d"]);
});

Deno.test("comments that speak to tools name modules", () => {
  assert.deepEqual(
    scan(`/// <reference types="vite/client" />
/** @type {import("config").Options} @jsxImportSource preact */
/** @import { A } from "jsdoc" */
export default {};
`),
    ["type vite/client", "mention config", "mention preact", "mention jsdoc"],
  );
});

Deno.test("any text is read to an end", () => {
  const pieces = fc.constantFrom(
    ..."import export require from ( ) { } ` ${ ' \" / /* */ // < > </ /> \n \\ . ... type * , ; = x 1 [ ] <reference"
      .split(" "),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), fc.boolean(), (parts, jsx) => {
      const text = parts.join(" ");
      for (const { specifier, offset } of scanImports(text, { jsx })) {
        assert.ok(specifier !== "" && offset >= 0 && offset < text.length);
      }
    }),
    { seed: 42, numRuns: 3000 },
  );
});
