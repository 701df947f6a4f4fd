import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { compileLinearPattern, type LinearPattern } from "../patterns/linear_pattern.ts";
import { PatternError } from "../patterns/pattern_error.ts";
import { ExpressionError } from "./expression_error.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { RUN_FIELDS, type Scope, TASK_FIELDS, type Variable, VARIABLES } from "./scope.ts";
import { fromCel, toCel } from "./values.ts";

/** Longest expression, in UTF-16 units. */
export const EXPRESSION_LIMIT = 4096;
/** Most steps of one evaluation; a text counts more the longer it is. */
const STEP_LIMIT = 1_000_000;
/** Longest text, and longest list, that may come about. */
const TEXT_LIMIT = 1024 * 1024;
const LIST_LIMIT = 100_000;

/** Something that an expression names, and where. */
export interface Named {
  name: string;
  /** Into the expression. */
  offset: number;
}

/** Everything that an expression names. */
export interface ExpressionNames {
  variables: Named[];
  tasks: Named[];
  secrets: Named[];
  /** Properties of the input, as paths from its top; a path ends where the expression computes the rest. */
  inputs: { path: string[]; offset: number }[];
  /** Functions that were called, methods not counted. */
  functions: Named[];
}

/** An expression that was read. */
export interface Expression {
  readonly source: string;
  readonly names: ExpressionNames;
  /** Its value as plain JSON. Throws `ExpressionError`. */
  evaluate(scope: Scope): unknown;
}

/** The scope of the evaluation that goes on: functions of CEL are given their arguments alone. */
let current: { scope?: Scope; steps: number } | undefined;

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
  .registerFunction("success(): bool", () => current?.scope?.needs?.succeeded ?? true)
  .registerFunction("failed(): bool", () => current?.scope?.needs?.failed ?? false);

const policyEnvironment = plainEnvironment.clone().registerVariable("definition", "map");

/** Names that can be called without a receiver. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  environment.getDefinitions().functions.filter((each) => each.receiverType === null).map((each) => each.name),
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
      current = { scope, steps: STEP_LIMIT };
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
  return (definition) => {
    const outer = current;
    current = { steps: STEP_LIMIT };
    try {
      return evaluate(() => ({ definition: toCel(definition) }));
    } finally {
      current = outer;
    }
  };
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
    const names = collectNames(parsed.ast, { original, variables });
    // The check resolves macros and overloads: what cannot work whatever the values are is found here.
    const { error } = parsed.check();
    if (error) throw error;
    eachNode(parsed.ast, countSteps);
    return {
      names,
      evaluate(context) {
        try {
          return fromCel(parsed(context()));
        } catch (error) {
          throw asExpressionError(error, original);
        }
      },
    };
  } catch (error) {
    throw asExpressionError(error, original);
  }
}

/** Only what is named is turned into CEL's values: an output may be large. */
function contextFor(names: ExpressionNames, scope: Scope): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const { name } of names.variables) {
    switch (name as Variable) {
      case "input":
        context.input = toCel(scope.input);
        break;
      case "tasks":
        context.tasks = Object.fromEntries(
          names.tasks.filter((each) => Object.hasOwn(scope.tasks, each.name))
            .map((each) => [each.name, toCel(scope.tasks[each.name])]),
        );
        break;
      case "secrets":
        context.secrets = scope.secrets ?? {};
        break;
      case "run":
        if (scope.run) context.run = toCel(scope.run);
        break;
      case "item":
        if (scope.item !== undefined) context.item = toCel(scope.item);
        break;
      case "index":
        if (scope.index !== undefined) context.index = BigInt(scope.index);
        break;
    }
  }
  return context;
}

/**
 * Ends an evaluation that takes too many steps. Errors are values within `||`, `all` and the like, so it throws at every
 * further step: a loop that goes on costs no more than its own length.
 */
