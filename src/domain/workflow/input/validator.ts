import { nearest } from "../../../kernel/suggest.ts";
import { format, type OutputUnit, validate } from "@cfworker/json-schema";
import { compileLinearPattern, type LinearPattern } from "../patterns/linear_pattern.ts";
import { PatternError } from "../patterns/pattern_error.ts";
import { findReferenced, isTable, subschemas, type Table } from "./subschemas.ts";
import { uniqueItemsCheck } from "./unique_items.ts";

/** Formats that are checked. */
export const FORMATS: readonly string[] = Object.keys(format).sort();

/** A value that does not fit, by its path in the value: `a.b[0]`, empty for the whole. */
export interface ValueProblem {
  path: string;
  message: string;
}

/** Nobody reads more than so many. */
const MOST_PROBLEMS = 100;

/** How a pattern is called among the library's formats, which are the place where it takes functions. */
const PATTERN = "pattern:";

/**
 * What in a value contradicts a JSON Schema (draft 2020-12) that has been checked. Patterns are matched in bounded time.
 */
export function validateAgainst(schema: Table, value: unknown): ValueProblem[] {
  const patterns = new Map<string, LinearPattern>();
  const prepared = withPatterns(schema, patterns) as Table;
  const repeats = JSON.stringify(prepared).includes('"uniqueItems":true') ? uniqueItemsCheck(value) : "possible";
  if (repeats === "too_long") {
    return [{ path: "", message: "has an entry twice in a list, and lists too long to say in which" }];
  }
  if (repeats === "never") withoutUniqueItems(prepared);
  try {
    for (const [source, pattern] of patterns) format[PATTERN + source] = (text) => pattern.test(text);
    const { errors } = validate(value, prepared, "2020-12", undefined, false);
    return readable(errors, { schema: prepared, value });
  } catch (error) {
    if (error instanceof PatternError) return [{ path: "", message: `cannot be checked: ${error.message}` }];
    if (error instanceof RangeError) return [{ path: "", message: "has too much that does not fit" }];
    throw error;
  } finally {
    for (const source of patterns.keys()) delete format[PATTERN + source];
  }
}

/** A copy of a schema in which each `pattern` is a format of its own. */
function withPatterns(schema: unknown, patterns: Map<string, LinearPattern>): unknown {
  if (!isTable(schema)) return schema;
  // Parts that a YAML alias shares must be told apart by where they stand.
  const copy: Table = JSON.parse(JSON.stringify(schema));
  const visit = (each: unknown): void => {
    if (!isTable(each)) return;
    subschemas(each).forEach(({ schema: inner }) => visit(inner));
    if (typeof each.pattern !== "string") return;
    patterns.set(each.pattern, compileLinearPattern(each.pattern));
    each.allOf = [...(Array.isArray(each.allOf) ? each.allOf : []), { format: PATTERN + each.pattern }];
    delete each.pattern;
  };
  visit(copy);
  return copy;
}

/** Changes a schema so that lists are not looked through for entries that are there twice. */
function withoutUniqueItems(schema: Table): void {
  subschemas(schema).forEach(({ schema: inner }) => isTable(inner) && withoutUniqueItems(inner));
  delete schema.uniqueItems;
}

/** Keywords that only say that something below them is wrong. */
const CARRIERS = new Set([
  "$ref",
  "allOf",
  "properties",
  "patternProperties",
  "items",
  "prefixItems",
  "if",
  "dependentSchemas",
]);

function readable(errors: readonly OutputUnit[], { schema, value }: { schema: Table; value: unknown }): ValueProblem[] {
  const problems: ValueProblem[] = [];
  const told = new Set<string>();
  const closed: string[] = [];
  for (const error of errors) {
    if (problems.length === MOST_PROBLEMS) break;
    if (closed.some((prefix) => error.keywordLocation.startsWith(prefix))) continue;
    if (["anyOf", "oneOf", "not", "contains", "propertyNames"].includes(error.keyword)) {
      closed.push(`${error.keywordLocation}/`);
    }
    if (CARRIERS.has(error.keyword)) continue;
    const problem = readableOne(error, { schema, value });
    const key = JSON.stringify(problem);
    if (problem && !told.has(key)) problems.push(problem);
    told.add(key);
  }
  return problems;
}

