import assert from "node:assert/strict";
import fc from "fast-check";
import { parseParams } from "./parse_params.ts";

const schema = {
  properties: {
    flag: { type: "boolean" },
    text: { type: "string" },
    count: { type: "integer" },
    ratio: { type: "number" },
    list: { type: "array", items: { type: "integer" } },
    words: { type: "array", items: { type: "string" } },
    maybe: { type: ["string", "null"] },
    choice: { enum: ["a", 1] },
    fixed: { const: true },
    either: { anyOf: [{ type: "integer" }, { type: "string" }] },
    nested: { properties: { deep: { type: "string" } } },
    ref: { $ref: "#/$defs/text" },
    open: { additionalProperties: { type: "string" } },
  },
  $defs: { text: { type: "string" } },
};

Deno.test("the schema decides what a text stands for", async () => {
  const cases: [string, unknown][] = [
    ["flag=true", { flag: true }],
    ["text=true", { text: "true" }],
    ["text=5", { text: "5" }],
    ["text=", { text: "" }],
    ["text=a=b", { text: "a=b" }],
    ["count=5", { count: 5 }],
    ["count=x", { count: "x" }],
    ["count=1.5", { count: "1.5" }],
    ["ratio=5", { ratio: 5 }],
    ["list=[1,2]", { list: [1, 2] }],
    ["words=1", { words: ["1"] }],
    ["maybe=null", { maybe: null }],
    ["maybe=x", { maybe: "x" }],
    ["choice=1", { choice: 1 }],
    ["choice=a", { choice: "a" }],
    ["fixed=true", { fixed: true }],
    ["either=5", { either: 5 }],
    ["nested.deep=5", { nested: { deep: "5" } }],
    ["ref=5", { ref: "5" }],
    ["open.any=5", { open: { any: "5" } }],
    ["unknown=5", { unknown: 5 }],
    ["unknown=five", { unknown: "five" }],
    ["a\\.b=1", { "a.b": 1 }],
    ["a\\=b=1", { "a=b": 1 }],
  ];
  for (const [given, params] of cases) assert.deepEqual(await parseParams([given], { schema }), params, given);
});

Deno.test("several are put together, the last counts, lists grow", async () => {
  assert.deepEqual(
    await parseParams([
      '{"count": 1, "text": "x", "list": [9]}',
      "count=2",
      "list=1",
      "list=2",
      "nested.deep=a",
      "nested.other=b",
    ], { schema }),
    { count: 2, text: "x", list: [1, 2], nested: { deep: "a", other: "b" } },
  );
  assert.deepEqual(await parseParams([]), {});
  assert.deepEqual(await parseParams(["a=1", "a.b=2"]), { a: { b: 2 } });
});

Deno.test("files hold JSON or YAML", async () => {
  assert.deepEqual(await parseParams([{ file: "p.json", text: '{"a": 1}' }]), { a: 1 });
  assert.deepEqual(await parseParams([{ file: "p.yaml", text: "a: 1\nb: [x]\n" }]), { a: 1, b: ["x"] });
  assert.deepEqual(await parseParams([{ file: "params", text: ' {"a": 1}' }, { file: "more", text: "b: 2" }]), {
    a: 1,
    b: 2,
  });
  assert.deepEqual(await parseParams([{ file: "empty.yaml", text: "" }]), {});
});

Deno.test("what is none of these is refused", async () => {
  const cases: [string | { file: string; text: string }, RegExp][] = [
    ["nothing", /no '='/],
    ["=x", /no key before/],
    [".a=x", /is no key/],
    ["__proto__=x", /is no key/],
    ["a.__proto__.b=x", /is no key/],
    ['{"a": }', /line 1, column 7/],
    ['{"a": 1} x', /line 1/],
    [{ file: "p.json", text: "[1]" }, /no table/],
    [{ file: "p.yaml", text: "a: [" }, /line/],
  ];
  for (const [given, reason] of cases) {
    await assert.rejects(parseParams([given]), (error: { code: string; exit: number; reason: string }) => {
      assert.equal(error.code, "PARAMETER_MALFORMED");
      assert.equal(error.exit, 2);
      assert.match(error.reason, reason);
      return true;
    });
  }
  assert.equal(({} as { x?: unknown }).x, undefined);
});

Deno.test("a value that is written as key=value is read as itself", async () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  await fc.assert(
    fc.asyncProperty(
      key,
      fc.string(),
      fc.jsonValue().filter((each) => typeof each !== "string"),
      async (name, text, value) => {
        const json = JSON.parse(JSON.stringify(value));
        assert.deepEqual(await parseParams([`${name}=${JSON.stringify(value)}`]), { [name]: json });
        assert.deepEqual(
          await parseParams([`${name}=${text}`], { schema: { properties: { [name]: { type: "string" } } } }),
          { [name]: text },
        );
        const nested = { [name]: { inner: json } };
        assert.deepEqual(await parseParams([JSON.stringify(nested)]), nested);
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});
