import type { ASTNode } from "@marcbachmann/cel-js";
import { compileLinearPattern, type LinearPattern } from "../patterns/linear_pattern.ts";
import { PatternError } from "../patterns/pattern_error.ts";
import { ExpressionError } from "./expression_error.ts";

/** The pattern of `matches(…)`, by its arguments: it is known before anything runs. Throws `ExpressionError`. */
export function patternOf(args: readonly ASTNode[]): LinearPattern {
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
