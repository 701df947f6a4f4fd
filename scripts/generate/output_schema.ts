import { EXIT_CODES } from "../../src/kernel/fault.ts";
import { integer, json, object, optional, record, type Schema, text } from "../../src/kernel/schema.ts";

const SUCCESS: Schema = { type: "boolean", const: true };

/** Schema of what a command prints when it succeeds: its output with `success: true` in front. */
export function successSchema(output: Schema): Schema {
  if (output.anyOf) return { ...output, anyOf: output.anyOf.map(successSchema) };
  return {
    ...output,
    type: "object",
    properties: { success: SUCCESS, ...output.properties },
    required: ["success", ...output.required ?? []],
  };
}

/** Schema of what every command prints when it fails. */
export const FAILURE_SCHEMA: Schema = object({
  success: { type: "boolean", const: false } as Schema<false>,
  error: object({
    code: text({ pattern: "^[A-Z][A-Z0-9_]*$", description: "Stable name of the failure, for scripts" }),
    message: text({ minLength: 1, description: "What went wrong" }),
    cause: text({ minLength: 1, description: "Why" }),
    hint: text({ minLength: 1, description: "What to do next" }),
    exitCode: { ...integer(), enum: Object.keys(EXIT_CODES).map(Number).filter((code) => code !== 0) } as Schema<
      number
    >,
    requestId: optional(text()),
    details: optional(record(json(), { description: "What the message is about, as data" })),
  }),
});
