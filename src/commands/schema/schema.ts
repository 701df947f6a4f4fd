import { command, type Tree } from "../../cli/command.ts";
import { listLeaves, selectLeaves } from "../../cli/leaves.ts";
import { restArguments } from "../../cli/option.ts";
import { failureSchema, outputSchema, schemaDocument } from "../../cli/output_schema.ts";
import { ACTION_MISSING } from "../../cli/faults.ts";
import { json, list, object, optional, record, type Schema, text } from "../../kernel/schema.ts";

const ENTRY = object({ name: text({ description: "Words to give `workspace schema`" }), summary: text() });

/** Schemas that are of no one command. */
const OTHERS: Record<string, { summary: string; read(): Promise<Schema> | Schema }> = {
  "error": { summary: "What every command prints when it fails", read: failureSchema },
  "config-file": {
    summary: "The configuration file, repo.config.{toml,yaml,json}",
    async read() {
      const { CONFIG_FILE_SCHEMA } = await import("../../domain/release/config/schema.ts");
      return schemaDocument("Configuration of workspace (repo.config.toml, .yaml or .json)", CONFIG_FILE_SCHEMA);
    },
  },
  "workflow-file": {
    summary: "The definition of a workflow, in YAML or JSON",
    async read() {
      return (await import("../../domain/workflow/definition/json_schema.ts")).definitionJsonSchema();
    },
  },
};

export default command({
  description: "JSON Schemas (draft 2020-12) of what commands print with --format json, of failures, of the " +
    "configuration file and of workflows' definitions. Without arguments it lists what there is.",
  arguments: {
    command: restArguments("COMMAND", "Words of a command, `error`, `config-file` or `workflow-file`", {
      complete: "commands",
    }),
  },
  examples: [
    ["workspace schema", "List all schemas"],
    ["workspace schema bump", "What `workspace bump --format json` prints"],
    ["workspace schema config-file > repo.config.schema.json", "For editors that complete the configuration"],
    ["workspace schema workflow-file > workflow.schema.json", "For editors that complete definitions"],
  ],
  needs: {},
  output: object({
    schemas: optional(list(ENTRY, { description: "Without arguments: all of them" })),
    schema: optional(record(json(), { description: "A JSON Schema" })),
  }),
  async run({ args: { command: words }, tree }) {
    if (words.length === 0) return { schemas: listSchemas(tree) };
    const other = words.length === 1 ? OTHERS[words[0]!] : undefined;
    return { schema: plain(other ? await other.read() : await commandSchema(tree, words)) };
  },
  text({ schemas, schema }) {
    if (schema) return JSON.stringify(schema, null, 2);
    const width = Math.max(...schemas!.map(({ name }) => name.length)) + 3;
    return schemas!.map(({ name, summary }) => `${name.padEnd(width)}${summary}`).join("\n");
  },
});

function listSchemas(tree: Tree) {
  return [
    ...listLeaves(tree).map(({ path, leaf }) => ({ name: path.join(" "), summary: leaf.summary })),
    ...Object.entries(OTHERS).map(([name, { summary }]) => ({ name, summary })),
  ];
}

async function commandSchema(tree: Tree, words: string[]): Promise<Schema> {
  const [found, ...others] = selectLeaves(tree, words);
  if (others.length > 0) {
    throw ACTION_MISSING({ group: found!.path[0]!, actions: [found!, ...others].map(({ path }) => path[1]!) });
  }
  const { default: described } = await found!.leaf.load();
  return outputSchema(found!.path, described);
}

function plain(schema: Schema): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema));
}
