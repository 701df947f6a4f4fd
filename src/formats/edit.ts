import type { DocumentPath } from "./position.ts";

/** One change of a document: the value that a path gets; `undefined` removes it. */
export interface DocumentEdit {
  path: DocumentPath;
  value: unknown;
}

/** Text that takes the place of `[start, end)`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** Applies splices that do not overlap; everything between them stays as it is. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let done = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(done, splice.start) + splice.text;
    done = splice.end;
  }
  return result + text.slice(done);
}

/** The line end that a text uses (its first); LF where it has none. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
}

/**
 * A copy of `value` with the edit made: missing tables on the way are created, and what stands in the way (a scalar,
 * or a list where the path has a key) gives way to a table. An index past the end appends.
 */
export function withEdit(value: unknown, { path, value: next }: DocumentEdit): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  const edit = { path: rest, value: next };
  if (Array.isArray(value) && typeof step === "number") {
    const copy = [...value];
    if (next === undefined && step >= value.length) return value;
    const index = Math.min(step, value.length);
    if (rest.length === 0 && next === undefined) copy.splice(index, 1);
    else copy[index] = withEdit(copy[index], edit);
    return copy;
  }
  const table = typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : {};
  if (next === undefined && !Object.hasOwn(table, step)) return value;
  const entries = new Map(Object.entries(table));
  if (rest.length === 0 && next === undefined) entries.delete(String(step));
  else entries.set(String(step), withEdit(entries.get(String(step)), edit));
  return Object.fromEntries(entries);
}
