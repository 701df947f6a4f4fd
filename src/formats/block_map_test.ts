import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { type BlockMap, findTable, findText, parseBlockMap, textsOf } from "./block_map.ts";
import { DocumentSyntaxError } from "./position.ts";

const plain = (map: BlockMap): unknown =>
  Object.fromEntries([...map].map(([key, value]) => [key, typeof value === "string" ? value : plain(value)]));

Deno.test("tables of texts, as package managers write them", () => {
  const map = parseBlockMap(`\ufeff# a comment
lockfileVersion: '9.0'\r
---
"quoted \\"key\\"": "a \\u00e9"
'it''s': 'it''s'
packages:
  /@s/a@1.0.0(b@2.0.0):
    resolution: {integrity: sha512-x==}
    cpu: [x64]
    os:
      - linux
      - darwin
    deprecated: >-
      several: lines
        of text
    engines: {node: '>=18'}
    dev: true # a remark
  empty:
? long key
: nested:
    no: table
`.replace(": nested:\n    no: table\n", ":\n  nested:\n    deep: yes\n"));
  assert.equal(findText(map, "lockfileVersion"), "9.0");
  assert.equal(findText(map, 'quoted "key"'), "a é");
  assert.equal(findText(map, "it's"), "it's");
  const entry = findTable(findTable(map, "packages"), "/@s/a@1.0.0(b@2.0.0)");
  assert.equal(findText(entry, "resolution"), "{integrity: sha512-x==}");
  assert.equal(findText(entry, "os"), "");
  assert.equal(findText(entry, "deprecated"), "");
  assert.equal(findText(entry, "engines"), "{node: '>=18'}");
  assert.equal(findText(findTable(map, "long key"), "nested"), undefined);
  assert.deepEqual(textsOf(findTable(findTable(map, "long key"), "nested")), { deep: "yes" });
  assert.equal(findTable(map, "nothing"), undefined);
});

Deno.test("Yarn 1: keys and values without a colon between them", () => {
  const map = parseBlockMap(
    '"@s/a@^1.0.0", "@s/a@^1.1.0":\n  version "1.1.2"\n  dependencies:\n    "@s/b" "^2 || ^3"\n    c "*"\n',
    "yarn1",
  );
  assert.deepEqual(plain(map), {
    '"@s/a@^1.0.0", "@s/a@^1.1.0"': { version: "1.1.2", dependencies: { "@s/b": "^2 || ^3", c: "*" } },
  });
});

Deno.test("what cannot be read is named by its line", () => {
  const broken: [text: string, line: number, message: RegExp][] = [
    ["a: 1\n<<<<<<< HEAD\nb: 2\n", 2, /merge conflict/],
    ["a:\n  b: 1\n c: 2\n", 3, /indentation/],
    ["a: 1\n\tb: 2\n", 2, /tab/],
    ["no key\n", 1, /key: value/],
    ["'open: 1\n", 1, /key: value/],
    ['a: "open\n', 1, /closing quote/],
    ["? a\nb: 1\n", 2, /key: value/],
    ["? a\n", 2, /without its value/],
    ["- a\n", 1, /key: value/],
  ];
  for (const [text, line, message] of broken) {
    assert.throws(() => parseBlockMap(text), (error) => {
      assert.ok(error instanceof DocumentSyntaxError, text);
      assert.match(error.message, message);
      return assert.equal(error.line, line, text), true;
    });
  }
});

const scalar = fc.oneof(
  fc.stringMatching(/^[a-z^~@/.0-9-]{1,12}$/),
  fc.string({ maxLength: 8 }),
  fc.constantFrom(">=1 <2", "a: b", "it's", '"', "# no", "", "*", "npm:a@^1"),
);
const tables = fc.letrec<{ any: Record<string, unknown> }>((tie) => ({
  any: fc.dictionary(scalar, fc.oneof({ maxDepth: 3 }, scalar, tie("any")), { maxKeys: 4 }),
})).any;

Deno.test("block mappings are what a YAML parser makes of them", () => {
  const print = (table: Record<string, unknown>, indent = ""): string =>
    Object.entries(table).map(([key, value]) =>
      typeof value === "string"
        ? `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}\n`
        : `${indent}${JSON.stringify(key)}:\n${print(value as Record<string, unknown>, `${indent}  `)}`
    ).join("");
  const empties = (value: unknown): unknown =>
    value === null
      ? ""
      : typeof value === "object"
      ? Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, empties(each)]))
      : value;
  fc.assert(
    fc.property(tables, (table) => {
      const text = print(table);
      assert.deepEqual(plain(parseBlockMap(text)), empties(parse(text) ?? {}));
    }),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("nothing but syntax errors comes of texts that are something else", () => {
  const line = fc.oneof(
    scalar,
    scalar.map((each) => `  ${each}:`),
    fc.constantFrom("? a", ": b", "- c", "a: |", "---", "'", "\t"),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom("yaml", "yarn1"), (lines, dialect) => {
      try {
        parseBlockMap(lines.join("\n"), dialect as "yaml");
      } catch (error) {
        assert.ok(error instanceof DocumentSyntaxError, String(error));
      }
    }),
    { seed: 42, numRuns: 3000 },
  );
});
