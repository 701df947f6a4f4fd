import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInput, writeOnlyPaths, writeOnlyValues } from "./check_input.ts";
import { inputSchemaProblems } from "./check_schema.ts";

const problems = (schema: Record<string, unknown>, input: Record<string, unknown>) =>
  checkInput(schema, input).problems.map(({ path, message }) => `${path}: ${message}`);

Deno.test("defaults are filled in, also within, and what was given is not changed", () => {
  const schema = {
    type: "object",
    properties: {
      n: { type: "integer", default: 3 },
      o: { type: "object", default: {}, properties: { x: { default: [1] } } },
      list: { type: "array", items: { type: "object", properties: { k: { default: "d" } } } },
      ref: { $ref: "#/$defs/part" },
    },
    allOf: [{ properties: { more: { default: true } } }],
    $defs: { part: { type: "string", default: "from $defs" } },
  };
  const given = { list: [{}, { k: "own" }] };
  const { input, problems } = checkInput(schema, given);
  assert.deepEqual(input, { n: 3, o: { x: [1] }, list: [{ k: "d" }, { k: "own" }], ref: "from $defs", more: true });
  assert.deepEqual(problems, []);
  assert.deepEqual(given, { list: [{}, { k: "own" }] });
  (input.o as { x: number[] }).x.push(2);
  assert.deepEqual(checkInput(schema, given).input.o, { x: [1] });
});

Deno.test("without a schema everything fits", () => {
  assert.deepEqual(checkInput(undefined, { a: 1 }), { input: { a: 1 }, problems: [] });
});

Deno.test("each error is told with its path, once", () => {
  const cases: [schema: unknown, value: unknown, expected: string[]][] = [
    [{ type: "string" }, 1, ["v: must be a text, found 1"]],
    [{ type: ["integer", "null"] }, "x", ['v: must be an integer or null, found "x"']],
    [{ type: "integer" }, 1.5, ["v: must be an integer, found 1.5"]],
    [{ type: "boolean" }, "true", ['v: must be true or false, found "true"']],
    [{ type: "array" }, {}, ["v: must be a list, found a table of keys and values"]],
    [{ enum: ["a", "b"] }, "c", ['v: must be one of "a", "b", found "c"']],
    [{ const: 1 }, 2, ["v: must be 1, found 2"]],
    [{ format: "date" }, "2026-13-01", ['v: must be a date such as 2026-01-31, found "2026-13-01"']],
    [{ format: "date-time" }, "2026-01-01", ['v: must be an instant such as 2026-01-31T12:00:00Z, found "2026-01-01"']],
    [{ format: "email" }, "x", ['v: must be an e-mail address, found "x"']],
    [{ format: "uri" }, "x", ['v: must be a URL, found "x"']],
    [{ pattern: "^a$" }, "b", ['v: must match the pattern ^a$, found "b"']],
    [{ minimum: 2 }, 1, ["v: must be at least 2, found 1"]],
    [{ maximum: 2 }, 3, ["v: must be at most 2, found 3"]],
    [{ exclusiveMinimum: 2 }, 2, ["v: must be more than 2, found 2"]],
    [{ exclusiveMaximum: 2 }, 2, ["v: must be less than 2, found 2"]],
    [{ multipleOf: 2 }, 3, ["v: must be a multiple of 2, found 3"]],
    [{ minLength: 2 }, "a", ["v: must have at least 2 characters"]],
    [{ maxLength: 2 }, "abc", ["v: must have at most 2 characters"]],
    [{ minItems: 1 }, [], ["v: must have at least 1 entry"]],
    [{ maxItems: 1 }, [1, 2], ["v: must have at most 1 entry"]],
    [{ uniqueItems: true }, [1, 1], ["v: must not have the same entry twice"]],
    [{ minProperties: 1 }, {}, ["v: must have at least 1 key"]],
    [{ maxProperties: 0 }, { a: 1 }, ["v: must have at most 0 keys"]],
    [{ items: { type: "integer" } }, [1, "x"], ['v[1]: must be an integer, found "x"']],
    [{ prefixItems: [{ type: "integer" }] }, ["x"], ['v[0]: must be an integer, found "x"']],
    [{ properties: { a: { required: ["b"] } } }, { a: {} }, ["v.a.b: is required"]],
    [{ additionalProperties: false, properties: { a: {} } }, { a: 1, cc: 2 }, ["v.cc: is not a known parameter"]],
    [
      { additionalProperties: false, properties: { date: {} } },
      { dtae: 1 },
      ["v.dtae: is not a known parameter; did you mean date?"],
    ],
    [{ additionalProperties: { type: "string" } }, { c: 2 }, ["v.c: must be a text, found 2"]],
    [{ patternProperties: { "^x": { type: "string" } } }, { x1: 2 }, ["v.x1: must be a text, found 2"]],
    [{ anyOf: [{ type: "integer" }, { type: "null" }] }, "x", ["v: fits none of the 2 alternatives"]],
    [{ oneOf: [{ type: "integer" }, { type: "null" }] }, "x", ["v: fits none of the 2 alternatives"]],
    [{ oneOf: [{ type: "integer" }, { minimum: 0 }] }, 1, ["v: fits more than one of the alternatives"]],
    [{ not: { type: "string" } }, "x", ["v: is what the schema rules out"]],
    [{ allOf: [{ minimum: 3 }, { multipleOf: 2 }] }, 1, [
      "v: must be at least 3, found 1",
      "v: must be a multiple of 2, found 1",
    ]],
    [{ if: { const: 1 }, then: { type: "string" } }, 1, ["v: must be a text, found 1"]],
    [{ $ref: "#/$defs/d" }, "x", ['v: must be an integer, found "x"']],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }, ["v.b: is required together with 'a'"]],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, ["v: has a key that is not allowed"]],
    [{ contains: { type: "string" } }, [1], ["v: does not contain item matching schema"]],
    [{ type: "string" }, "x".repeat(100).split("").map(() => 1), ["v: must be a text, found a list"]],
  ];
  for (const [schema, value, expected] of cases) {
    const whole = { type: "object", properties: { v: schema }, $defs: { d: { type: "integer" } } };
    assert.deepEqual(inputSchemaProblems(whole), [], JSON.stringify(schema));
    assert.deepEqual(problems(whole, { v: value }), expected, JSON.stringify(schema));
  }
  assert.deepEqual(problems({ required: ["date"] }, {}), ["date: is required"]);
});

