import {
  boolean,
  either,
  type Infer,
  integer,
  json,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
} from "../../../kernel/schema.ts";

/**
 * A workflow's definition as its file has it (keys in snake_case), checked but without defaults filled in: this is what
 * is deployed, and what a run keeps a copy of. Types, checks, the JSON Schema for editors and the reference follow from
 * these schemas.
 */

export const ID_PATTERN = "^[a-z0-9][a-z0-9_-]{0,63}$";

const id = (description: string) => text({ pattern: ID_PATTERN, description });

export const DURATION_PATTERN = "^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$";
export const VERSION_PATTERN = "^v?\\d+\\.\\d+\\.\\d+([-+].+)?$";

/** `500ms`, `30s`, `5m`, `2h`, `1d`, and sums such as `1h30m`. */
export const duration = (description: string) =>
  text({ pattern: DURATION_PATTERN, description: `${description}; such as 500ms, 30s, 5m, 1h30m` });

/** A condition in CEL, with or without `${{ }}`. */
const condition = text({
  minLength: 1,
  description: "Condition in CEL; only what it needs, directly or not, can be named",
});

const retryPolicy = object({
  maximum_attempts: optional(integer({ minimum: 1, default: 1, description: "Attempts in all" })),
  initial_interval: optional(duration("Wait before the second attempt")),
  backoff_coefficient: optional(number({ minimum: 1, default: 2, description: "Factor of each further wait" })),
  maximum_interval: optional(duration("Longest wait")),
  jitter: optional(boolean({ default: true, description: "Waits vary by up to a quarter, so that many do not meet" })),
}, { description: "What happens after a failed attempt" });
export type RetryPolicy = Infer<typeof retryPolicy>;

export const CONCURRENCY_POLICIES = ["queue", "skip", "cancel-running"] as const;
export const OVERLAP_POLICIES = ["skip", "queue", "cancel-running", "allow"] as const;

const concurrency = object({
  group: text({ minLength: 1, description: "Runs of one group do not run at the same time; may hold ${{ input.… }}" }),
  policy: optional(
    oneOf(CONCURRENCY_POLICIES, {
      default: "queue",
      description: "What a new run does while another one of the group runs: wait, not run at all, or take its place",
    }),
  ),
});

const schedule = object({
  cron: text({ minLength: 1, description: "Five fields of cron, or six with seconds" }),
  timezone: optional(text({ minLength: 1, default: "UTC", description: "IANA time zone, such as America/New_York" })),
  overlap_policy: optional(
    oneOf(OVERLAP_POLICIES, { default: "skip", description: "What happens when the last scheduled run still runs" }),
  ),
  catchup: optional(duration("How late a missed time may still be made up for; without it, it is not")),
  input: optional(record(json(), { description: "Input of scheduled runs" })),
}, { description: "When runs start by themselves, while a server runs" });

/** Where a secret's value comes from. */
export const SECRET_SOURCES = ["env", "store"] as const;

