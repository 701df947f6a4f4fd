import {
  DEFINITION_SCHEMA,
  DURATION_PATTERN,
  TASK_SCHEMAS,
  TASK_TYPES,
  type TaskType,
} from "../../src/domain/workflow/definition/model.ts";
import { FUNCTIONS, METHODS } from "../../src/domain/workflow/expressions/cel.ts";
import { OUTCOME_FUNCTIONS, RUN_FIELDS, TASK_FIELDS } from "../../src/domain/workflow/expressions/scope.ts";
import { getTemplate } from "../../src/domain/workflow/templates/templates.ts";
import { FORMATS } from "../../src/domain/workflow/input/validator.ts";
import { expectation, type Schema } from "../../src/kernel/schema.ts";
import { block, code, GENERATED, prose, table } from "./markdown.ts";

const TYPES: Record<TaskType, string> = {
  shell: "Runs a script. It is given the variables of `env` and those that every step has: `WORKSPACE_RUN_ID`, " +
    "`WORKSPACE_STEP`, `WORKSPACE_ATTEMPT`, `WORKSPACE_IDEMPOTENCY_KEY` and `WORKSPACE_OUTPUT`, the file to which it may " +
    "write a JSON object: its output.",
  http: "Sends a request. The output is the body, parsed where it is JSON.",
  cli: "Runs a command of this program with `--format json`; what it prints is the output.",
  approval:
    "Waits until somebody decides: `workspace run approve` or `workspace run reject`. The first decision counts.",
  wait:
    "Waits for a time, until an instant, or for a signal (`workspace run signal`): one of `duration`, `until` and `signal`.",
  workflow: "Runs another workflow as a part of this one. Its outputs are the output.",
};

/** `docs/workflow-definition.md`: every key of a definition, and what expressions can name. */
export function workflowDefinitionPage(): string {
  const shared = sharedKeys();
  const top = Object.keys(DEFINITION_SCHEMA.properties!).filter((key) => key !== "tasks");
  const { workflow, files } = getTemplate("basic");
  return [
    GENERATED,
    "# Definition of a workflow\n",
    "A definition is a file in YAML or JSON of at most 1 MiB. Keys are snake_case; a key that is not listed here is a " +
    "mistake. `workspace workflow validate` checks files and names line and column of all that is wrong. Editors complete " +
    "and check with the [schema](schemas/workflow-file.json): `workspace schema workflow-file`.\n",
    `${block("yaml", files("project").get(workflow.file)!.trimEnd())}\n`,
    "## The workflow\n",
    `${keyTable(pick(DEFINITION_SCHEMA, top))}\n`,
    "## Tasks\n",
    "`tasks` is a list. A task starts when all that it `needs` have ended; tasks that do not need each other run at the " +
    "same time. A task whose need did not succeed is skipped, unless its `if` has `always()` or `failed()`. Every step " +
    "runs at least once: after the machine or the program died in its middle it is tried again, with the next attempt " +
    "number and the same idempotency key.\n",
    `${
      keyTable({
        type: "object",
        properties: { type: { type: "string", enum: TASK_TYPES }, ...shared.properties! },
        required: ["id", "type"],
      })
    }\n`,
    ...TASK_TYPES.flatMap((type) => [
      `### ${type}\n`,
      `${TYPES[type]}\n`,
      `${keyTable(ownKeys(type, shared))}\n`,
    ]),
    "## Durations\n",
    "`500ms`, `30s`, `5m`, `2h`, `1d`, and sums such as `1h30m`.\n",
    "## Parameters\n",
    "`config.input` is a JSON Schema (draft 2020-12) with `type: object`. Defaults are filled in, everything else is " +
    "checked before a run is accepted, and properties with `writeOnly: true` are masked like secrets. References lead " +
    "within the schema only. Patterns are matched in linear time: lookaround and backreferences are refused. Formats that " +
    `are checked: ${FORMATS.map(code).join(", ")}.\n`,
    "## Expressions\n",
    "`${{ … }}` holds an expression in [CEL](https://cel.dev). Alone in a text it keeps its type; several, or one among " +
    "other text, are joined as text. `if` and `for_each` may leave the braces out. `$${{` stands for `${{`. Values reach " +
    "a script through `env`, never by expressions in the script itself.\n",
    `${
      table(["name", "what it is"], [
        ["`input`", "The parameters, such as `input.date`"],
        ["`tasks.<id>`", `A task that this one needs, directly or not: ${TASK_FIELDS.map(code).join(", ")}`],
        ["`secrets.<NAME>`", "A secret of `secrets`; in `env`, `args`, `url`, `headers` and `body` only"],
        ["`run`", RUN_FIELDS.map(code).join(", ")],
        ["`item`, `index`", "In a task with `for_each`: the item, and its place from 0"],
        [OUTCOME_FUNCTIONS.map((name) => code(`${name}()`)).join(", "), "In `if`: about all that the task needs"],
      ])
    }\n`,
    `Functions: ${listed(FUNCTIONS)}. Of texts, lists, times and durations: ${listed(METHODS)}.\n`,
    "`has(tasks.load.output.rows)` tells whether a key is there. For a task with `-` in its id, write " +
    "`'rows' in tasks.load-all.output`. With `for_each` the output is the list of the items' outputs, null for what did not " +
    "succeed. Numbers without a fraction are integers; one beyond 2^53 is given as text. Expressions have bounds: " +
    "4096 characters, a million steps.\n",
    "## Secrets\n",
    "`from: store` takes what `workspace secret set` has stored, and is the only source for scheduled runs and servers. " +
    "`from: env` takes the value from the environment of whoever starts the run. Values are masked wherever something is " +
    "written.\n",
    "## Policies\n",
    "`workflow.policies` in the project's configuration are rules that every definition must meet: CEL over " +
    "`definition`, such as `definition.tasks.all(task, has(task.timeout))`. `workspace workflow validate` and `deploy` " +
    "check them.\n",
  ].join("\n");
}