function readableOne(
  { keyword, instanceLocation, keywordLocation, error }: OutputUnit,
  { schema, value }: { schema: Table; value: unknown },
): ValueProblem | undefined {
  const path = pointerSteps(instanceLocation);
  const rule = valueAt(schema, keywordLocation);
  const found = shown(pathValue(value, path));
  const at = (message: string, steps = path): ValueProblem => ({ path: pathText(steps), message });
  switch (keyword) {
    case "required": {
      const name = /"(.*)"\.$/s.exec(error)![1]!;
      return at("is required", [...path, name]);
    }
    case "false":
    case "additionalProperties":
    case "unevaluatedProperties": {
      // The refusal of a property is told of its object, and once more of the property itself.
      const name = /^Property "(.*)" does not match (?:additional|unevaluated)/s.exec(error)?.[1];
      if (name === undefined || isTable(rule)) return undefined;
      const properties = valueAt(schema, keywordLocation.replace(/\/[^/]*$/, "/properties"));
      const [meant] = nearest(name, isTable(properties) ? Object.keys(properties) : []);
      const question = meant === undefined ? "" : `; did you mean ${meant}?`;
      return at(`is not a known parameter${question}`, [...path, name]);
    }
    case "type":
      return at(`must be ${typeText(rule)}, found ${found}`);
    case "enum":
      return at(`must be one of ${(rule as unknown[]).map((each) => JSON.stringify(each)).join(", ")}, found ${found}`);
    case "const":
      return at(`must be ${JSON.stringify(rule)}, found ${found}`);
    case "format":
      return at(
        String(rule).startsWith(PATTERN)
          ? `must match the pattern ${String(rule).slice(PATTERN.length)}, found ${found}`
          : `must be ${FORMAT_TEXTS[String(rule)] ?? `of the format ${rule}`}, found ${found}`,
      );
    case "minimum":
      return at(`must be at least ${rule}, found ${found}`);
    case "maximum":
      return at(`must be at most ${rule}, found ${found}`);
    case "exclusiveMinimum":
      return at(`must be more than ${rule}, found ${found}`);
    case "exclusiveMaximum":
      return at(`must be less than ${rule}, found ${found}`);
    case "multipleOf":
      return at(`must be a multiple of ${rule}, found ${found}`);
    case "minLength":
      return at(`must have at least ${rule} ${rule === 1 ? "character" : "characters"}`);
    case "maxLength":
      return at(`must have at most ${rule} ${rule === 1 ? "character" : "characters"}`);
    case "minItems":
      return at(`must have at least ${rule} ${rule === 1 ? "entry" : "entries"}`);
    case "maxItems":
      return at(`must have at most ${rule} ${rule === 1 ? "entry" : "entries"}`);
    case "minProperties":
      return at(`must have at least ${rule} ${rule === 1 ? "key" : "keys"}`);
    case "maxProperties":
      return at(`must have at most ${rule} ${rule === 1 ? "key" : "keys"}`);
    case "uniqueItems":
      return at("must not have the same entry twice");
    case "anyOf":
      return at(`fits none of the ${(rule as unknown[]).length} alternatives`);
    case "oneOf":
      return at(
        error.includes("(0 ")
          ? `fits none of the ${(rule as unknown[]).length} alternatives`
          : "fits more than one of the alternatives",
      );
    case "not":
      return at("is what the schema rules out");
    case "dependentRequired": {
      const [, has, lacks] = /has "(.*)" but does not have "(.*)"\.$/s.exec(error)!;
      return at(`is required together with '${has}'`, [...path, lacks!]);
    }
    case "propertyNames":
      return at("has a key that is not allowed");
    default:
      return at(error.replace(/^(?:Instance|Array|String|Items) /, "").replace(/\.$/, ""));
  }
}

const FORMAT_TEXTS: Readonly<Record<string, string>> = {
  date: "a date such as 2026-01-31",
  "date-time": "an instant such as 2026-01-31T12:00:00Z",
  time: "a time such as 12:00:00Z",
  duration: "a duration of ISO 8601 such as PT1H30M",
  email: "an e-mail address",
  uri: "a URL",
  url: "a URL",
  uuid: "a UUID",
  hostname: "a host name",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  regex: "a regular expression",
};

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "an integer",
  boolean: "true or false",
  object: "a table of keys and values",
  array: "a list",
  null: "null",
};

function typeText(type: unknown): string {
  return (Array.isArray(type) ? type : [type]).map((each) => TYPE_TEXTS[String(each)] ?? String(each)).join(" or ");
}

/** `#/a/0` as steps; the numbers of lists stay texts. */
function pointerSteps(pointer: string): string[] {
  return pointer.split("/").slice(1).map((each) =>
    decodeURIComponent(each).replaceAll("~1", "/").replaceAll("~0", "~")
  );
}

/** What a keyword location leads to, references followed. */
function valueAt(schema: Table, location: string): unknown {
  let current: unknown = schema;
  for (const step of pointerSteps(location)) {
    if (step === "$ref" && isTable(current) && typeof current.$ref === "string") {
      current = findReferenced(schema, current.$ref);
    } else current = (current as Table | undefined)?.[step];
  }
  return current;
}

function pathValue(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((current, step) => (current as Table | undefined)?.[step], value);
}

function pathText(steps: readonly string[]): string {
  return steps.map((step, i) => /^\d+$/.test(step) ? `[${step}]` : i === 0 ? step : `.${step}`).join("");
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return "a list";
  return isTable(value) ? "a table of keys and values" : String(value);
}
