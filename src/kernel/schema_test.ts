import { Validator } from "@cfworker/json-schema";
import fc from "fast-check";
import assert from "node:assert/strict";
import {
  boolean,
  either,
  expectation,
  integer,
  json,
  list,
  nothing,
  number,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
  violations,
} from "./schema.ts";

const KEYS = ["a", "b", "constructor", "__proto__", "toString"];

const schemas = fc.letrec<{ any: Schema; leaf: Schema }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ minLength: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) }).map(({ minLength }) =>
      text(minLength === undefined ? {} : { minLength })
    ),
    fc.constantFrom("^a", "b$", "^[A-Z]+$", "é").map((pattern) => text({ pattern })),
    fc.integer({ min: -3, max: 3 }).map((minimum) => integer({ minimum })),
    fc.constant(number()),
    fc.constant(boolean()),
    fc.constant(nothing),
    fc.constant(json()),
    fc.constant(oneOf(["a", "b"])),
    fc.constantFrom<Schema>({ const: "a" }, { const: 1 }, { const: true }, { const: null }, { enum: [1, "a", null] }),
  ),
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie("leaf"),
    fc.record({ items: tie("any"), minItems: fc.integer({ min: 0, max: 2 }) }).map(({ items, minItems }) =>
      list(items, { minItems })
    ),
    fc.constant(list(text(), { uniqueItems: true })),
    tie("any").map((each) => record(each)),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie("any"), fc.boolean()), { maxLength: 3 }).map((fields) => {
      const table: Record<string, Schema> = {};
      for (const [key, each, isOptional] of fields) {
        Object.defineProperty(table, key, {
          value: isOptional ? optional(each) : each,
          enumerable: true,
          configurable: true,
        });
      }
      return object(table);
    }),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((each) => either(each)),
  ),
})).any;

const values = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>("a", "b", "", "AB", "é", 0, 1, -2, 2.5, true, false, null),
    fc.string({ maxLength: 3, unit: "grapheme" }),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("any"), { maxKeys: 3 }),
  ),
})).any;

Deno.test("a value is without violations exactly where @cfworker/json-schema finds it valid", () => {
  let valid = 0;
  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      const expected = new Validator(JSON.parse(JSON.stringify(schema)), "2020-12").validate(value).valid;
      if (expected) valid++;
      assert.equal(violations(schema, value).length === 0, expected);
    }),
    { seed: 42, numRuns: 3000 },
  );
  assert.ok(valid > 300, `only ${valid} valid pairs`);
});

Deno.test("violations say where, what was found, and what was expected", () => {
  const schema = object({
    name: text({ minLength: 1 }),
    tags: list(oneOf(["a", "b"]), { uniqueItems: true }),
    port: integer({ minimum: 1 }),
    url: optional(text({ format: "uri" })),
    code: optional(text({ pattern: "^[A-Z]+$" })),
  });
  const found = violations(schema, { tags: ["a", "x", "a"], port: 0, url: "ftp://x", code: "x", prot: 1 });
  assert.deepEqual(found.map(({ path, kind, expected }) => `${path.join(".")} ${kind}: ${expected}`), [
    "tags.1 enum: one of a, b",
    "tags.2 duplicate: each value once",
    "port minimum: an integer of at least 1",
    "url format: a URL with http or https",
    "code pattern: a text",
    "prot unknown: a known key",
    "name missing: a text that is not empty",
  ]);
  assert.deepEqual(found[0]!.candidates, ["a", "b"]);
  assert.deepEqual(found[5]!.candidates, ["name", "tags", "port", "url", "code"]);
});

Deno.test("of alternatives, the one of the value's type tells what is wrong", () => {
  const schema = either([nothing, list(oneOf(["a"]))]);
  assert.deepEqual(violations(schema, ["b"]).map(({ path, kind }) => [path, kind]), [[[0], "enum"]]);
  assert.deepEqual(violations(schema, 1).map(({ kind, expected }) => [kind, expected]), [[
    "type",
    "null, or a list of texts",
  ]]);
});

Deno.test("every kind of schema has words for what it asks for", () => {
  const kinds: [Schema, string][] = [
    [text(), "a text"],
    [text({ minLength: 1 }), "a text that is not empty"],
    [number({ minimum: 2 }), "a number of at least 2"],
    [integer(), "an integer"],
    [boolean(), "true or false"],
    [list(text()), "a list of texts"],
    [list(integer()), "a list"],
    [record(text()), "a table of keys and values"],
    [nothing, "null"],
    [json(), "a value"],
    [{ const: "x" }, '"x"'],
  ];
  for (const [schema, words] of kinds) assert.equal(expectation(schema), words);
});

Deno.test("instants: a time with its zone, of a day that there is", () => {
  const at = text({ format: "date-time" });
  for (const good of ["2026-01-31T12:00:00Z", "2024-02-29T00:00:00.123+02:00"]) {
    assert.deepEqual(violations(at, good), []);
  }
  for (const bad of ["", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "+275760-09-13T00:00:00Z"]) {
    assert.deepEqual(violations(at, bad).map(({ kind, expected }) => [kind, expected]), [
      ["format", "an instant such as 2026-01-31T12:00:00Z"],
    ]);
  }
});
