import type { DocumentPath, ParsedDocument } from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { ExpressionError } from "../expressions/expression_error.ts";
import { DEFINITION_INVALID } from "../faults.ts";

/** One thing that is wrong with a definition. */
export interface Problem {
  path: DocumentPath;
  /** What is wrong, as a clause after the path: "unknown key 'nedes'". */
  problem: string;
  hint: string;
  /** A character of the text at the path. */
  offset?: number;
}

/** Most problems that are told at once. */
export const PROBLEM_LIMIT = 500;

/** A problem of an expression in the text at `path`; `shift` is where the expression's text begins in it. */
export function expressionProblem(path: DocumentPath, error: unknown, shift = 0): Problem {
  if (!(error instanceof ExpressionError)) throw error;
  return {
    path,
    problem: error.message,
    hint: error.hint || "Expressions are CEL; docs/workflow-definition.md says what they can name.",
    offset: error.offset + shift,
  };
}

/** Problems as faults with their places, in the order of the text. */
export function problemFaults(problems: readonly Problem[], file: string, document: ParsedDocument): Fault[] {
  const placed = problems.slice(0, PROBLEM_LIMIT).map((problem) => ({
    ...problem,
    position: placeOf(document, problem),
  }));
  placed.sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  const seen = new Set<string>();
  return placed.flatMap(({ path, problem, hint, position }) => {
    const { line, column } = position;
    const shown = pathText(path);
    const key = `${line}:${column}:${shown}:${problem}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [DEFINITION_INVALID({ file, line, column, path: shown, problem, hint })];
  });
}

/** `tasks[2].env.NAME`. */
export function pathText(path: DocumentPath): string {
  return path.map((step, i) => {
    if (typeof step === "number") return `[${step}]`;
    if (!/^[\w$-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
    return i === 0 ? step : `.${step}`;
  }).join("");
}

/** What is not in the text stands where the nearest thing around it does. */
function placeOf(document: ParsedDocument, { path, offset }: Problem) {
  if (offset !== undefined) {
    const found = document.locateCharacter?.(path, offset);
    if (found) return found;
  }
  for (let length = path.length; length >= 0; length--) {
    const found = document.locate(path.slice(0, length));
    if (found) return found;
  }
  return { line: 1, column: 1 };
}
