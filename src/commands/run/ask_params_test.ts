import assert from "node:assert/strict";
import type { Prompt } from "../../kernel/ports.ts";
import { askParams } from "./ask_params.ts";

/** A user who answers as the table says, and what was asked. */
function user(answers: Record<string, unknown>): { prompt: Prompt; asked: string[] } {
  const asked: string[] = [];
  const answer = (kind: string) => (question: string, choices?: unknown) => {
    asked.push(`${kind} ${question}${Array.isArray(choices) ? ` ${choices.map(({ label }) => label).join("|")}` : ""}`);
    return Promise.resolve(answers[question]);
  };
  const prompt = {
    select: answer("select"),
    confirm: answer("confirm"),
    input: answer("input"),
    secret: answer("secret"),
  };
  return { prompt: prompt as unknown as Prompt, asked };
}

Deno.test("what is required and missing is asked for, each in its way, and read as the schema says", async () => {
  const schema = {
    required: ["given", "known", "set", "level", "test", "size", "name", "key", "other"],
    properties: {
      given: { type: "string" },
      known: { type: "string", default: "x" },
      set: { type: "string", enum: ["iris", "wine"], description: "What is trained on" },
      level: { enum: [1, 2] },
      test: { type: "boolean" },
      size: { type: "integer" },
      name: { type: "string" },
      key: { type: "string", writeOnly: true },
    },
  };
  const { prompt, asked } = user({
    "set (What is trained on):": "wine",
    "level:": "2",
    "test?": true,
    "size:": "7",
    "name:": "7",
    "key:": "a=b",
    "other:": "x",
  });
  assert.deepEqual(await askParams({ given: "here" }, { schema, prompt }), {
    given: "here",
    set: "wine",
    level: 2,
    test: true,
    size: 7,
    name: "7",
    key: "a=b",
    other: "x",
  });
  assert.deepEqual(asked, [
    "select set (What is trained on): iris|wine",
    "select level: 1|2",
    "confirm test?",
    "input size:",
    "input name:",
    "secret key:",
    "input other:",
  ]);
});

Deno.test("nothing is asked where nothing is missing", async () => {
  const { prompt, asked } = user({});
  assert.deepEqual(await askParams({ a: 1 }, { schema: { required: ["a"] }, prompt }), { a: 1 });
  assert.deepEqual(await askParams({}, { prompt }), {});
  assert.deepEqual(asked, []);
});
