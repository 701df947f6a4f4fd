import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression_error.ts";
import { patternOf } from "./literal_pattern.ts";

/** Most steps of one evaluation; a text counts more the longer it is, and an error as many. */
const STEP_LIMIT = 1_000_000;
const ERROR_STEPS = 50;
/** Longest text, and longest list, that may come about. */
const TEXT_LIMIT = 1024 * 1024;
const LIST_LIMIT = 100_000;

/** Steps that the evaluation which goes on may still take. */
let remaining = STEP_LIMIT;

/** Evaluates something with steps of its own. */
export function withinSteps<T>(evaluate: () => T): T {
  const outer = remaining;
  remaining = STEP_LIMIT;
  try {
    return evaluate();
  } finally {
    remaining = outer;
  }
}

/**
 * Makes a node end the evaluation that has taken too many steps. Errors are values within `||`, `all` and the like, so it throws at every
 * further step: a loop that goes on costs no more than its own length.
 */
export function limitSteps(node: ASTNode): void {
  let inner = evaluationOf(node);
  const counted: Evaluate = (evaluator, own, context) => {
    if (--remaining < 0) throw tooLong(node);
    let value: unknown;
    try {
      value = inner.call(node, evaluator, own, context);
    } catch (error) {
      remaining -= ERROR_STEPS;
      throw error;
    }
    if (typeof value === "string") {
      if (value.length > TEXT_LIMIT) throw tooLarge(node);
      remaining -= value.length >> 6;
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
