import { didYouMean } from "../../../kernel/suggest.ts";
import { compileLinearPattern } from "../patterns/linear_pattern.ts";
import { isSimplePattern } from "../patterns/simple_pattern.ts";
import { PatternError } from "../patterns/pattern_error.ts";
import {
  findReferenced,
  IN_PLACE_KEYWORDS,
  isTable,
  LISTS_OF_SCHEMAS,
  MAPS_OF_SCHEMAS,
  SINGLE_SCHEMAS,
  subschemas,
  type Table,
} from "./subschemas.ts";
import { FORMATS, validateAgainst } from "./validator.ts";

/** One thing that is wrong with an input schema, by its path in the schema. */
export interface SchemaProblem {
  path: (string | number)[];
  problem: string;
  hint: string;
  /** Nothing is refused for it. */
  warning?: true;
}

const TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"];

const KEYWORDS: Readonly<
  Record<string, "schema" | "schemas" | "map" | "text" | "count" | "number" | "boolean" | "names" | "any">
> = {
  ...Object.fromEntries(SINGLE_SCHEMAS.map((each) => [each, "schema"])),
  ...Object.fromEntries(LISTS_OF_SCHEMAS.map((each) => [each, "schemas"])),
  ...Object.fromEntries(MAPS_OF_SCHEMAS.map((each) => [each, "map"])),
  ...Object.fromEntries(
    [
      "title",
      "description",
      "$comment",
      "$schema",
      "$id",
      "$anchor",
      "$ref",
      "format",
      "pattern",
      "contentEncoding",
      "contentMediaType",
    ]
      .map((each) => [each, "text"]),
  ),
  ...Object.fromEntries(
    ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"]
      .map((each) => [each, "count"]),
  ),
  ...Object.fromEntries(
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].map((each) => [each, "number"]),
  ),
  ...Object.fromEntries(["uniqueItems", "readOnly", "writeOnly", "deprecated"].map((each) => [each, "boolean"])),
  required: "names",
  ...Object.fromEntries(
    ["type", "enum", "const", "default", "examples", "dependentRequired"].map((each) => [each, "any"]),
  ),
};

/**
 * What is wrong with the JSON Schema (draft 2020-12) of a workflow's parameters. Refused as well: references to other
 * documents, references without end, and patterns that could take for ever to match.
 */
export function inputSchemaProblems(schema: unknown): SchemaProblem[] {
  if (!isTable(schema)) {
    return [{ path: [], problem: "expected a JSON Schema", hint: "Write `type: object` with `properties`." }];
  }
  const problems: SchemaProblem[] = [];
  if (schema.type !== undefined && schema.type !== "object") {
    problems.push({
      path: ["type"],
      problem: "parameters have names: the type must be 'object'",
      hint: "Write `type: object`.",
    });
  }
  checkSchema(schema, { root: schema, path: [], problems, depth: 0 });
  if (problems.every(({ warning }) => warning)) checkReferences(schema, problems);
  if (problems.every(({ warning }) => warning)) checkDefaults(schema, { root: schema, path: [], problems });
  return problems;
}

interface Check {
  root: Table;
  path: (string | number)[];
  problems: SchemaProblem[];
  depth: number;
}

function checkSchema(schema: unknown, { root, path, problems, depth }: Check): void {
  const report = (at: (string | number)[], problem: string, hint: string) =>
    problems.push({ path: [...path, ...at], problem, hint });
  if (typeof schema === "boolean") return;
  if (!isTable(schema)) {
    return void report([], "expected a schema", "Write `type:` with one of " + TYPES.join(", ") + ".");
  }
  if (depth > 50) return void report([], "nested too deeply", "Take parts out into $defs.");
  for (const [key, value] of Object.entries(schema)) {
    const kind = Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined;
    if (kind === undefined) {
      checkUnknown(key, { path, problems });
      continue;
    }
    const wanted = wantedOf(kind, value);
    if (wanted !== undefined) report([key], `expected ${wanted}`, "See JSON Schema, draft 2020-12.");
  }
  checkType(schema.type, report);
  if (schema.enum !== undefined && (!Array.isArray(schema.enum) || schema.enum.length === 0)) {
    report(["enum"], "expected a list of values", "Write `enum: [a, b]`.");
  }
  if (typeof schema.$ref === "string") checkReference(schema.$ref, root, report);
  if (typeof schema.pattern === "string") checkPattern(schema.pattern, ["pattern"], report);
  for (const pattern of Object.keys(isTable(schema.patternProperties) ? schema.patternProperties : {})) {
    checkPattern(pattern, ["patternProperties", pattern], report, "simple");
  }
  if (typeof schema.format === "string" && !FORMATS.includes(schema.format)) {
    const hint = didYouMean(schema.format, FORMATS, `Formats that are checked are ${FORMATS.join(", ")}.`);
    problems.push({
      path: [...path, "format"],
      problem: `format '${schema.format}' is not checked`,
      hint,
      warning: true,
    });
  }
  for (const { schema: each, path: at } of subschemas(schema)) {
    checkSchema(each, { root, path: [...path, ...at], problems, depth: depth + 1 });
  }
}

