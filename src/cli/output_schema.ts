import { EXIT_CODES } from "../kernel/fault.ts";
import { integer, json, object, optional, record, type Schema, text } from "../kernel/schema.ts";
import type { Command } from "./command.ts";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** A schema as a document of its own. */
export interface SchemaDocument extends Schema {
  $schema: string;
  title: string;
}

/** The JSON Schema (draft 2020-12) of what a command prints as JSON when it succeeds; of one that streams, of a line. */
export function outputSchema(
  path: readonly string[],
  { output, streams = false }: Pick<Command, "output"> & Partial<Pick<Command, "streams">>,
): SchemaDocument {
  const title = `workspace ${path.join(" ")}`;
  return streams ? schemaDocument(`${title}: each line`, output) : schemaDocument(title, successSchema(output));
}

/** The JSON Schema of what every command prints as JSON when it fails. */
export function failureSchema(): SchemaDocument {
  return schemaDocument("Failure of any workspace command", FAILURE_SCHEMA);
}

/** A schema with the dialect and a title in front. */
export function schemaDocument(title: string, schema: Schema): SchemaDocument {
  return { $schema: DIALECT, title, ...schema };
}

/** An output with `success: true` in front. */
export function successSchema(output: Schema): Schema {
  if (output.anyOf) return { ...output, anyOf: output.anyOf.map(successSchema) };
  return {
    ...output,
    type: "object",
    properties: { success: { type: "boolean", const: true }, ...output.properties },
    required: ["success", ...output.required ?? []],
  };
}

/** The failure envelope. */
export const FAILURE_SCHEMA: Schema = object({
  success: { type: "boolean", const: false } as Schema<false>,
  error: object({
    code: text({ pattern: "^[A-Z][A-Z0-9_]*$", description: "Stable name of the failure, for scripts" }),
    message: text({ minLength: 1, description: "What went wrong" }),
    cause: text({ minLength: 1, description: "Why" }),
    hint: text({ minLength: 1, description: "What to do next" }),
    exitCode: {
      ...integer({ description: "Exit code of the program" }),
      enum: Object.keys(EXIT_CODES).map(Number).filter((code) => code !== 0),
    } as Schema<number>,
    requestId: optional(text()),
    details: optional(record(json(), { description: "What the message is about, as data" })),
  }),
});
