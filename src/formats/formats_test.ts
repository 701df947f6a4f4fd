import assert from "node:assert/strict";
import fc from "fast-check";
import { editDocument, parseDocument, stringifyDocument } from "./document.ts";
import { type DocumentEdit, withEdit } from "./edit.ts";
import { type DocumentFormat, formatOfPath } from "./format.ts";
import { parseJson, parseRelaxedJson } from "./json.ts";
import { editJson } from "./json_edit.ts";
import { findJsonNode, parseJsonTree } from "./json_tree.ts";
import { DocumentSyntaxError, positionAt } from "./position.ts";

const FORMATS: DocumentFormat[] = ["json", "yaml", "toml"];

async function syntaxError(text: string, format: DocumentFormat): Promise<DocumentSyntaxError> {
  try {
    await parseDocument(text, format);
  } catch (error) {
    assert.ok(error instanceof DocumentSyntaxError, String(error));
    return error;
  }
  return assert.fail(`read: ${text.slice(0, 100)}`);
}

const edit = (text: string, format: DocumentFormat, path: (string | number)[], value: unknown) =>
  editDocument(text, format, [{ path, value }]);

Deno.test("the format follows from the file's name", () => {
  assert.equal(formatOfPath("/a/repo.config.TOML"), "toml");
  assert.equal(formatOfPath("a.b/x.yml"), "yaml");
  assert.equal(formatOfPath("a.yaml"), "yaml");
  assert.equal(formatOfPath("a.json"), "json");
  assert.equal(formatOfPath("a.json/x"), undefined);
  assert.equal(formatOfPath("json"), undefined);
});

Deno.test("byte order marks and CRLF are read in every format", async () => {
  const texts = { json: '{\r\n"a": 1}', yaml: "a: 1\r\nb:\r\n  - x\r\n", toml: "a = 1\r\n[t]\r\nx = 2\r\n" };
  for (const format of FORMATS) {
    const { value, locate } = await parseDocument(`\ufeff${texts[format]}`, format);
    assert.equal((value as { a: number }).a, 1);
    assert.deepEqual(locate(["a"]), format === "json" ? { line: 2, column: 1 } : { line: 1, column: 1 });
  }
});

Deno.test("locate gives the place of keys, elements and nested values", async () => {
  const json = await parseDocument('{\n  "a": {\n    "b": [1, 22]\n  }\n}', "json");
  assert.deepEqual(json.locate(["a", "b"]), { line: 3, column: 5 });
  assert.deepEqual(json.locate(["a", "b", 1]), { line: 3, column: 14 });
  assert.deepEqual(json.locate([]), { line: 1, column: 1 });
  assert.equal(json.locate(["a", "x"]), undefined);
  assert.equal(json.locate(["x", "y"])?.line, undefined);

  const yaml = await parseDocument("# c\na:\n  b:\n    - 1\n    - 22\n", "yaml");
  assert.deepEqual(yaml.locate(["a", "b"]), { line: 3, column: 3 });
  assert.deepEqual(yaml.locate(["a", "b", 1]), { line: 5, column: 7 });
  assert.deepEqual(yaml.locate([]), { line: 2, column: 1 });
  assert.equal(yaml.locate(["a", "x"]), undefined);

  const toml = await parseDocument(
    't = """\na = 1\n"""\n[a]\nb.c = [1,\n2]\n"d.e" = {f = 1}\n[[r]]\nx = 1\n[[r]]\nx = 2\n[r.s]\ny = 1\n[a.z.\'q\']\n',
    "toml",
  );
  assert.deepEqual(toml.locate(["a"]), { line: 4, column: 2 });
  assert.deepEqual(toml.locate(["a", "b"]), { line: 5, column: 1 });
  assert.deepEqual(toml.locate(["a", "b", "c", 1]), { line: 5, column: 1 });
  assert.deepEqual(toml.locate(["a", "d.e", "f"]), { line: 7, column: 1 });
  assert.deepEqual(toml.locate(["r", 1, "x"]), { line: 11, column: 1 });
  assert.deepEqual(toml.locate(["r", 1, "s", "y"]), { line: 13, column: 1 });
  assert.deepEqual(toml.locate(["a", "z", "q"]), { line: 14, column: 2 });
  assert.deepEqual(toml.locate([]), { line: 1, column: 1 });
  assert.equal(toml.locate(["nowhere"]), undefined);
});