function countSteps(node: ASTNode): void {
  let inner = evaluationOf(node);
  const counted: Evaluate = (evaluator, own, context) => {
    if (current && --current.steps < 0) throw tooLong(node);
    const value = inner.call(node, evaluator, own, context);
    if (typeof value === "string") {
      if (value.length > TEXT_LIMIT) throw tooLarge(node);
      if (current) current.steps -= value.length >> 6;
    } else if (Array.isArray(value) && value.length > LIST_LIMIT) throw tooLarge(node);
    return value;
  };
  // A node replaces its own `evaluate` when it is evaluated first.
  Object.defineProperty(node, "evaluate", { get: () => counted, set: (next: Evaluate) => inner = next });
}

type Evaluate = (evaluator: Evaluator, node: unknown, context: unknown) => unknown;
type Evaluator = { run(node: unknown, context: unknown): unknown };

/** How the library computes a node; patterns are matched by our own means, which cannot hang. */
function evaluationOf(node: ASTNode): Evaluate {
  const library = (node as unknown as { evaluate: Evaluate }).evaluate;
  if (node.op !== "rcall" || node.args[0] !== "matches") return library;
  const [, receiver, args] = node.args;
  const pattern = patternOf(args);
  return (evaluator, own, context) => {
    const text = evaluator.run(receiver, context);
    return typeof text === "string" ? pattern.test(text) : library.call(node, evaluator, own, context);
  };
}

const tooLong = ({ start }: ASTNode) =>
  new ExpressionError("The expression takes too long to compute", start, "Compute it in a task.");
const tooLarge = ({ start }: ASTNode) =>
  new ExpressionError("The expression gives too large a value", start, "Compute it in a task.");

function collectNames(
  root: ASTNode,
  { original, variables }: { original: (offset: number) => number; variables: readonly string[] },
): ExpressionNames {
  const names: ExpressionNames = { variables: [], tasks: [], secrets: [], inputs: [], functions: [] };
  visit(root, new Set());
  return names;

  function visit(node: ASTNode, bound: ReadonlySet<string>): void {
    const path = memberPath(node);
    if (path && !bound.has(path.root)) return named(path, node, bound);
    switch (node.op) {
      case "call": {
        const [name, args] = node.args;
        if (!FUNCTIONS.has(name)) {
          const hint = didYouMean(name, FUNCTIONS, "docs/workflow-definition.md lists the functions.");
          throw new ExpressionError(`Unknown function '${name}'`, node.start, hint);
        }
        if (name !== "has") names.functions.push({ name, offset: original(node.start) });
        return args.forEach((each) => visit(each, bound));
      }
      case "rcall": {
        const [name, receiver, args] = node.args;
        if (name === "matches") patternOf(args);
        visit(receiver, bound);
        const binds = args[0]?.op === "id" && BINDERS.includes(name) ? args[0].args : undefined;
        if (binds === undefined) return args.forEach((each) => visit(each, bound));
        if (variables.includes(binds)) {
          throw new ExpressionError(`'${binds}' cannot be used as the name of an element`, args[0]!.start, "Use x.");
        }
        const inner = new Set([...bound, binds]);
        return args.slice(1).forEach((each, i) => visit(each, name === "bind" && i === 0 ? bound : inner));
      }
      default:
        return childrenOf(node).forEach((each) => visit(each, bound));
    }
  }

  function named({ root, steps, rest }: MemberPath, node: ASTNode, bound: ReadonlySet<string>): void {
    rest.forEach((each) => visit(each, bound));
    if (root === "cel" || root === "optional") return;
    const offset = original(node.start);
    if (!variables.includes(root)) {
      throw new ExpressionError(
        `Unknown variable '${root}'`,
        node.start,
        didYouMean(root, variables, `Variables are ${variables.join(", ")}; texts stand in quotes.`),
      );
    }
    names.variables.push({ name: root, offset });
    const [first, second] = steps;
    switch (root as Variable) {
      case "input":
        if (first) names.inputs.push({ path: steps.map(({ name }) => name), offset: original(first.offset) });
        break;
      case "tasks":
        if (!first) throw notLiteral("task", "tasks.<id>", node);
        names.tasks.push({ name: first.name, offset: original(first.offset) });
        if (second) checkField(second, TASK_FIELDS, "A task");
        break;
      case "secrets":
        if (!first) throw notLiteral("secret", "secrets.<NAME>", node);
        names.secrets.push({ name: first.name, offset: original(first.offset) });
        break;
      case "run":
        if (first) checkField(first, RUN_FIELDS, "A run");
        break;
    }
  }
}

