import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { parseDocument } from "../../../formats/document.ts";
import { TEMPLATES } from "../templates/templates.ts";
import { definitionJsonSchema } from "./json_schema.ts";

/** The published schema, without its reference to the meta schema, which is not at hand. */
function validator(): Validator {
  const schema = definitionJsonSchema();
  const { config } = schema.properties as Record<string, { properties: Record<string, unknown> }>;
  assert.deepEqual((config!.properties.input as { $ref: string }).$ref, "https://json-schema.org/draft/2020-12/schema");
  config!.properties.input = { type: "object" };
  return new Validator(schema, "2020-12", false);
}

Deno.test("every template's definitions fit the schema for editors", async () => {
  for (const template of TEMPLATES) {
    for (const [name, text] of template.files("p")) {
      if (!/\/.*\.yaml$/.test(name)) continue;
      const { errors } = validator().validate((await parseDocument(text, "yaml")).value);
      assert.deepEqual(errors, [], name);
    }
  }
});

Deno.test("the schema for editors knows the keys of each type of task", () => {
  const fits = (task: Record<string, unknown>) =>
    validator().validate({ id: "w", tasks: [{ id: "a", ...task }] }).valid;
  assert.equal(fits({ type: "shell", run: "x", env: { A: 1 } }), true);
  assert.equal(fits({ type: "wait", signal: "x", timeout: "1h" }), true);
  assert.equal(fits({ type: "shell" }), false);
  assert.equal(fits({ type: "shell", run: "x", nedes: [] }), false);
  assert.equal(fits({ type: "http", run: "x" }), false);
  assert.equal(fits({ type: "shel", run: "x" }), false);
  assert.equal(fits({ type: "wait", duration: "1 hour" }), false);
  assert.equal(fits({ run: "x" }), false);
});