Deno.test("errors say where and what", async () => {
  const at = async (text: string, format: DocumentFormat) => {
    const { line, column, message } = await syntaxError(text, format);
    return `${line}:${column} ${message}`;
  };
  assert.equal(await at('{\n  "a": 1,\n}', "json"), "2:9 A comma must be followed by another entry");
  assert.equal(await at('\ufeff{"a" 1}', "json"), "1:6 Expected ':', found '1'");
  assert.equal(await at('{"a": 1\r\n"b": 2}', "json"), "2:1 Expected ',' or '}', found '\"'");
  assert.equal(await at("{a: 1}", "json"), "1:2 Expected a key in double quotes or '}', found 'a'");
  assert.equal(await at('["a', "json"), "1:2 A text without its closing quote");
  assert.equal(await at('["a\\x"]', "json"), "1:4 An escape that JSON does not have");
  assert.equal(await at('["a\tb"]', "json"), "1:4 A control character in a text: it must be escaped");
  assert.equal(await at("", "json"), "1:1 Expected a value, found the end of the file");
  assert.equal(await at("{} x", "json"), "1:4 Expected the end of the file, found 'x'");
  assert.equal(await at("[1 // c\n]", "json"), "1:4 Expected ',' or ']', found '/'");
  assert.match(await at("a: 1\nb: [1\n", "yaml"), /^[23]:/);
  assert.match(await at("a: 1\na: 2\n", "yaml"), /^2:1 Map keys must be unique/);
  assert.match(await at("\ufeffa: 1\nb: *x\n", "yaml"), /Unresolved alias/);
  assert.match(await at("a = 1\nb = \n", "toml"), /^2:/);
  assert.match(await at("a = 1\na = 2\n", "toml"), /^2:/);
});

