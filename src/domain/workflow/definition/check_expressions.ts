import { didYouMean } from "../../../kernel/suggest.ts";
import type { ExpressionNames } from "../expressions/names.ts";
import { compileBare, compileTemplate, hasExpression } from "../expressions/template.ts";
import { OUTCOME_FUNCTIONS } from "../expressions/scope.ts";
import { inputProperties } from "./input_properties.ts";
import { transitiveNeeds } from "./graph.ts";
import { expressionProblem, type Problem } from "./problems.ts";
import { type Readable, type ReadableTask, tableOf } from "./readable.ts";

type Path = (string | number)[];

/** What the expressions of one place may name. */
interface Place {
  /** Tasks that have ended when it is computed. */
  tasks: ReadonlySet<string>;
  /** Why others have not: said of a task that is there but not among them. */
  reason: string;
  secrets: boolean;
  item: boolean;
  run: boolean;
  outcome: boolean;
}

/** Where texts of a task are templates, by its type; a place within a list or table counts. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  shell: ["env", "working_directory", "artifacts"],
  cli: ["args", "env", "working_directory", "artifacts"],
  http: ["url", "headers", "body"],
  approval: ["message"],
  wait: ["until", "signal"],
  workflow: ["input"],
};

/** Where a secret may go: it is never stored there. */
const SECRET_PLACES = ["env", "args", "url", "headers", "body"];

/** Where an expression would be expected, and is not computed. */
const LITERAL = ["approvers", "version"];

/** Expressions that do not parse, or name what they cannot; `${{ }}` where it is not computed. */
export function checkExpressions(definition: Readable): { problems: Problem[]; warnings: Problem[] } {
  const check = new Check(definition);
  const { tasks, table } = definition;
  const needs = transitiveNeeds([...new Map(tasks.map((task) => [task.id, task])).values()]);
  for (const task of tasks) check.task(task, needs.get(task.id) ?? new Set());

  const all = new Set(tasks.map(({ id }) => id));
  const end: Place = { tasks: all, reason: "", secrets: false, item: false, run: true, outcome: false };
  check.templates(table.outputs, ["outputs"], end);
  const start: Place = { ...end, tasks: new Set(), reason: "no task has run when it is computed", run: false };
  const config = tableOf(table.config);
  check.templates(tableOf(config?.concurrency)?.group, ["config", "concurrency", "group"], start);
  check.literal(config?.working_directory, ["config", "working_directory"]);
  check.literal(tableOf(table.schedule)?.input, ["schedule", "input"]);
  return { problems: check.problems, warnings: [...check.warnings, ...check.unusedSecrets(definition)] };
}

class Check {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #secrets: readonly string[];
  readonly #used = new Set<string>();
  readonly #tasks: readonly string[];
  readonly #input: ReturnType<typeof inputProperties>;

  constructor({ tasks, secrets, input }: Readable) {
    this.#tasks = tasks.map(({ id }) => id);
    this.#secrets = secrets.map(({ name }) => name);
    this.#input = inputProperties(input);
  }

  task({ id, index, type, table }: ReadableTask, tasks: ReadonlySet<string>): void {
    const path: Path = ["tasks", index];
    const reason = `task '${id}' does not need it`;
    const before: Place = { tasks, reason, secrets: false, item: false, run: true, outcome: false };
    if (typeof table.if === "string") this.#bare(table.if, [...path, "if"], { ...before, outcome: true });
    if (typeof table.for_each === "string") this.#bare(table.for_each, [...path, "for_each"], before);
    else this.templates(table.for_each, [...path, "for_each"], before);
    const within: Place = { ...before, item: table.for_each !== undefined };
    for (const key of TEMPLATES[type] ?? []) {
      this.templates(table[key], [...path, key], { ...within, secrets: SECRET_PLACES.includes(key) });
    }
    for (const key of LITERAL) this.literal(table[key], [...path, key]);
    if (type === "shell" && typeof table.run === "string") this.#script(table.run, [...path, "run"]);
  }

  /** Every text in a value, which may be nested. */
  templates(value: unknown, path: Path, place: Place): void {
    if (typeof value === "string") {
      if (hasExpression(value)) this.#compiled(path, place, () => compileTemplate(value).names);
    } else if (Array.isArray(value)) value.forEach((each, i) => this.templates(each, [...path, i], place));
    else {
      for (const [key, each] of Object.entries(tableOf(value) ?? {})) this.templates(each, [...path, key], place);
    }
  }

