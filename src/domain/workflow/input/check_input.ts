import { findReferenced, isTable, type Table } from "./subschemas.ts";
import { validateAgainst, type ValueProblem } from "./validator.ts";

export interface CheckedInput {
  /** The parameters with the schema's defaults where none was given. */
  input: Record<string, unknown>;
  /** Everything that does not fit; empty for a valid input. */
  problems: ValueProblem[];
}

/** Largest input, as JSON, in UTF-16 units; and its deepest nesting. */
const INPUT_LIMIT = 1024 * 1024;
const DEEPEST = 64;

/**
 * Fills in defaults and checks parameters against the input schema of a definition that was read; without a schema
 * everything fits. The values given are not changed. Values of `writeOnly` properties are not shown in messages.
 */
export function checkInput(
  schema: Readonly<Record<string, unknown>> | undefined,
  given: Record<string, unknown>,
): CheckedInput {
  if (depthOf(given) > DEEPEST) return { input: given, problems: [{ path: "", message: "is nested too deeply" }] };
  if (JSON.stringify(given).length > INPUT_LIMIT) {
    return { input: given, problems: [{ path: "", message: "is larger than 1 MiB" }] };
  }
  if (schema === undefined) return { input: given, problems: [] };
  const input = withDefaults(schema, given, schema) as Record<string, unknown>;
  const secret = new Set(writeOnlyPaths(schema));
  const problems = validateAgainst(schema, input).map(({ path, message }) => ({
    path,
    message: secret.has(path.replace(/\[\d+\]/g, "[]")) ? message.replace(/, found [^]*$/, "") : message,
  }));
  return { input, problems };
}

/** Properties that the schema marks `writeOnly`, as paths such as `credentials.password` or `keys[]`. */
export function writeOnlyPaths(schema: Readonly<Record<string, unknown>> | undefined): string[] {
  const found = new Set<string>();
  const open = new Set<unknown>();
  const visit = (each: unknown, path: string): void => {
    if (!isTable(each) || schema === undefined || open.has(each)) return;
    open.add(each);
    if (each.writeOnly === true) found.add(path);
    for (const [name, property] of Object.entries(isTable(each.properties) ? each.properties : {})) {
      visit(property, path === "" ? name : `${path}.${name}`);
    }
    visit(each.items, `${path}[]`);
    for (const key of ["allOf", "anyOf", "oneOf"]) {
      for (const part of Array.isArray(each[key]) ? each[key] : []) visit(part, path);
    }
    if (typeof each.$ref === "string") visit(findReferenced(schema, each.$ref), path);
    open.delete(each);
  };
  visit(schema, "");
  return [...found].sort();
}

/** The values (as texts) of `writeOnly` parameters: what must be masked wherever it is written. */
export function writeOnlyValues(
  schema: Readonly<Record<string, unknown>> | undefined,
  input: Readonly<Record<string, unknown>>,
): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === "string") return value === "" ? [] : [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return writeOnlyPaths(schema).flatMap((path) => {
    const steps = path.replaceAll("[]", ".[]").split(".").filter((each) => each !== "");
    const values = steps.reduce<unknown[]>((current, step) =>
      current.flatMap((each) => {
        if (step === "[]") return Array.isArray(each) ? each : [];
        return isTable(each) && Object.hasOwn(each, step) ? [each[step]] : [];
      }), [input]);
    return values.flatMap(texts);
  });
}

function withDefaults(schema: unknown, value: unknown, root: Readonly<Table>, depth = 0): unknown {
  if (!isTable(schema) || depth > DEEPEST) return value;
  let filled = value;
  if (typeof schema.$ref === "string") {
    filled = withDefaults(findReferenced(root as Table, schema.$ref), filled, root, depth + 1);
  }
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) {
    filled = withDefaults(part, filled, root, depth + 1);
  }
  if (isTable(filled) && isTable(schema.properties)) {
    const entries = new Map(Object.entries(filled));
    for (const [name, property] of Object.entries(schema.properties)) {
      const next = entries.has(name) ? entries.get(name) : defaultOf(property, root);
      if (next !== undefined) entries.set(name, withDefaults(property, next, root, depth + 1));
    }
    filled = Object.fromEntries(entries);
  } else if (Array.isArray(filled) && isTable(schema.items)) {
    filled = filled.map((each) => withDefaults(schema.items, each, root, depth + 1));
  }
  return filled;
}

function defaultOf(schema: unknown, root: Readonly<Table>): unknown {
  if (!isTable(schema)) return undefined;
  if (schema.default !== undefined) return structuredClone(schema.default);
  const referenced = typeof schema.$ref === "string" ? findReferenced(root as Table, schema.$ref) : undefined;
  return isTable(referenced) && referenced.default !== undefined ? structuredClone(referenced.default) : undefined;
}

function depthOf(value: unknown): number {
  let depth = 0;
  let level = [value];
  while (level.length > 0 && depth <= DEEPEST) {
    level = level.flatMap((each) => typeof each === "object" && each !== null ? Object.values(each) : []);
    depth++;
  }
  return depth;
}
