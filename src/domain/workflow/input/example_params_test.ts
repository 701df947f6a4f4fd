import assert from "node:assert/strict";
import { exampleParams } from "./example_params.ts";

Deno.test("examples are given for what a run must be given, and for nothing else", () => {
  const properties = {
    dataset: { type: "string", enum: ["iris", "wine"] },
    level: { enum: [2, 3] },
    date: { type: "string", format: "date" },
    size: { type: "integer", minimum: 5 },
    count: { type: "number" },
    test: { type: "boolean" },
    tags: { type: "array" },
    extra: { type: "object" },
    city: { type: "string", examples: ["Oslo"] },
    name: { type: "string" },
    known: { type: "string", default: "x" },
  };
  assert.deepEqual(exampleParams({ required: [...Object.keys(properties), "unknown"], properties }), [
    "dataset=iris",
    "level=2",
    "date=2026-01-31",
    "size=5",
    "count=1",
    "test=true",
    "tags=[]",
    "extra={}",
    "city=Oslo",
    "name=VALUE",
    "unknown=VALUE",
  ]);
  assert.deepEqual(exampleParams({ properties }), []);
  assert.deepEqual(exampleParams({ required: ["a"] }), ["a=VALUE"]);
  assert.deepEqual(exampleParams(undefined), []);
});