const secret = object({
  name: text({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$", description: "Name in `${{ secrets.NAME }}`" }),
  from: optional(
    oneOf(SECRET_SOURCES, {
      default: "store",
      description: "`store`: set by `workspace secret set`. `env`: taken from the environment of who starts the run",
    }),
  ),
});

/** What every kind of task may have. */
const common = {
  id: id("Name of the task in the workflow"),
  name: optional(text({ minLength: 1, description: "Title for people" })),
  needs: optional(
    list(text({ minLength: 1 }), { description: "Tasks that end before this one starts", uniqueItems: true }),
  ),
  if: optional(condition),
  timeout: optional(duration("How long an attempt may take")),
  retry_policy: optional(retryPolicy),
  on_interrupt: optional(
    oneOf(["retry", "fail"], {
      default: "retry",
      description: "After the machine or the program died in the middle of it: try again (at most 3 times), or fail",
    }),
  ),
  continue_on_error: optional(boolean({ default: false, description: "Its failure does not fail the run" })),
};
const repeated = {
  for_each: optional(
    either([text({ minLength: 1 }), list(json())], {
      description: "A list, or an expression that gives one: run once for each `item`",
    }),
  ),
  max_parallel: optional(integer({ minimum: 1, description: "How many of the items run at once" })),
};
const environment = optional(
  record(either([text(), number(), boolean()]), {
    description: "Environment variables; the way for values to reach a script",
  }),
);
const artifacts = optional(
  list(object({ name: text({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }), path: text({ minLength: 1 }) }), {
    description: "Files that are kept with the run, by their path in the working directory",
  }),
);

export const TASK_SCHEMAS = {
  shell: object({
    ...common,
    ...repeated,
    type: oneOf(["shell"]),
    run: text({
      minLength: 1,
      description: "Script; its output is the JSON object that it writes to $WORKSPACE_OUTPUT",
    }),
    shell: optional(oneOf(["sh", "bash", "pwsh"], { default: "sh", description: "What runs the script" })),
    env: environment,
    working_directory: optional(text({ minLength: 1, description: "Relative to that of the run" })),
    artifacts,
  }),
  http: object({
    ...common,
    ...repeated,
    type: oneOf(["http"]),
    url: text({ minLength: 1, description: "http or https" }),
    method: optional(oneOf(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], { default: "GET" })),
    headers: optional(record(text())),
    body: optional(json({ description: "A text is sent as it is, anything else as JSON" })),
    expect_status: optional(
      list(integer({ minimum: 100 }), { description: "Statuses that are a success; otherwise 200–299" }),
    ),
  }),
  cli: object({
    ...common,
    ...repeated,
    type: oneOf(["cli"]),
    args: list(either([text(), number(), boolean()]), {
      minItems: 1,
      description: "Arguments of `workspace`; its JSON is the output",
    }),
    env: environment,
    working_directory: optional(text({ minLength: 1 })),
    artifacts,
  }),
  approval: object({
    ...common,
    type: oneOf(["approval"]),
    message: optional(text({ minLength: 1, description: "What is to be decided" })),
    approvers: optional(list(text({ minLength: 1 }), { description: "Who may decide; empty: whoever may approve" })),
  }),
  wait: object({
    ...common,
    type: oneOf(["wait"]),
    duration: optional(duration("How long")),
    until: optional(
      text({ minLength: 1, description: "Until an instant (ISO 8601), or an expression that gives one" }),
    ),
    signal: optional(text({ minLength: 1, description: "Until this signal comes; its payload is the output" })),
  }),
  workflow: object({
    ...common,
    ...repeated,
    type: oneOf(["workflow"]),
    workflow: id("Workflow that is run as a part of this one; its outputs are the output"),
    version: optional(text({ minLength: 1 })),
    input: optional(record(json())),
  }),
} as const;

export type TaskType = keyof typeof TASK_SCHEMAS;
export const TASK_TYPES = Object.keys(TASK_SCHEMAS) as TaskType[];
export type TaskOf<T extends TaskType> = Infer<typeof TASK_SCHEMAS[T]>;
export type Task = { [T in TaskType]: TaskOf<T> & { type: T } }[TaskType];

export const DEFINITION_SCHEMA = object({
  $schema: optional(text({ description: "The JSON Schema of this file, for editors" })),
  id: id("Name of the workflow; `run create <id>` starts it"),
  name: optional(text({ minLength: 1, description: "Title for people" })),
  version: optional(
    text({ pattern: VERSION_PATTERN, description: "Without it, deploying counts up" }),
  ),
  description: optional(text()),
  config: optional(object({
    input: optional(
      record(json(), { description: "JSON Schema (draft 2020-12) of the parameters; defaults are filled in" }),
    ),
    retry_policy: optional(retryPolicy),
    timeout: optional(duration("How long a run may take")),
    concurrency: optional(concurrency),
    max_parallel: optional(integer({ minimum: 1, description: "How many tasks of a run run at once" })),
    working_directory: optional(
      text({ minLength: 1, description: "Where tasks run, relative to the definition's file" }),
    ),
    retention: optional(duration("How long finished runs are kept")),
  })),
  secrets: optional(list(secret)),
  schedule: optional(schedule),
  triggers: optional(
    list(object({ event: text({ minLength: 1 }), if: optional(condition) }), {
      description: "Events that start a run. Nothing emits any yet; deploying says so",
    }),
  ),
  tasks: list(either(Object.values(TASK_SCHEMAS)) as Schema<Task>, { minItems: 1 }),
  outputs: optional(record(json(), { description: "What the run gives back; texts may hold expressions" })),
});

export type Definition = Infer<typeof DEFINITION_SCHEMA>;
