import { failureSchema, outputSchema, schemaDocument } from "../../src/cli/output_schema.ts";
import { CONFIG_FILE_SCHEMA } from "../../src/domain/release/config/schema.ts";
import { definitionJsonSchema } from "../../src/domain/workflow/definition/json_schema.ts";
import type { Schema } from "../../src/kernel/schema.ts";
import { type DocumentedCommand, fileName } from "./load_commands.ts";

/** `docs/schemas`: what commands print with `--format json`, what a failure looks like, the configuration file and definitions of workflows. */
export function schemaFiles(commands: DocumentedCommand[]): [path: string, content: string][] {
  return [
    ...commands.map((each) => file(fileName(each), outputSchema(each.path, each.command))),
    file("error", failureSchema()),
    file("config-file", schemaDocument("repo.config.toml, .yaml, .yml or .json", CONFIG_FILE_SCHEMA)),
    file("workflow-file", definitionJsonSchema()),
  ];
}

function file(name: string, schema: Schema): [path: string, content: string] {
  return [`docs/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`];
}