function checkUnknown(key: string, { path, problems }: Pick<Check, "path" | "problems">): void {
  if (key.startsWith("x-")) return;
  if (["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "id"].includes(key)) {
    problems.push({ path: [...path, key], problem: `'${key}' is not supported`, hint: "Use $ref to a part of $defs." });
    return;
  }
  const hint = didYouMean(
    key,
    Object.keys(KEYWORDS),
    "It has no meaning in JSON Schema; a key of your own begins with 'x-'.",
  );
  problems.push({ path: [...path, key], problem: `unknown keyword '${key}'`, hint, warning: true });
}

/** What a keyword's value should have been; undefined where it is right. */
function wantedOf(kind: typeof KEYWORDS[string], value: unknown): string | undefined {
  switch (kind) {
    case "schemas":
      return Array.isArray(value) && value.length > 0 ? undefined : "a list of schemas";
    case "map":
      return isTable(value) ? undefined : "a table of schemas";
    case "text":
      return typeof value === "string" ? undefined : "a text";
    case "count":
      return Number.isInteger(value) && (value as number) >= 0 ? undefined : "an integer of at least 0";
    case "number":
      return typeof value === "number" ? undefined : "a number";
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "names":
      return Array.isArray(value) && value.every((each) => typeof each === "string") ? undefined : "a list of names";
    default:
      return undefined;
  }
}

type Report = (at: (string | number)[], problem: string, hint: string) => void;

function checkType(type: unknown, report: Report): void {
  if (type === undefined) return;
  const types = Array.isArray(type) ? type : [type];
  types.forEach((each, i) => {
    if (typeof each === "string" && TYPES.includes(each)) return;
    const name = typeof each === "string" ? each : JSON.stringify(each);
    const hint = didYouMean(name, TYPES, `Give one of ${TYPES.join(", ")}.`);
    report(Array.isArray(type) ? ["type", i] : ["type"], `unknown type '${name}'`, hint);
  });
}

function checkReference(reference: string, root: Table, report: Report): void {
  if (!reference.startsWith("#")) {
    report(
      ["$ref"],
      "references to other documents are not followed",
      "Copy the part into $defs and refer to '#/$defs/…'.",
    );
  } else if (findReferenced(root, reference) === undefined) {
    const known = Object.keys(isTable(root.$defs) ? root.$defs : {}).map((each) => `#/$defs/${each}`);
    report(["$ref"], `there is no '${reference}' in the schema`, didYouMean(reference, known, "Refer to '#/$defs/…'."));
  }
}

function checkPattern(pattern: string, at: string[], report: Report, needs?: "simple"): void {
  try {
    compileLinearPattern(pattern);
    if (needs && !isSimplePattern(pattern)) {
      throw new PatternError(
        "it repeats too much for the names of properties",
        "Use at most two of * and +, not within each other.",
      );
    }
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    report(at, `pattern '${pattern}': ${error.message}`, error.hint);
  }
}

/** Most subschemas that may apply to one and the same value. */
const APPLIED_LIMIT = 10_000;

/** A schema that leads to itself without going into the value would be followed for ever; one that multiplies, nearly. */
function checkReferences(root: Table, problems: SchemaProblem[]): void {
  const costs = new Map<unknown, number>();
  const open = new Set<unknown>();
  const cost = (schema: unknown): number => {
    if (!isTable(schema)) return 1;
    if (open.has(schema)) return Infinity;
    const known = costs.get(schema);
    if (known !== undefined) return known;
    open.add(schema);
    let sum = 1;
    for (const { schema: each, path } of subschemas(schema)) {
      if (IN_PLACE_KEYWORDS.includes(String(path[0]))) sum += cost(each);
    }
    if (typeof schema.$ref === "string") sum += cost(findReferenced(root, schema.$ref));
    open.delete(schema);
    costs.set(schema, sum);
    return sum;
  };
  const visit = (schema: unknown, path: (string | number)[]): boolean => {
    if (cost(schema) > APPLIED_LIMIT) {
      problems.push({
        path,
        problem: "its references lead back to itself, or to too much",
        hint: "Refer to a part that ends.",
      });
      return true;
    }
    return isTable(schema) && subschemas(schema).some(({ schema: each, path: at }) => visit(each, [...path, ...at]));
  };
  visit(root, []);
}

/** A default that its own schema refuses would make every run without the parameter fail. */
function checkDefaults(schema: unknown, { root, path, problems }: Omit<Check, "depth">): void {
  if (!isTable(schema)) return;
  if (schema.default !== undefined) {
    const { $defs, definitions } = root;
    const [found] = validateAgainst({ $defs, definitions, ...schema }, schema.default);
    if (found) {
      const within = found.path === "" ? "" : ` (${found.path})`;
      const problem = `the default does not fit its own schema${within}: ${found.message}`;
      problems.push({ path: [...path, "default"], problem, hint: "Change the default, or the schema." });
    }
  }
  for (const { schema: each, path: at } of subschemas(schema)) {
    checkDefaults(each, { root, path: [...path, ...at], problems });
  }
}