function listed(names: ReadonlySet<string>): string {
  return [...names].filter((name) => !(OUTCOME_FUNCTIONS as readonly string[]).includes(name)).sort()
    .map((name) => code(`${name}()`)).join(", ");
}

/** Keys that every type of task has. */
function sharedKeys(): Schema {
  const all = TASK_TYPES.map((type) => TASK_SCHEMAS[type].properties!);
  const shared = Object.keys(all[0]!).filter((key) => key !== "type" && all.every((each) => key in each));
  return pick(TASK_SCHEMAS.shell, shared);
}

function ownKeys(type: TaskType, shared: Schema): Schema {
  const schema: Schema = TASK_SCHEMAS[type];
  return pick(schema, Object.keys(schema.properties!).filter((key) => key !== "type" && !(key in shared.properties!)));
}

function pick(schema: Schema, keys: readonly string[]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(keys.map((key) => [key, schema.properties![key]!])),
    required: (schema.required ?? []).filter((key) => keys.includes(key)),
  };
}

function keyTable(schema: Schema): string {
  return table(["key", "type", "default", ""], rows(schema, ""));
}

/** A row for each key, those of tables within under their paths. */
function rows(schema: Schema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, each]) => {
    const path = `${prefix}${key}`;
    const needed = schema.required?.includes(key) ? "**required**" : code(JSON.stringify(each.default) ?? "");
    const row = [
      code(path),
      each.pattern === DURATION_PATTERN ? "a duration" : expectation(each),
      needed,
      prose((each.description ?? "").replace("; such as 500ms, 30s, 5m, 1h30m", "")),
    ];
    if (each.properties) return [row, ...rows(each, `${path}.`)];
    return each.items?.properties ? [row, ...rows(each.items, `${path}[].`)] : [row];
  });
}
