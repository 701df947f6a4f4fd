import { parseDocument } from "../../../formats/document.ts";
import { formatOfPath } from "../../../formats/format.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import { PARAMETER_MALFORMED } from "./faults.ts";
import { findReferenced, isTable, type Table } from "./subschemas.ts";

/** One `--params`: as it was given, or the content of the file that `@file` names. */
export type GivenParams = string | { file: string; text: string };

const HINT = "Give a JSON object, @FILE with one (JSON or YAML), or key=value.";

/**
 * The parameters that one or more `--params` give together; of what is given twice the last counts. Each is a JSON
 * object, a file (JSON or YAML) with one, or `key=value` with a dotted key: there the schema decides whether `true` is a
 * boolean or a text, and without a schema JSON is JSON and everything else a text. A `key=value` for a list adds to it.
 * Nothing is checked but the form. Fault: `PARAMETER_MALFORMED`.
 */
export async function parseParams(
  given: readonly GivenParams[],
  { schema }: { schema?: Readonly<Record<string, unknown>> | undefined } = {},
): Promise<Record<string, unknown>> {
  let params: Table = {};
  /** Lists that `key=value` has begun. */
  const lists = new Set<string>();
  for (const each of given) {
    if (typeof each !== "string") params = { ...params, ...await parseFile(each) };
    else if (/^\s*\{/.test(each)) params = { ...params, ...await parseObject(each, { name: each, format: "json" }) };
    else params = withPair(params, each, { schema, lists });
  }
  return params;
}

async function parseFile({ file, text }: { file: string; text: string }): Promise<Table> {
  const format = formatOfPath(file);
  const guessed = /^\s*\{/.test(text) ? "json" : "yaml";
  return await parseObject(text, {
    name: `@${file}`,
    format: format === "json" ? "json" : format === "yaml" ? "yaml" : guessed,
  });
}

async function parseObject(text: string, { name, format }: { name: string; format: "json" | "yaml" }): Promise<Table> {
  const parameter = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  let value: unknown;
  try {
    value = (await parseDocument(text, format)).value;
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const problem = `${error.message} (line ${error.line}, column ${error.column})`;
    throw PARAMETER_MALFORMED({ parameter, problem, hint: HINT });
  }
  if (isTable(value)) return value;
  if (value === null && format === "yaml") return {};
  throw PARAMETER_MALFORMED({ parameter, problem: "It is no table of keys and values.", hint: HINT });
}

interface Pairs {
  schema: Readonly<Table> | undefined;
  lists: Set<string>;
}

function withPair(params: Table, pair: string, { schema, lists }: Pairs): Table {
  const cut = pair.search(/(?<!\\)=/);
  if (cut <= 0) {
    const problem = cut === 0 ? "There is no key before the '='." : "There is no '=' in it.";
    throw PARAMETER_MALFORMED({ parameter: pair, problem, hint: HINT });
  }
  const key = pair.slice(0, cut);
  const text = pair.slice(cut + 1);
  const path = key.split(/(?<!\\)\./).map((step) => step.replace(/\\([.=])/g, "$1"));
  if (path.some((step) => step === "" || step === "__proto__")) {
    throw PARAMETER_MALFORMED({
      parameter: pair,
      problem: `'${key}' is no key.`,
      hint: "Write a.b=value for a key in a key.",
    });
  }
  const wanted = schemaOf(schema, path);
  const types = typesOf(wanted, schema);
  if (!types.includes("array") || /^\s*\[/.test(text)) return withValue(params, path, typed(text, types));
  const items = typesOf(isTable(wanted) ? wanted.items : undefined, schema);
  const before = lists.has(key) ? valueAt(params, path) : [];
  lists.add(key);
  return withValue(params, path, [...(Array.isArray(before) ? before : []), typed(text, items)]);
}

/** A text as what the schema asks for; a text where it is no such thing, so that the check can name it. */
function typed(text: string, types: readonly string[]): unknown {
  if (types.length === 1 && types[0] === "string") return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (types.length === 0) return value;
  return types.includes(typeOf(value)) || types.includes("number") && typeOf(value) === "integer" ? value : text;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}

/** The schema of a property, references followed; undefined where it says nothing. */
function schemaOf(root: Readonly<Table> | undefined, path: readonly string[]): unknown {
  let current: unknown = root;
  for (const step of path) {
    current = resolved(current, root);
    if (!isTable(current)) return undefined;
    if (isTable(current.properties) && Object.hasOwn(current.properties, step)) current = current.properties[step];
    else current = current.additionalProperties;
  }
  return resolved(current, root);
}

function resolved(schema: unknown, root: Readonly<Table> | undefined): unknown {
  const reference = isTable(schema) && typeof schema.$ref === "string" ? schema.$ref : undefined;
  return reference === undefined || root === undefined ? schema : findReferenced(root as Table, reference);
}

/** Types that a schema allows, by `type`, `enum`, `const` or its alternatives; empty where it does not say. */
function typesOf(schema: unknown, root: Readonly<Table> | undefined, depth = 0): string[] {
  const found = resolved(schema, root);
  if (!isTable(found) || depth > 8) return [];
  if (typeof found.type === "string") return [found.type];
  if (Array.isArray(found.type)) return found.type.map(String);
  if (Array.isArray(found.enum)) return [...new Set(found.enum.map(typeOf))];
  if (found.const !== undefined) return [typeOf(found.const)];
  const alternatives = [found.anyOf, found.oneOf, found.allOf].find(Array.isArray) ?? [];
  return [...new Set(alternatives.flatMap((each: unknown) => typesOf(each, root, depth + 1)))];
}

function valueAt(params: Table, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => isTable(value) && Object.hasOwn(value, step) ? value[step] : undefined,
    params,
  );
}

function withValue(params: Table, [first, ...rest]: readonly string[], value: unknown): Table {
  if (rest.length === 0) return { ...params, [first!]: value };
  const inner = Object.hasOwn(params, first!) ? params[first!] : undefined;
  return { ...params, [first!]: withValue(isTable(inner) ? inner : {}, rest, value) };
}