/** Macros that give a name to an element, or to a value. */
const BINDERS = ["all", "exists", "exists_one", "map", "filter", "bind"];

const notLiteral = (what: string, form: string, node: ASTNode) =>
  new ExpressionError(`A ${what} must be named literally`, node.start, `Write ${form}.`);

function checkField(step: Named, known: readonly string[], what: string): void {
  if (known.includes(step.name)) return;
  throw new ExpressionError(
    `${what} has no '${step.name}'`,
    step.offset,
    didYouMean(step.name, known, `It has ${known.join(", ")}.`),
  );
}

/** A pattern is known before anything runs. */
function patternOf(args: readonly ASTNode[]): LinearPattern {
  const pattern = args[0];
  if (pattern?.op !== "value" || typeof pattern.args !== "string") {
    const offset = pattern?.start ?? 0;
    throw new ExpressionError("The pattern of matches() must be a text in quotes", offset, "Write it out.");
  }
  try {
    return compileLinearPattern(pattern.args);
  } catch (error) {
    throw error instanceof PatternError
      ? new ExpressionError(`Pattern '${pattern.args}': ${error.message}`, pattern.start, error.hint)
      : error;
  }
}

interface MemberPath {
  root: string;
  /** Names that are written out, from the root on. */
  steps: Named[];
  /** Expressions in brackets after them. */
  rest: ASTNode[];
}

/** `a.b["c"][i].d` as root a, steps b and c, rest [i]; undefined for what does not begin with a variable. */
function memberPath(node: ASTNode): MemberPath | undefined {
  if (node.op === "id") return { root: node.args, steps: [], rest: [] };
  if (node.op === "." || node.op === ".?") {
    const path = memberPath(node.args[0]);
    if (path?.rest.length === 0) path.steps.push({ name: node.args[1], offset: node.pos });
    return path;
  }
  if (node.op === "[]" || node.op === "[?]") {
    const [object, key] = node.args;
    const path = memberPath(object);
    if (path?.rest.length === 0 && key.op === "value" && typeof key.args === "string") {
      path.steps.push({ name: key.args, offset: key.start });
    } else path?.rest.push(key);
    return path;
  }
  return undefined;
}

function childrenOf(node: ASTNode): ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(collect);
    else if (typeof each === "object" && each !== null && "op" in each) found.push(each as ASTNode);
  };
  collect(node.args);
  return found;
}

function eachNode(node: ASTNode, call: (node: ASTNode) => void): void {
  call(node);
  childrenOf(node).forEach((each) => eachNode(each, call));
}

/** `tasks.a-b` as `tasks["a-b"]`, outside of texts: ids are wider than CEL's names. */
function withBracketedTasks(source: string): { text: string; original: (offset: number) => number } {
  const pieces =
    /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?<![\w.])tasks\s*\.\s*([a-z0-9][a-z0-9_-]*)/g;
  const shifts: { from: number; by: number }[] = [];
  let by = 0;
  const text = source.replace(pieces, (match, id: string | undefined, at: number) => {
    if (id === undefined) return match;
    const written = `tasks["${id}"]`;
    // The text in quotes stands for the id; what comes after it has moved.
    shifts.push({ from: at + by, by: by + "tasks[".length - (match.length - id.length) });
    by += written.length - match.length;
    shifts.push({ from: at + match.length - 1 + by, by });
    return written;
  });
  return {
    text,
    original(offset) {
      const shift = shifts.findLast(({ from }) => from < offset)?.by ?? 0;
      return Math.max(0, Math.min(source.length, offset - shift));
    },
  };
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
