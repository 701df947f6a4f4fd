import { dereference, Validator } from "@cfworker/json-schema";
import assert from "node:assert/strict";
import { listLeaves } from "../src/cli/leaves.ts";
import { failureSchema, outputSchema, schemaDocument } from "../src/cli/output_schema.ts";
import { failureEnvelope, faultsOf } from "../src/cli/report.ts";
import { tree } from "../src/commands/tree.ts";
import { CONFIG_FILE_SCHEMA, defaultConfig } from "../src/domain/release/config/schema.ts";
import type { Schema } from "../src/kernel/schema.ts";

const KEYWORDS: Record<string, (value: unknown) => boolean> = {
  $schema: (value) => value === "https://json-schema.org/draft/2020-12/schema",
  title: isText,
  type: (value) => ["string", "number", "integer", "boolean", "object", "array", "null"].includes(value as string),
  description: isText,
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: () => true,
  pattern: (value) => isText(value) && new RegExp(value as string, "u") instanceof RegExp,
  format: isText,
  minimum: (value) => typeof value === "number",
  minLength: isCount,
  minItems: isCount,
  uniqueItems: (value) => typeof value === "boolean",
  properties: (value) => isTable(value),
  required: (value) => Array.isArray(value) && value.every(isText) && new Set(value).size === value.length,
  additionalProperties: () => true,
  items: () => true,
  anyOf: (value) => Array.isArray(value) && value.length > 0,
  default: () => true,
};

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What of a schema contradicts the meta-schema of draft 2020-12. */
function mistakes(schema: unknown, path = "#"): string[] {
  if (typeof schema === "boolean") return [];
  if (!isTable(schema)) return [`${path} is no schema`];
  const below: [string, unknown][] = [
    ...Object.entries(isTable(schema.properties) ? schema.properties : {}),
    ...Array.isArray(schema.anyOf) ? schema.anyOf.map((each, i): [string, unknown] => [`anyOf ${i}`, each]) : [],
    ...["items", "additionalProperties"].filter((each) => each in schema).map((each): [string, unknown] => [
      each,
      schema[each],
    ]),
  ];
  return [
    ...Object.entries(schema).filter(([key, value]) => !KEYWORDS[key]?.(value)).map(([key]) => `${path}/${key}`),
    ...below.flatMap(([key, each]) => mistakes(each, `${path}/${key}`)),
  ];
}

const plain = (schema: Schema) => JSON.parse(JSON.stringify(schema));

for (const { path, leaf } of listLeaves(tree, { hidden: true })) {
  Deno.test(`the schema of \`workspace ${path.join(" ")}\` is one of draft 2020-12 and asks for success`, async () => {
    const { default: command } = await leaf.load();
    const schema = plain(outputSchema(path, command));
    assert.deepEqual(mistakes(schema), []);
    assert.ok(dereference(schema));
    assert.equal(schema.title, `workspace ${path.join(" ")}${command.streams ? ": each line" : ""}`);
    const validator = new Validator(schema, "2020-12");
    assert.ok(!validator.validate({ success: false }).valid);
    assert.ok(!validator.validate([]).valid);
  });
}

Deno.test("failures fit their schema", () => {
  const schema = plain(failureSchema());
  assert.deepEqual(mistakes(schema), []);
  const validator = new Validator(schema, "2020-12");
  for (const error of [new TypeError("x"), "text", new Deno.errors.NotCapable("net")]) {
    assert.ok(validator.validate(failureEnvelope(faultsOf(error))).valid);
  }
  assert.ok(!validator.validate({ success: true }).valid);
});

Deno.test("the configuration's schema takes the defaults and refuses unknown keys", () => {
  const schema = plain(schemaDocument("Configuration", CONFIG_FILE_SCHEMA));
  assert.deepEqual(mistakes(schema), []);
  const validator = new Validator(schema, "2020-12");
  assert.ok(validator.validate({}).valid);
  assert.ok(validator.validate({ ...defaultConfig(), profiles: { ci: { extends: "base" } } }).valid);
  assert.ok(!validator.validate({ version: { strategi: "unified" } }).valid);
});
