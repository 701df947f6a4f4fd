import { compileExpression, type Expression } from "./cel.ts";
import type { ExpressionNames, Named } from "./names.ts";
import { ExpressionError } from "./expression_error.ts";
import type { Scope } from "./scope.ts";

/** An expression within a text, and where its source begins. */
export interface PlacedExpression {
  expression: Expression;
  /** Into the text, where the expression's source begins. */
  offset: number;
}

/** A text that may hold `${{ }}`. */
export interface Template {
  readonly parts: readonly (string | PlacedExpression)[];
  /** What its expressions name; offsets are into the text. */
  readonly names: ExpressionNames;
  /**
   * One expression alone keeps its type; several, or one among other text, are joined: what is no text is written as
   * JSON, null as nothing. Throws `ExpressionError`.
   */
  resolve(scope: Scope): unknown;
}

/** A condition, or a list, in CEL, which may stand in `${{ }}` as a whole. */
export interface BareExpression {
  readonly names: ExpressionNames;
  evaluate(scope: Scope): unknown;
}

const OPEN = "${{";

/** True where a text holds `${{`, escaped or not. */
export function hasExpression(text: string): boolean {
  return text.includes(OPEN);
}

const templates = new Map<string, Template>();
const bare = new Map<string, BareExpression>();

/** Reads a text; `$${{` stands for `${{` itself. Throws `ExpressionError`. */
export function compileTemplate(text: string): Template {
  return cached(templates, text, () => {
    const parts: (string | PlacedExpression)[] = [];
    let literal = "";
    let at = 0;
    for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
      if (text[open - 1] === "$" && open > at) {
        literal += text.slice(at, open - 1) + OPEN;
        at = open + OPEN.length;
        continue;
      }
      literal += text.slice(at, open);
      if (literal !== "") parts.push(literal);
      literal = "";
      const { source, offset, end } = expressionAt(text, open);
      parts.push({ expression: compileWithin(source, offset), offset });
      at = end;
    }
    literal += text.slice(at);
    if (literal !== "" || parts.length === 0) parts.push(literal);
    return { parts, names: joinNames(parts), resolve: (scope) => resolveParts(parts, scope) };
  });
}

/** Reads CEL with or without `${{ }}` around all of it. Throws `ExpressionError`. */
export function compileBare(text: string): BareExpression {
  return cached(bare, text, () => {
    if (!hasExpression(text)) return compileExpression(text);
    const open = text.indexOf(OPEN);
    const { source, offset, end } = expressionAt(text, open);
    const outside = text.slice(0, open).trim() === "" ? end + text.slice(end).search(/\S|$/) : 0;
    if (outside === 0 && text.slice(0, open).trim() !== "" || outside < text.trimEnd().length) {
      throw new ExpressionError("Text around ${{ }}", outside, "Write the whole of it as one expression.");
    }
    const expression = compileWithin(source, offset);
    return {
      names: shiftNames(expression.names, offset),
      evaluate: (scope) => evaluateWithin(expression, { offset, scope }),
    };
  });
}

/** True or false. Throws `ExpressionError`, also for a value that is neither. */
export function evaluateCondition(text: string, scope: Scope): boolean {
  const value = compileBare(text).evaluate(scope);
  if (typeof value === "boolean") return value;
  const found = JSON.stringify(value);
  throw new ExpressionError(
    `The condition gives ${found.length > 40 ? `${found.slice(0, 40)}…` : found} instead of true or false`,
    0,
    "Compare it with something, such as == or !=.",
  );
}

/** A value with every expression in its texts computed; keys stay. Throws `ExpressionError`. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return hasExpression(value) ? compileTemplate(value).resolve(scope) : value;
  if (Array.isArray(value)) return value.map((each) => resolveValue(each, scope));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolveValue(each, scope)]));
  }
  return value;
}

/** As `resolveValue`, with the result as a text: for environment variables, URLs and arguments. */
export function resolveText(value: string | number | boolean, scope: Scope): string {
  return asText(resolveValue(value, scope));
}

/** A value as it stands in a text: null is nothing, lists and objects are JSON. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

function resolveParts(parts: readonly (string | PlacedExpression)[], scope: Scope): unknown {
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object") return evaluateWithin(only.expression, { ...only, scope });
  return parts.map((part) =>
    typeof part === "string" ? part : asText(evaluateWithin(part.expression, { ...part, scope }))
  ).join("");
}

function evaluateWithin(expression: Expression, { offset, scope }: { offset: number; scope: Scope }): unknown {
  try {
    return expression.evaluate(scope);
  } catch (error) {
    throw error instanceof ExpressionError ? error.within(offset) : error;
  }
}

function compileWithin(source: string, offset: number): Expression {
  try {
    return compileExpression(source);
  } catch (error) {
    throw error instanceof ExpressionError ? error.within(offset) : error;
  }
}

/** The expression whose `${{` stands at `open`; `}}` within texts and braces of it does not end it. */
function expressionAt(text: string, open: number): { source: string; offset: number; end: number } {
  const offset = open + OPEN.length;
  let depth = 0;
  for (let at = offset; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"' || character === "'") {
      at = endOfText(text, at);
    } else if (character === "{") depth++;
    else if (character === "}") {
      if (depth === 0 && text[at + 1] === "}") return { source: text.slice(offset, at), offset, end: at + 2 };
      depth--;
    }
  }
  throw new ExpressionError("${{ without its }}", open, "Close the expression, or write $${{ for the characters.");
}

/** The offset of the quote that ends the text which begins at `at`. */
function endOfText(text: string, at: number): number {
  const quote = text[at]!;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === quote) return end;
  }
  return text.length;
}

function joinNames(parts: readonly (string | PlacedExpression)[]): ExpressionNames {
  const joined: ExpressionNames = { variables: [], tasks: [], secrets: [], inputs: [], functions: [] };
  for (const part of parts) {
    if (typeof part === "string") continue;
    const names = shiftNames(part.expression.names, part.offset);
    joined.variables.push(...names.variables);
    joined.tasks.push(...names.tasks);
    joined.secrets.push(...names.secrets);
    joined.inputs.push(...names.inputs);
    joined.functions.push(...names.functions);
  }
  return joined;
}

function shiftNames(names: ExpressionNames, by: number): ExpressionNames {
  const shift = <T extends { offset: number }>(found: T[]): T[] =>
    found.map((each) => ({ ...each, offset: each.offset + by }));
  return {
    variables: shift<Named>(names.variables),
    tasks: shift<Named>(names.tasks),
    secrets: shift<Named>(names.secrets),
    inputs: shift(names.inputs),
    functions: shift<Named>(names.functions),
  };
}

/** Definitions are few and their expressions are evaluated again and again. */
const CACHE_LIMIT = 2000;

function cached<T>(cache: Map<string, T>, text: string, make: () => T): T {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const made = make();
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, made);
  return made;
}
