import { expectation, json, list, type Schema, type Violation, violations } from "../../../kernel/schema.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { findDuration } from "./duration.ts";
import {
  DEFINITION_SCHEMA,
  DURATION_PATTERN,
  ID_PATTERN,
  TASK_SCHEMAS,
  TASK_TYPES,
  type TaskType,
  VERSION_PATTERN,
} from "./model.ts";
import type { Problem } from "./problems.ts";

type Table = Record<string, unknown>;

/** Everything but the tasks, which are checked one by one with the schema of their type. */
const WITHOUT_TASKS: Schema = {
  ...DEFINITION_SCHEMA,
  properties: { ...DEFINITION_SCHEMA.properties, tasks: list(json(), { minItems: 1 }) },
};

/** What contradicts the schema, with messages of the task's own type. */
export function checkSchema(value: unknown): Problem[] {
  const problems = problemsWith(WITHOUT_TASKS, value, []);
  if (!isTable(value) || !Array.isArray(value.tasks)) return problems;
  return [...problems, ...value.tasks.flatMap((task, i) => checkTask(task, ["tasks", i]))];
}

function checkTask(task: unknown, path: (string | number)[]): Problem[] {
  if (!isTable(task)) {
    return [{ path, problem: `expected a task, found ${shown(task)}`, hint: "A task has at least `id` and `type`." }];
  }
  const { type } = task;
  if (typeof type !== "string" || !Object.hasOwn(TASK_SCHEMAS, type)) return checkType(task, path);
  return problemsWith(TASK_SCHEMAS[type as TaskType], task, path);
}

function checkType(task: Table, path: (string | number)[]): Problem[] {
  const known = TASK_TYPES.join(", ");
  const { type } = task;
  const given = task.type === undefined
    ? TASK_TYPES.find((each) => each === "shell" ? "run" in task : each in task)
    : undefined;
  const problem: Problem = type === undefined
    ? {
      path,
      problem: "missing key 'type'",
      hint: given ? `Add \`type: ${given}\`.` : `Add \`type:\` with one of ${known}.`,
    }
    : {
      path: [...path, "type"],
      problem: `unknown type of task ${shown(type)}; expected one of ${known}`,
      hint: didYouMean(wordOf(type), TASK_TYPES, `Give one of ${known}.`),
    };
  const id = TASK_SCHEMAS.shell.properties!.id!;
  return [problem, ...problemsWith({ type: "object", properties: { id }, required: ["id"] }, task, path)];
}

function problemsWith(schema: Schema, value: unknown, path: (string | number)[]): Problem[] {
  const found = violations(schema, value).map((each): Problem => ({
    ...explained(each, schemaAt(schema, each.path)),
    path: [...path, ...(each.kind === "missing" ? each.path.slice(0, -1) : each.path)],
  }));
  return [...found, ...longDurations(schema, value, path)];
}

function explained(violation: Violation, schema: Schema | undefined): Omit<Problem, "path"> {
  const { kind, found, expected, candidates, path } = violation;
  const key = String(path.at(-1) ?? "");
  switch (kind) {
    case "missing":
      return { problem: `missing key '${key}'`, hint: `Add \`${key}:\`${asked(schema)}.` };
    case "unknown":
      return {
        problem: `unknown key '${key}'`,
        hint: didYouMean(key, candidates, `Known keys are ${candidates.join(", ")}.`),
      };
    case "enum":
      return {
        problem: `expected ${expected}, found ${shown(found)}`,
        hint: didYouMean(wordOf(found), candidates, `Give ${expected}.`),
      };
    case "pattern": {
      const wanted = patternText(schema?.pattern);
      return { problem: `expected ${wanted}, found ${shown(found)}`, hint: `Write ${wanted}.` };
    }
    case "duplicate":
      return { problem: `${shown(found)} is there twice`, hint: "Remove one of them." };
    case "empty":
      return {
        problem: schema?.type === "array" ? "expected at least one entry" : "expected a text that is not empty",
        hint: asHint(schema),
      };
    default: {
      const quoted = schema?.type === "string" && ["number", "boolean"].includes(typeof found);
      const hint = quoted ? `Put it in quotes: "${found}".` : `Give ${expected}.`;
      return {
        problem: found === null && path.length === 0
          ? "the file is empty"
          : `expected ${expected}, found ${shown(found)}`,
        hint,
      };
    }
  }
}

const wordOf = (value: unknown) => typeof value === "string" ? value : "";
const asHint = (schema: Schema | undefined) =>
  schema?.description ? `${schema.description}.` : "Fill it, or leave the key out.";
const asked = (schema: Schema | undefined) => schema ? `, ${expectation(schema)}` : "";

function patternText(pattern: string | undefined): string {
  switch (pattern) {
    case ID_PATTERN:
      return "an id of lower-case letters, digits, '-' and '_' (at most 64, beginning with a letter or digit)";
    case DURATION_PATTERN:
      return "a duration such as 500ms, 30s, 5m, 1h30m";
    case VERSION_PATTERN:
      return "a version such as 1.2.0";
    default:
      return `a text that matches ${pattern}`;
  }
}

/** The part of a schema that a path leads to; of alternatives the first that knows the way. */
function schemaAt(schema: Schema, path: readonly (string | number)[]): Schema | undefined {
  let current: Schema | undefined = schema;
  for (const step of path) {
    if (current === undefined) return undefined;
    if (typeof step === "number") current = current.items ?? current.anyOf?.find(({ items }) => items)?.items;
    else if (current.properties && Object.hasOwn(current.properties, step)) current = current.properties[step];
    else current = typeof current.additionalProperties === "object" ? current.additionalProperties : undefined;
  }
  return current;
}

/** Durations of more than a hundred years, which the pattern lets pass. */
function longDurations(schema: Schema, value: unknown, path: (string | number)[]): Problem[] {
  if (schema.pattern === DURATION_PATTERN) {
    const long = typeof value === "string" && new RegExp(DURATION_PATTERN).test(value) &&
      findDuration(value) === undefined;
    return long
      ? [{ path, problem: `${shown(value)} is longer than a hundred years`, hint: "Give a shorter one." }]
      : [];
  }
  if (!schema.properties || !isTable(value)) return [];
  return Object.entries(schema.properties).flatMap(([key, each]) =>
    Object.hasOwn(value, key) ? longDurations(each, value[key], [...path, key]) : []
  );
}

/** A value as it stands in a message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (Array.isArray(value)) return "a list";
  return isTable(value) ? "a table of keys and values" : String(value);
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
