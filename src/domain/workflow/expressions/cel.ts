import { Environment } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression_error.ts";
import { limitSteps, withinSteps } from "./bounded_steps.ts";
import { withBracketedTasks } from "./bracketed_tasks.ts";
import { collectNames, type ExpressionNames } from "./names.ts";
import { type Scope, type Variable, VARIABLES } from "./scope.ts";
import { eachNode } from "./syntax_tree.ts";
import { fromCel, toCel } from "./values.ts";

/** Longest expression, in UTF-16 units. */
export const EXPRESSION_LIMIT = 4096;

/** An expression that was read. */
export interface Expression {
  readonly source: string;
  readonly names: ExpressionNames;
  /** Its value as plain JSON. Throws `ExpressionError`. */
  evaluate(scope: Scope): unknown;
}

/** The scope of the evaluation that goes on: functions of CEL are given their arguments alone. */
let current: Scope | undefined;

const plainEnvironment = new Environment({
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 1000, maxDepth: 64 },
});
// JSON has one kind of number: what comes from it is an integer where it has no fraction, so both kinds meet.
for (const operator of ["+", "-", "*", "/"] as const) {
  plainEnvironment.registerOperator(`int ${operator} double: double`, (a, b) => compute(operator, Number(a), b));
  plainEnvironment.registerOperator(`double ${operator} int: double`, (a, b) => compute(operator, a, Number(b)));
}

const environment = plainEnvironment.clone()
  .registerVariable("input", "map")
  .registerVariable("tasks", "map")
  .registerVariable("secrets", "map")
  .registerVariable("run", "map")
  .registerVariable("item", "dyn")
  .registerVariable("index", "dyn")
  .registerFunction("always(): bool", () => true)
  .registerFunction("success(): bool", () => current?.needs?.succeeded ?? true)
  .registerFunction("failed(): bool", () => current?.needs?.failed ?? false);

const policyEnvironment = plainEnvironment.clone().registerVariable("definition", "map");

const { functions } = environment.getDefinitions();

/** Names that can be called without a receiver, and those of methods. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  functions.filter((each) => each.receiverType === null).map((each) => each.name),
);
export const METHODS: ReadonlySet<string> = new Set(
  functions.filter((each) => each.receiverType !== null).map((each) => each.name),
);

function compute(operator: "+" | "-" | "*" | "/", a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
  }
}

/**
 * Reads an expression in CEL. A task may be named as in `tasks.my-task.output`, whatever its id. Throws
 * `ExpressionError` for what does not parse, for functions and variables that do not exist, and where a task or secret is
 * not named literally.
 */
export function compileExpression(source: string): Expression {
  const { names, evaluate } = compile(source, { environment, variables: VARIABLES });
  return {
    source,
    names,
    evaluate(scope) {
      const outer = current;
      current = scope;
      try {
        return evaluate(() => contextFor(names, scope));
      } finally {
        current = outer;
      }
    },
  };
}

/** Reads the rule of a policy, which knows the variable `definition` alone. Throws `ExpressionError`. */
export function compileRule(source: string): (definition: unknown) => unknown {
  const { evaluate } = compile(source, { environment: policyEnvironment, variables: ["definition"] });
  return (definition) => evaluate(() => ({ definition: toCel(definition) }));
}

interface Language {
  environment: Environment;
  variables: readonly string[];
}

interface Compiled {
  names: ExpressionNames;
  evaluate(context: () => Record<string, unknown>): unknown;
}

function compile(source: string, { environment, variables }: Language): Compiled {
  if (source.length > EXPRESSION_LIMIT) {
    const problem = `The expression is longer than ${EXPRESSION_LIMIT} characters`;
    throw new ExpressionError(problem, 0, "Compute it in a task.");
  }
  if (source.trim() === "") throw new ExpressionError("The expression is empty", 0, "Write CEL, such as input.name.");
  const { text, original } = withBracketedTasks(source);
  try {
    const parsed = environment.parse(text);
    const names = collectNames(parsed.ast, { original, variables, functions: FUNCTIONS });
    // The check resolves macros and overloads: what cannot work whatever the values are is found here.
    const { error } = parsed.check();
    if (error) throw error;
    eachNode(parsed.ast, limitSteps);
    return {
      names,
      evaluate(context) {
        try {
          return withinSteps(() => fromCel(parsed(context())));
        } catch (error) {
          throw asExpressionError(error, original);
        }
      },
    };
  } catch (error) {
    throw asExpressionError(error, original);
  }
}

/** What inputs and outputs were turned into: they may be large, are named again and again, and do not change. */
const converted = new WeakMap<object, unknown>();

function kept(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return toCel(value);
  let found = converted.get(value);
  if (found === undefined) converted.set(value, found = toCel(value));
  return found;
}

/** Only what is named is turned into CEL's values: an output may be large. */
function contextFor(names: ExpressionNames, scope: Scope): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const { name } of names.variables) {
    switch (name as Variable) {
      case "input":
        context.input = kept(scope.input);
        break;
      case "tasks":
        context.tasks = Object.fromEntries(
          names.tasks.filter((each) => Object.hasOwn(scope.tasks, each.name))
            .map((
              { name },
            ) => [name, {
              ...toCel({ ...scope.tasks[name], output: null }) as object,
              output: kept(scope.tasks[name]!.output),
            }]),
        );
        break;
      case "secrets":
        context.secrets = scope.secrets ?? {};
        break;
      case "run":
        if (scope.run) context.run = toCel(scope.run);
        break;
      case "item":
        if (scope.item !== undefined) context.item = kept(scope.item);
        break;
      case "index":
        if (scope.index !== undefined) context.index = BigInt(scope.index);
        break;
    }
  }
  return context;
}

/** Errors of the library have a position of their own, into the text that it was given. */
function asExpressionError(error: unknown, original: (offset: number) => number): Error {
  if (error instanceof ExpressionError) return new ExpressionError(error.message, original(error.offset), error.hint);
  const { summary, range, message } = error as { summary?: string; range?: { start: number }; message?: string };
  const text = summary ?? message ?? String(error);
  const offset = original(range?.start ?? 0);
  if (/\bEOF\b/.test(text)) {
    return new ExpressionError("The expression ends where more is expected", offset);
  }
  const hint = text === "Unexpected character: =" ? "Equal is ==; and is &&, or is ||, not is !." : "";
  return new ExpressionError(text[0]!.toUpperCase() + text.slice(1), offset, hint);
}