Deno.test("what is huge, nested without end or a bomb is refused", async () => {
  for (const format of FORMATS) {
    assert.match((await syntaxError(" ".repeat(1024 * 1024 + 1), format)).message, /larger than 1 MiB/);
    await assert.rejects(editDocument(" ".repeat(1024 * 1024 + 1), format, []), DocumentSyntaxError);
  }
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++) bomb.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]`);
  assert.match((await syntaxError(bomb.join("\n"), "yaml")).message, /alias/i);
  assert.throws(() => parseJsonTree("[".repeat(5000)), DocumentSyntaxError);
  await syntaxError("a = " + "[".repeat(200_000), "toml");
  await syntaxError("[".repeat(200_000), "yaml");
});

Deno.test("bun.lock's dialect: comments and trailing commas", () => {
  const text = '{ // c\n "a": [1, 2, /* , } */ ], "b": "x, ] // \\" ,}",\n}';
  assert.deepEqual(parseRelaxedJson(text), { a: [1, 2], b: 'x, ] // " ,}' });
  assert.equal(
    editJson(text, [{ path: ["a", 2], value: 3 }, { path: ["c"], value: true }], "relaxed"),
    '{ // c\n "a": [1, 2, 3, /* , } */ ], "b": "x, ] // \\" ,}", "c": true,\n}',
  );
  assert.equal(editJson('{"a": 1,}', [{ path: ["a"], value: undefined }], "relaxed"), "{}");
  assert.equal(editJson('{"a": [1, /* c */]}', [{ path: ["a", 0], value: undefined }], "relaxed"), '{"a": [ /* c */]}');
});

Deno.test("JSON edits keep indentation, line ends, mark and order", () => {
  const text = '\ufeff{\r\n\t"name": "a",\r\n\t"list": [1, 2],\r\n\t"empty": {}\r\n}';
  const edited = editJson(text, [
    { path: ["name"], value: "b" },
    { path: ["list", 0], value: "x" },
    { path: ["empty", "k", "n"], value: [1] },
    { path: ["list", 2], value: { z: 1 } },
    { path: ["added"], value: null },
  ]);
  assert.equal(
    edited,
    '\ufeff{\r\n\t"name": "b",\r\n\t"list": ["x", 2, {"z":1}],\r\n\t"empty": {\r\n\t\t"k": {\r\n\t\t\t"n": [\r\n\t\t\t\t1\r\n\t\t\t]\r\n\t\t}\r\n\t},\r\n\t"added": null\r\n}',
  );
  assert.equal(editJson('{"a":{}}', [{ path: ["a", "b"], value: 1 }]), '{"a":{"b": 1}}');
  assert.equal(editJson("{}", [{ path: ["b"], value: 1 }]), '{\n  "b": 1\n}');
  assert.equal(editJson('{"a": 1}', [{ path: ["a", "b"], value: 1 }]), '{"a": {"b":1}}');
  assert.equal(editJson('{"a": 1, "b": 2}', [{ path: ["a"], value: undefined }]), '{"b": 2}');
  assert.equal(editJson('{"a": 1, "b": 2}', [{ path: ["b"], value: undefined }]), '{"a": 1}');
  assert.equal(editJson('{\n  "b": 2\n}\n', [{ path: ["b"], value: undefined }]), "{}\n");
  assert.equal(editJson('{"a": 1}', [{ path: ["x", "y"], value: undefined }]), '{"a": 1}');
  assert.equal(editJson('{"a": 1, "a": 2}', [{ path: ["a"], value: 3 }]), '{"a": 1, "a": 3}');
  assert.equal(editJson("1\n", [{ path: [], value: [2] }]), "[2]\n");
  assert.equal(editJson("1\n", [{ path: [], value: undefined }]), "1\n");
  assert.equal(editJson("1", []), "1");
});

Deno.test("YAML edits keep comments, quotes, blanks and neighbours", async () => {
  const text =
    "\ufeff# top\r\na:   1 # one\r\n\r\nq: 'x'  # q\r\nd: \"x\"\r\nm: {k:  v}\r\nl:\r\n- a # first\r\n- b\r\nend: ~ # e\r\n";
  const edited = await editDocument(text, "yaml", [
    { path: ["a"], value: 2 },
    { path: ["q"], value: "it's" },
    { path: ["d"], value: "y" },
    { path: ["m", "k"], value: "w" },
    { path: ["l", 1], value: "c" },
    { path: ["l", 2], value: "d" },
    { path: ["new", "deep"], value: "true" },
  ]);
  assert.equal(
    edited,
    "\ufeff# top\r\na:   2 # one\r\n\r\nq: 'it''s'  # q\r\nd: \"y\"\r\nm: {k:  w}\r\nl:\r\n- a # first\r\n- c\r\n- d\r\nend: ~ # e\r\nnew:\r\n  deep: \"true\"\r\n",
  );
  assert.equal(
    await edit("a: 1\nb:\n  c: |\n    x\n    y\n  d: 2\n", "yaml", ["b", "c"], undefined),
    "a: 1\nb:\n  d: 2\n",
  );
  assert.equal(await edit("a: 1\nb:\n  c: 2", "yaml", ["b", "d"], 3), "a: 1\nb:\n  c: 2\n  d: 3");
  assert.equal(await edit("a:\n  - x # 1\n  - y\n", "yaml", ["a", 0], undefined), "a:\n  - y\n");
  for (const list of ["[x, y]", "[ x, y ]"]) {
    assert.equal(
      await edit(`a: ${list} # 1\nb:\n  - z\n`, "yaml", ["b"], ["z", "q"]),
      `a: ${list} # 1\nb:\n  - z\n  - q\n`,
    );
  }
  assert.equal(await edit("# only\n", "yaml", ["a"], 1), "# only\n\na: 1\n");
  assert.equal(await edit("a: 1\n", "yaml", ["x"], undefined), "a: 1\n");
  assert.equal(await edit("a:\nb: 1\n", "yaml", ["a"], "v"), "a: v\nb: 1\n");
  assert.equal(
    await edit("# c\r\n\r\na:\r\n  b: 1\r\n", "yaml", ["c", "d"], 1),
    "# c\r\n\r\na:\r\n  b: 1\r\n\r\nc:\r\n  d: 1\r\n",
  );
  assert.equal(await edit("a: 1\n# c\nb: 1\n", "yaml", ["c"], "yes"), 'a: 1\n# c\nb: 1\nc: "yes"\n');
  assert.deepEqual((await parseDocument(await edit("a: x\n", "yaml", ["a", "b"], 1), "yaml")).value, { a: { b: 1 } });
  assert.deepEqual((await parseDocument(await edit("a: [1]\n", "yaml", ["a", 0], undefined), "yaml")).value, { a: [] });
  assert.deepEqual((await parseDocument(await edit("a: 1\r\n", "yaml", [], { b: 1 }), "yaml")).value, { b: 1 });
});

