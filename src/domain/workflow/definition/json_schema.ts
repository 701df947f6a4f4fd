import type { Schema } from "../../../kernel/schema.ts";
import { DEFINITION_SCHEMA, TASK_SCHEMAS, TASK_TYPES } from "./model.ts";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/**
 * The JSON Schema (draft 2020-12) of definitions, for editors: the keys of a task follow from its `type`. What needs
 * more than a schema (the graph, expressions, time zones) `workspace workflow validate` checks.
 */
export function definitionJsonSchema(): Record<string, unknown> {
  const top = plain(DEFINITION_SCHEMA) as { properties: Record<string, Record<string, unknown>> };
  const { config, tasks } = top.properties as Record<string, Record<string, unknown>>;
  const input = (config!.properties as Record<string, { description?: string }>).input!;
  (config!.properties as Record<string, unknown>).input = { $ref: DIALECT, description: input.description };
  const task = {
    type: "object",
    required: ["id", "type"],
    properties: { type: { enum: TASK_TYPES, description: "What kind of task it is" } },
    allOf: TASK_TYPES.map((type) => ({
      if: { properties: { type: { const: type } }, required: ["type"] },
      then: { $ref: `#/$defs/${type}` },
    })),
  };
  return {
    $schema: DIALECT,
    title: "Definition of a workflow",
    ...top,
    properties: { ...top.properties, tasks: { ...tasks, items: task } },
    $defs: Object.fromEntries(TASK_TYPES.map((type) => [type, plain(TASK_SCHEMAS[type])])),
  };
}

function plain(schema: Schema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}
