import assert from "node:assert/strict";
import fc from "fast-check";
import { isMap, isScalar, isSeq, parse, parseDocument } from "yaml";
import { type BlockMap, findTable, findText, parseBlockMap, textsOf } from "./block_map.ts";
import { DocumentSyntaxError } from "./position.ts";

const plain = (map: BlockMap): unknown =>
  Object.fromEntries([...map].map(([key, value]) => [key, typeof value === "string" ? value : plain(value)]));

Deno.test("tables of texts, as package managers write them", () => {
  const map = parseBlockMap(`\ufeff# a comment
---
lockfileVersion: '9.0'\r
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
    ["? a\n", 1, /without its value/],
    ["- a\n", 1, /key: value/],
    ["a: 1\n---\nb: 2\n", 2, /second document/],
    ["a: 1\n...\nb: 2\n", 3, /key: value/],
    ["a: \u0000\n", 1, /printed/],
    ["a: 1\nb: 2\na: 3\n", 3, /'a' is there twice/],
    ["a:\n  - b\n  c: d\n", 3, /indentation/],
    ["a:\n  - b\n    c: d\n", 3, /key: value/],
    ["a:\n  - b\n - c\n", 3, /key: value/],
  ];
  for (const [text, line, message] of broken) refuses(text, { line, message });
});

Deno.test("values that YAML forbids are named by line and column", () => {
  const broken: [value: string, column: number, message: RegExp][] = [
    ["[", 6, /without its end/],
    ["{b: [c}", 12, /Unexpected '}'/],
    ["{b: 'c}", 10, /closing quote/],
    ["[b]]", 9, /found ']'/],
    ["[b,, c]", 9, /Unexpected ','/],
    ["[, b]", 7, /Unexpected ','/],
    ["[b\n]", 6, /without its end/],
    ["{b: @c}", 10, /Unexpected '@'/],
    ['{b: "\\q"}', 11, /no escape/],
    ["b: c", 7, /second colon/],
    ["b:", 7, /second colon/],
    ["*b", 6, /Expected a text/],
    ["&b c", 6, /Expected a text/],
    ["!b c", 6, /Expected a text/],
    ["@b", 6, /Expected a text/],
    ["%b", 6, /Expected a text/],
    ["- b", 6, /Expected a text/],
    ["]", 6, /Expected a text/],
    ["|x", 6, /Expected a text/],
    ["'b' c", 6, /closing quote/],
    ['"\\x4"', 7, /no escape/],
  ];
  for (const [value, column, message] of broken) {
    refuses(`z: 1\n  a: ${value}\n`.replace("z: 1", "z:"), { line: 2, column, message });
  }
});

Deno.test("what YAML allows and package managers write is read", () => {
  const text = `a: [b, 'c, ]', "d", https://e.f/g?h=1#i, {j: k}, ] # remark
l: {m: sha512-+/==, n: ">=1", o: , p: [], "q":r,}
s: [t,
  u: v]
w: x # remark
y : |2-
    any: thing
      [
z:
- item
- 'quoted'
- [flow]
- key: value
  more: 1
1: "\\x41\\u00e9\\U0001F600\\t"
...
# the end
`;
  const map = parseBlockMap(text);
  assert.equal(findText(map, "a"), `[b, 'c, ]', "d", https://e.f/g?h=1#i, {j: k}, ]`);
  assert.equal(findText(map, "l"), '{m: sha512-+/==, n: ">=1", o: , p: [], "q":r,}');
  assert.equal(findText(map, "s"), "[t,\n  u: v]");
  assert.deepEqual([findText(map, "w"), findText(map, "y"), findText(map, "z")], ["x", "", ""]);
  assert.equal(findText(map, "1"), "Aé😀\t");
  assert.equal(parseBlockMap("a: 1\na: 2\n", "berry").get("a"), "2");
});

function refuses(
  text: string,
  expected: { line: number; column?: number; message: RegExp; dialect?: "yaml" | "yarn1" },
): void {
  assert.throws(() => parseBlockMap(text, expected.dialect), (error) => {
    assert.ok(error instanceof DocumentSyntaxError, text);
    assert.match(error.message, expected.message, text);
    assert.equal(error.line, expected.line, text);
    if (expected.column !== undefined) assert.equal(error.column, expected.column, text);
    return true;
  });
}

Deno.test("Yarn 1: what it does not write is named by its line", () => {
  const broken: [text: string, line: number][] = [
    ["<<<<<<< HEAD\na@1:\n", 1],
    ['a@1, "b@2:\n', 1],
    ["a@1,:\n", 1],
    ["a@1:\n  version 1.0.0 2\n", 2],
    ['a@1:\n  version 1"\n', 2],
    ['a@1:\n  version "1\n', 2],
    ["a@1:\n  version\n", 2],
  ];
  for (const [text, line] of broken) refuses(text, { line, message: /conflict|Expected|quote/, dialect: "yarn1" });
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

const PNPM = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:
  .:
    dependencies:
      '@s/a':
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
  packages/b: {}

packages:
  '@s/a@1.0.0':
    resolution: {integrity: sha512-a+/==, tarball: https://a.example/a.tgz}
    engines: {node: '>=18'}
    cpu: [x64, arm64]
    os:
      - linux
      - darwin
    deprecated: >-
      several lines: of
      text
    hasBin: true
`;
const BERRY = `# This file is generated by running "yarn install" inside your project.

__metadata:
  version: 8
  cacheKey: 10c0

"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
  version: 1.1.2
  resolution: "@s/a@npm:1.1.2"
  dependencies:
    b: "npm:^2 || ^3"
  conditions: (os=darwin | os=linux) & cpu=x64
  checksum: 10c0/0a1b
  languageName: node
  linkType: hard
`;

/** What a YAML parser makes of a text in the form of a block map; lists and texts over several lines are left out. */
function oracle(text: string, uniqueKeys: boolean): unknown {
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys });
  if (document.errors.length > 0) return undefined;
  const read = (node: unknown): unknown => {
    if (isMap(node)) {
      return Object.fromEntries(node.items.map(({ key, value }) => {
        const name = isScalar(key) && typeof key.value === "string" ? key.value : "";
        return [name, isMap(value) && value.flow ? FLOW : read(value)];
      }));
    }
    if (isSeq(node)) return node.flow ? FLOW : "";
    if (!isScalar(node) || node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL") return "";
    return node.value ?? "";
  };
  return read(document.contents) ?? {};
}

const FLOW = Symbol("flow");

Deno.test("a lockfile that is damaged anywhere is refused, or read as a YAML parser reads it", () => {
  const piece = fc.constantFrom(
    ..."[]{},:'\"#&*!|>%@`-? \n\\",
    ": ",
    " #",
    "\n  ",
    "- ",
    "'a': ",
    "b: [",
    "{c: d}",
    "<<<<<<< HEAD\n",
    "---\n",
  );
  const change = fc.record({ at: fc.nat(), remove: fc.nat({ max: 12 }), insert: fc.option(piece, { nil: "" }) });
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<["yaml" | "berry", string]>(["yaml", PNPM], ["berry", BERRY]),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      ([dialect, whole], changes) => {
        const text = changes.reduce(
          (damaged, { at, remove, insert }) =>
            damaged.slice(0, at % damaged.length) + insert + damaged.slice(at % damaged.length + remove),
          whole,
        );
        let map: BlockMap;
        try {
          map = parseBlockMap(text, dialect);
        } catch (error) {
          assert.ok(error instanceof DocumentSyntaxError, String(error));
          assert.ok(error.line <= text.split("\n").length && error.column >= 1);
          return;
        }
        read++;
        const expected = oracle(text, dialect === "yaml");
        assert.notEqual(expected, undefined, `a YAML parser refuses\n${text}`);
        const alike = (ours: BlockMap, theirs: unknown): unknown =>
          Object.fromEntries([...ours].map(([key, value]) => {
            const other = (theirs as Record<string, unknown> | undefined)?.[key];
            if (typeof value !== "string") return [key, alike(value, other)];
            return [key, other === FLOW && /^[[{]/.test(value) ? FLOW : value];
          }));
        assert.deepEqual(alike(map, expected), expected, text);
      },
    ),
    { seed: 42, numRuns: 4000 },
  );
  assert.ok(read > 500, `${read} were read`);
});