Deno.test("TOML edits keep comments, quotes and neighbours", async () => {
  const text =
    "\ufeff# top\r\na =  1 # one\r\nq = 'x' # q\r\n\r\n[t]\r\nk = \"v\"\r\nl = [ 1, 2 ]\r\ni = {x = 1}\r\n[[r]]\r\nz = 1 # z\r\n";
  const edited = await editDocument(text, "toml", [
    { path: ["a"], value: 2 },
    { path: ["q"], value: "y" },
    { path: ["t", "k"], value: "it's" },
    { path: ["t", "l", 0], value: 3 },
    { path: ["t", "i", "x"], value: false },
    { path: ["r", 0, "z"], value: 1.5 },
  ]);
  assert.equal(
    edited,
    "\ufeff# top\r\na =  2 # one\r\nq = 'y' # q\r\n\r\n[t]\r\nk = \"it's\"\r\nl = [ 3, 2 ]\r\ni = {x = false}\r\n[[r]]\r\nz = 1.5 # z\r\n",
  );
  assert.equal(await edit("[t]\na = 1 # c\n", "toml", ["t", "b"], "x"), '[t]\na = 1 # c\nb = "x"\n');
  assert.equal(await edit("a = 1 # c\nb = 2 # d\n", "toml", ["a"], undefined), "b = 2 # d\n");
  assert.equal(await edit("a = 1\n", "toml", ["a"], 1), "a = 1\n");
  assert.equal(await edit("", "toml", ["a", "b"], [1, "x"]), '[a]\nb = [1, "x"]\n');
  assert.equal(await edit("a = 'x'\n", "toml", ["a"], "y'z"), 'a = "y\'z"\n');
  await assert.rejects(edit("a = ", "toml", ["a"], 1), DocumentSyntaxError);
});

Deno.test("a value that is written is read as itself", async () => {
  const value = { a: 1, list: ["x", "yes", "1.0", "", "# no"], deep: { "k e y": true, "é": "multi\nline\n" }, n: -0.5 };
  for (const format of FORMATS) {
    const text = await stringifyDocument({ ...value, absent: undefined }, format);
    assert.deepEqual((await parseDocument(text, format)).value, value);
    assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"), JSON.stringify(text));
  }
});