Deno.test("what is written only is known, and not shown", () => {
  const schema = {
    properties: {
      password: { type: "string", writeOnly: true, minLength: 3, pattern: "^x" },
      nested: { properties: { token: { writeOnly: true, enum: ["a"] } } },
      keys: { type: "array", items: { writeOnly: true, type: "string" } },
      whole: { writeOnly: true, properties: { a: {} } },
      ref: { $ref: "#/$defs/s" },
      self: { $ref: "#" },
    },
    $defs: { s: { writeOnly: true } },
  };
  assert.deepEqual(writeOnlyPaths(schema), ["keys[]", "nested.token", "password", "ref", "whole"]);
  assert.deepEqual(writeOnlyPaths(undefined), []);
  const input = {
    password: "hidden1",
    nested: { token: "hidden2" },
    keys: ["hidden3", 4],
    whole: { a: ["hidden5", true] },
    ref: "hidden6",
    open: "seen",
  };
  assert.deepEqual(
    writeOnlyValues(schema, input).sort(),
    ["4", "hidden1", "hidden2", "hidden3", "hidden5", "hidden6"].sort(),
  );
  const found = problems(schema, { ...input, keys: [7] });
  assert.deepEqual(found, [
    "password: must match the pattern ^x",
    'nested.token: must be one of "a"',
    "keys[0]: must be a text",
  ]);
});

Deno.test("hostile input and schemas end soon", () => {
  const schema = { properties: { s: { pattern: "^(a+)+$" } }, additionalProperties: { $ref: "#" } };
  assert.deepEqual(inputSchemaProblems(schema), []);
  assert.match(problems(schema, { s: `${"a".repeat(5000)}!` })[0]!, /must match the pattern/);
  assert.match(
    problems({ properties: { s: { pattern: `^(${"a|".repeat(300)}b)*$` } } }, { s: "a".repeat(500_000) })[0]!,
    /cannot be checked: the text is too long/,
  );
  let deep: Record<string, unknown> = {};
  for (let i = 0; i < 5000; i++) deep = { a: deep };
  assert.deepEqual(problems(schema, deep), [": is nested too deeply"]);
  assert.deepEqual(problems(schema, { s: "x".repeat(1024 * 1024) }), [": is larger than 1 MiB"]);
});

