import { didYouMean } from "../../../kernel/suggest.ts";
import { hasExpression } from "../expressions/template.ts";
import { checkInput } from "../input/check_input.ts";
import { inputSchemaProblems } from "../input/check_schema.ts";
import { shown } from "./check_schema.ts";
import { nextTime, scheduleProblem } from "../schedules/cron.ts";
import { cronProblem } from "./cron_fields.ts";
import type { Problem } from "./problems.ts";
import { isTimeZone } from "./time_zone.ts";
import { listOf, type Readable, type ReadableTask, tableOf } from "./readable.ts";

/** Variables that each step is given by the engine. */
const RESERVED = /^WORKSPACE_(?:RUN_ID|STEP|ATTEMPT|IDEMPOTENCY_KEY|OUTPUT|HOME)$/;

/** What the schema's types cannot say: schedules, waits, environments, the input schema, secrets. */
export function checkValues(definition: Readable): { problems: Problem[]; warnings: Problem[] } {
  const input = definition.input === undefined ? [] : inputSchemaProblems(definition.input);
  const placed = input.map(({ path, ...rest }) => ({ path: ["config", "input", ...path], ...rest }));
  const inputIsRight = input.every(({ warning }) => warning);
  return {
    problems: [
      ...placed.filter(({ warning }) => !warning),
      ...checkSecrets(definition),
      ...checkSchedule(definition, inputIsRight),
      ...definition.tasks.flatMap((task) => checkTask(task, definition)),
    ],
    warnings: [...placed.filter(({ warning }) => warning), ...triggerWarnings(definition)],
  };
}

function checkSecrets({ secrets, table }: Readable): Problem[] {
  const problems: Problem[] = [];
  secrets.forEach(({ name, from, index }, i) => {
    if (secrets.findIndex((each) => each.name === name) < i) {
      problems.push({
        path: ["secrets", index, "name"],
        problem: `secret '${name}' is there twice`,
        hint: "Remove one of them.",
      });
    }
    if (from === "env" && tableOf(table.schedule)) {
      problems.push({
        path: ["secrets", index, "from"],
        problem: `a scheduled run cannot take '${name}' from the environment of who starts it`,
        hint: `Use \`from: store\` and set it with \`workspace secret set ${name}\`.`,
      });
    }
  });
  return problems;
}

function checkSchedule({ table, input }: Readable, inputIsRight: boolean): Problem[] {
  const schedule = tableOf(table.schedule);
  if (!schedule) return [];
  const problems: Problem[] = [];
  if (typeof schedule.cron === "string") {
    const found = cronProblem(schedule.cron) ?? neverDue(schedule.cron);
    if (found) problems.push({ path: ["schedule", "cron"], ...found });
  }
  if (typeof schedule.timezone === "string" && schedule.timezone !== "" && !isTimeZone(schedule.timezone)) {
    problems.push({
      path: ["schedule", "timezone"],
      problem: `unknown time zone ${shown(schedule.timezone)}`,
      hint: didYouMean(
        schedule.timezone,
        Intl.supportedValuesOf("timeZone"),
        "Give an IANA name such as Europe/Berlin.",
      ),
    });
  }
  if (input && inputIsRight) {
    const given = tableOf(schedule.input) ?? {};
    for (const { path, message } of checkInput(input, given).problems) {
      problems.push({
        path: ["schedule", ...(schedule.input === undefined ? [] : ["input", ...stepsOf(path)])],
        problem: `the input of scheduled runs does not fit: ${path === "" ? "it" : `'${path}'`} ${message}`,
        hint: "Give it in `schedule.input`, or a `default` in config.input.",
      });
    }
  }
  return problems;
}

/** What the scheduler itself refuses, and a time that never comes. */
function neverDue(cron: string): Omit<Problem, "path"> | undefined {
  const schedule = { cron, timezone: "UTC" };
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) return { problem, hint: "Write five fields, or six with seconds first." };
  if (nextTime(schedule, Temporal.Instant.from("2026-01-01T00:00:00Z"))) return undefined;
  return { problem: `'${cron}' never comes`, hint: "Look at the day and the month." };
}