const word = fc.oneof(
  fc.constantFrom("true", "1.0", "", " x", "a: b", "# c", "'", '"', "\\", "é😀", "-", "null", "a\nb", "{x}"),
  fc.string({ maxLength: 8, unit: "grapheme" }),
);
const key = fc.constantFrom("a", "b", "c d", "e.f", "0", "ü");
const scalar = fc.oneof(word, fc.integer({ min: -1e6, max: 1e6 }), fc.boolean());
const { table } = fc.letrec<{ table: Record<string, unknown>; node: unknown }>((tie) => ({
  table: fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  node: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie("table")),
}));
const path = fc.array(key, { minLength: 1, maxLength: 3 });

function hasControls(value: unknown): boolean {
  // deno-lint-ignore no-control-regex
  return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(
    JSON.stringify(value).replaceAll("\\n", ""),
  );
}

for (const format of FORMATS) {
  Deno.test(`${format}: an edit gives the edited value`, async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        path,
        fc.oneof(scalar, fc.array(scalar), fc.constant(undefined)),
        async (value, at, next) => {
          fc.pre(!hasControls([value, next ?? null]));
          const text = await stringifyDocument(value, format);
          const change: DocumentEdit = { path: at, value: next };
          const edited = await editDocument(text, format, [change]);
          assert.deepEqual((await parseDocument(edited, format)).value ?? {}, withEdit(value, change), edited);
        },
      ),
      { seed: 42, numRuns: 300 },
    );
  });

  Deno.test(`${format}: replacing a scalar leaves every other byte`, async () => {
    await fc.assert(
      fc.asyncProperty(table, key, scalar, scalar, async (value, name, before, after) => {
        fc.pre(!hasControls([value, before, after]) && !String(before).includes("\n") && before !== after);
        fc.pre(!String(after).includes("\n"));
        const text = (await stringifyDocument({ ...value, [name]: before }, format)).replaceAll("\n", "\r\n");
        const edited = await editDocument(text, format, [{ path: [name], value: after }]);
        assert.deepEqual((await parseDocument(edited, format)).value, {
          ...(await parseDocument(text, format)).value as object,
          [name]: after,
        });
        const [old, now] = [text.split("\r\n"), edited.split("\r\n")];
        assert.equal(now.length, old.length, edited);
        assert.equal(now.filter((line, i) => line !== old[i]).length, 1, edited);
      }),
      { seed: 42, numRuns: 200 },
    );
  });
}

Deno.test("the JSON tree accepts what JSON.parse accepts, and nothing else", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"\\u00e9"',
    "1",
    "-0",
    "01",
    "1e5",
    ".5",
    "true",
    "nul",
    " ",
    "\n",
    '"',
    "\\",
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.array(pieces, { maxLength: 12 }).map((each) => each.join(""))), (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if (valid) {
        assert.deepEqual(parseJson(`\ufeff${text}`), JSON.parse(text));
        const { start, end } = findJsonNode(parseJsonTree(text), [])!;
        assert.equal(text.slice(start, end), text.trim());
      } else assert.throws(() => parseJsonTree(text), DocumentSyntaxError);
    }),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("positions count lines of every kind", () => {
  assert.deepEqual(positionAt("a\rb\r\nc\nd", 7), { line: 4, column: 1 });
  assert.deepEqual(positionAt("\ufeffab", 2), { line: 1, column: 2 });
});

Deno.test("what YAML 1.1 would take for something else than a text stands in quotes", async () => {
  const texts = [
    "2026-01-02T03:04:05Z",
    "2026-01-02",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "N",
    "0o17",
    "017",
    "1_000",
    "1:30",
    "~",
    "<<",
  ];
  const written = await stringifyDocument(texts, "yaml");
  for (const line of written.trimEnd().split("\n")) assert.match(line, /^- ".*"$/);
  assert.deepEqual((await parseDocument(written, "yaml")).value, texts);
  assert.equal(await stringifyDocument({ on: "plain", at: "v1.2.0" }, "yaml"), '"on": plain\nat: v1.2.0\n');
});