  /** Texts that stand for themselves. */
  literal(value: unknown, path: Path): void {
    if (typeof value === "string") {
      const offset = value.indexOf("${{");
      if (offset < 0) return;
      this.problems.push({ path, offset, problem: "no expression is computed here", hint: "Write the value itself." });
    } else if (Array.isArray(value)) value.forEach((each, i) => this.literal(each, [...path, i]));
    else for (const [key, each] of Object.entries(tableOf(value) ?? {})) this.literal(each, [...path, key]);
  }

  /** Secrets that are declared and that no expression names. */
  unusedSecrets({ secrets }: Readable): Problem[] {
    return secrets.filter(({ name }) => !this.#used.has(name)).map(({ name, index }) => ({
      path: ["secrets", index],
      problem: `secret '${name}' is not used`,
      hint: "Remove it, or use it in an `env`.",
    }));
  }

  #bare(text: string, path: Path, place: Place): void {
    this.#compiled(path, place, () => compileBare(text).names);
  }

  /** A value that is put into a script could end the command that it was meant for, and begin another. */
  #script(script: string, path: Path): void {
    const offset = script.indexOf("${{");
    if (offset < 0) return;
    const expression = /^\$\{\{([^}]*)\}\}/.exec(script.slice(offset))?.[1]?.trim() ?? "input.name";
    const name = (/[A-Za-z_]\w*$/.exec(expression)?.[0] ?? "value").toUpperCase();
    this.problems.push({
      path,
      offset,
      problem: "values do not go into a script as text, where they could become commands",
      hint:
        `Give it through the environment, and write "$${name}" in the script:\n  env: { ${name}: "\${{ ${expression} }}" }`,
    });
  }

  #compiled(path: Path, place: Place, compile: () => ExpressionNames): void {
    let names;
    try {
      names = compile();
    } catch (error) {
      this.problems.push(expressionProblem(path, error));
      return;
    }
    this.#names(names, path, place);
  }

  #names(names: ExpressionNames, path: Path, place: Place): void {
    const report = (offset: number, problem: string, hint: string) =>
      this.problems.push({ path, offset, problem, hint });
    for (const { name, offset } of names.variables) {
      if (name === "secrets" && !place.secrets) {
        report(
          offset,
          "secrets cannot be used here: the value would be stored",
          "Use them in env, args, url, headers or body.",
        );
      } else if ((name === "item" || name === "index") && !place.item) {
        report(offset, `'${name}' is known only within a task with for_each`, "Add `for_each:` to the task.");
      } else if (name === "run" && !place.run) report(offset, "'run' is not known here", "Use `input`.");
    }
    for (const { name, offset } of names.functions) {
      if ((OUTCOME_FUNCTIONS as readonly string[]).includes(name) && !place.outcome) {
        report(offset, `${name}() is for the \`if\` of a task`, "Compare tasks.<id>.status instead.");
      }
    }
    for (const { name, offset } of names.tasks) {
      if (place.tasks.has(name)) continue;
      if (this.#tasks.includes(name)) {
        report(offset, `task '${name}' cannot be named here: ${place.reason}`, `Add '${name}' to \`needs\`.`);
      } else {report(
          offset,
          `there is no task '${name}'`,
          didYouMean(name, place.tasks, "Name a task that this one needs."),
        );}
    }
    if (place.secrets) {
      for (const { name, offset } of names.secrets) {
        this.#used.add(name);
        if (this.#secrets.includes(name)) continue;
        const hint = didYouMean(name, this.#secrets, `Declare it: \`secrets: [{ name: ${name} }]\`.`);
        report(offset, `there is no secret '${name}' in \`secrets\``, hint);
      }
    }
    for (const { path: [name], offset } of names.inputs) this.#inputProperty(name!, { path, offset });
  }

  #inputProperty(name: string, { path, offset }: { path: Path; offset: number }): void {
    const { names, closed } = this.#input;
    if (names === undefined || names.includes(name)) return;
    const problem = `the input schema has no property '${name}'`;
    const hint = didYouMean(name, names, names.length > 0 ? `It has ${names.join(", ")}.` : "Add it to config.input.");
    (closed ? this.problems : this.warnings).push({ path, offset, problem, hint });
  }
}