function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? name! : Number(index)
  );
}

function checkTask({ index, id, type, table }: ReadableTask, definition: Readable): Problem[] {
  const path = ["tasks", index];
  const problems: Problem[] = [];
  for (const name of Object.keys(tableOf(table.env) ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      const hint = "Letters, digits and '_' make a name; it does not begin with a digit.";
      problems.push({ path: [...path, "env", name], problem: `'${name}' is no name of a variable`, hint });
    } else if (RESERVED.test(name)) {
      const hint = "Choose another name.";
      problems.push({ path: [...path, "env", name], problem: `${name} is set by the engine itself`, hint });
    }
  }
  if (type === "workflow" && table.workflow === definition.table.id && table.if === undefined) {
    const hint = "Run another workflow, or end the recursion with an `if`.";
    problems.push({ path: [...path, "workflow"], problem: "the workflow would run itself without end", hint });
  }
  if (type === "wait") problems.push(...checkWait(table, path));
  if (type === "http" && typeof table.url === "string") problems.push(...checkUrl(table.url, [...path, "url"]));
  if (
    table.max_parallel !== undefined && table.for_each === undefined &&
    ["shell", "http", "cli", "workflow"].includes(type)
  ) {
    const hint = "Add `for_each:`, or use config.max_parallel for the tasks of a run.";
    problems.push({ path: [...path, "max_parallel"], problem: `task '${id}' has no for_each`, hint });
  }
  const names = listOf(table.artifacts).map((each) => tableOf(each)?.name);
  names.forEach((name, i) => {
    if (typeof name === "string" && names.indexOf(name) < i) {
      problems.push({
        path: [...path, "artifacts", i, "name"],
        problem: `artifact '${name}' is there twice`,
        hint: "Rename one of them.",
      });
    }
  });
  return problems;
}

const WAITS = ["duration", "until", "signal"];

function checkWait(table: Readonly<Record<string, unknown>>, path: (string | number)[]): Problem[] {
  const given = WAITS.filter((each) => table[each] !== undefined);
  if (given.length === 0) {
    return [{ path, problem: "it does not say what it waits for", hint: `Add one of ${WAITS.join(", ")}.` }];
  }
  if (given.length > 1) {
    const problem = `it waits for ${given.join(" and ")}; only one of them can be`;
    return [{
      path: [...path, given[1]!],
      problem,
      hint: "Make two tasks of it; `timeout` limits the wait for a signal.",
    }];
  }
  const { until } = table;
  if (typeof until !== "string" || until === "" || hasExpression(until) || isInstant(until)) return [];
  const hint = "Write it with its offset: 2026-01-31T12:00:00Z; or an expression in ${{ }}.";
  return [{ path: [...path, "until"], problem: `${shown(until)} is no instant`, hint }];
}

function isInstant(text: string): boolean {
  try {
    return Temporal.Instant.from(text) !== undefined;
  } catch {
    return false;
  }
}

function checkUrl(url: string, path: (string | number)[]): Problem[] {
  // The address may come from an expression; what stands before it is known.
  const known = url.split("${{")[0]!;
  if (known === "" && hasExpression(url)) return [];
  if (hasExpression(url) ? /^https?:\/\//i.test(known) || "https://".startsWith(known) : isWebAddress(url)) return [];
  return [{ path, problem: `expected a URL with http or https, found ${shown(url)}`, hint: "Write https://…" }];
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function triggerWarnings({ table }: Readable): Problem[] {
  if (listOf(table.triggers).length === 0) return [];
  return [{
    path: ["triggers"],
    problem: "nothing emits events yet: triggers start no runs",
    hint: "Use `schedule`, or start runs yourself.",
  }];
}