Deno.test("what is wrong with a schema is told with its path", () => {
  const cases: [schema: unknown, path: string, problem: RegExp][] = [
    ["x", "", /expected a JSON Schema/],
    [{ type: "string" }, "type", /must be 'object'/],
    [{ properties: [] }, "properties", /a table of schemas/],
    [{ properties: { a: 5 } }, "properties/a", /expected a schema/],
    [{ properties: { a: { type: "strng" } } }, "properties/a/type", /unknown type 'strng'/],
    [{ properties: { a: { type: ["string", 5] } } }, "properties/a/type/1", /unknown type '5'/],
    [{ required: "a" }, "required", /a list of names/],
    [{ properties: { a: { enum: [] } } }, "properties/a/enum", /a list of values/],
    [{ properties: { a: { minLength: -1 } } }, "properties/a/minLength", /at least 0/],
    [{ properties: { a: { minimum: "1" } } }, "properties/a/minimum", /a number/],
    [{ properties: { a: { writeOnly: "yes" } } }, "properties/a/writeOnly", /true or false/],
    [{ anyOf: [] }, "anyOf", /a list of schemas/],
    [{ properties: { a: { format: 5 } } }, "properties/a/format", /a text/],
    [{ properties: { a: { pattern: "(" } } }, "properties/a/pattern", /no regular expression/],
    [{ patternProperties: { "(a+)+": {} } }, "patternProperties/(a+)+", /repeats too much/],
    [{ $ref: "other.json" }, "$ref", /other documents/],
    [{ $ref: "#/$defs/nope" }, "$ref", /there is no/],
    [{ $dynamicRef: "#x" }, "$dynamicRef", /not supported/],
    [{ $ref: "#" }, "", /lead back to itself/],
    [
      { allOf: [{ $ref: "#/$defs/a" }], $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } } },
      "",
      /lead back/,
    ],
    [
      { properties: { a: { type: "integer", default: "x" } } },
      "properties/a/default",
      /does not fit its own schema: must be an integer/,
    ],
    [
      {
        properties: { a: { default: { b: 1 }, properties: { b: { $ref: "#/$defs/s" } } } },
        $defs: { s: { type: "string" } },
      },
      "properties/a/default",
      /\(b\)/,
    ],
  ];
  for (const [schema, path, problem] of cases) {
    const [found] = inputSchemaProblems(schema);
    assert.equal(found?.path.join("/"), path, JSON.stringify(schema));
    assert.match(found!.problem, problem);
    assert.notEqual(found!.hint, "");
    assert.equal(found!.warning, undefined);
  }
  const multiplied = Object.fromEntries(
    Array.from(
      { length: 30 },
      (_, i) => [`d${i}`, { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }],
    ),
  );
  assert.match(inputSchemaProblems({ $ref: "#/$defs/d0", $defs: { ...multiplied, d30: {} } })[0]!.problem, /too much/);
  const warnings = inputSchemaProblems({ "x-own": 1, requird: [], properties: { a: { format: "dat" } } });
  assert.deepEqual(warnings.map(({ warning }) => warning), [true, true]);
  assert.deepEqual(warnings.map(({ hint }) => hint), [
    "Did you mean 'required'?",
    "Did you mean 'date' or 'date-time'?",
  ]);
  assert.deepEqual(
    inputSchemaProblems({ properties: { a: true, b: { $ref: "#anchor" } }, $defs: { c: { $anchor: "anchor" } } }),
    [],
  );
});

Deno.test("any schema and any input give answers", () => {
  const keywords = fc.constantFrom(
    "type",
    "properties",
    "items",
    "required",
    "enum",
    "pattern",
    "$ref",
    "allOf",
    "default",
    "format",
    "minimum",
    "$defs",
    "additionalProperties",
  );
  const word = fc.oneof(
    fc.constantFrom("object", "string", "#", "#/$defs/a", "^a+$", "date"),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
    schema: fc.dictionary(
      keywords,
      fc.oneof(
        { maxDepth: 3 },
        word,
        tie("schema"),
        fc.array(tie("schema"), { maxLength: 2 }),
        fc.record({ a: tie("schema") }),
      ),
      { maxKeys: 4, noNullPrototype: true },
    ),
  }));
  fc.assert(
    fc.property(schema, fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (schema, input) => {
      if (inputSchemaProblems(schema).some(({ warning }) => !warning)) return;
      assert.ok(Array.isArray(checkInput(schema, input).problems));
    }),
    { seed: 42, numRuns: 3000 },
  );
});
