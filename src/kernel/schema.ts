/**
 * Schemas as plain data: a small subset of JSON Schema (draft 2020-12) with the TypeScript type it stands for.
 * The same value types a command's output, is printed by `workspace schema`, and validates configuration.
 */
export interface Schema<T = unknown> {
  readonly type?: "string" | "number" | "integer" | "boolean" | "object" | "array" | "null";
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  /** Exists in the type system only. */
  readonly __type?: T;
}

/** The TypeScript type that a schema stands for. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A schema that may be absent from its object. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly optional: true;
}

type Fields = Record<string, Schema>;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalSchema<unknown> ? K : never }[keyof F];
type ObjectOf<F> =
  & { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> }
  & { [K in OptionalKeys<F>]?: Infer<F[K]> };
type Flat<T> = { [K in keyof T]: T[K] };

/** Facts that any schema can carry besides its shape. */
export type SchemaNotes<T> = Pick<
  Schema<T>,
  "description" | "default" | "pattern" | "format" | "minimum" | "minLength" | "minItems" | "uniqueItems"
>;

export const text = (notes: SchemaNotes<string> = {}): Schema<string> => ({ type: "string", ...notes });
export const integer = (notes: SchemaNotes<number> = {}): Schema<number> => ({ type: "integer", ...notes });
export const number = (notes: SchemaNotes<number> = {}): Schema<number> => ({ type: "number", ...notes });
export const boolean = (notes: SchemaNotes<boolean> = {}): Schema<boolean> => ({ type: "boolean", ...notes });
/** Any JSON value. */
export const json = (notes: SchemaNotes<unknown> = {}): Schema<unknown> => ({ ...notes });
export const oneOf = <const V extends readonly string[]>(
  values: V,
  notes: SchemaNotes<V[number]> = {},
): Schema<V[number]> => ({ type: "string", enum: values, ...notes });
export const list = <S extends Schema>(items: S, notes: SchemaNotes<Infer<S>[]> = {}): Schema<Infer<S>[]> => ({
  type: "array",
  items,
  ...notes,
});
/** An object whose keys are free and whose values share a schema. */
export const record = <S extends Schema>(
  values: S,
  notes: SchemaNotes<Record<string, Infer<S>>> = {},
): Schema<Record<string, Infer<S>>> => ({ type: "object", additionalProperties: values, ...notes });
export const either = <const S extends readonly Schema[]>(
  schemas: S,
  notes: SchemaNotes<Infer<S[number]>> = {},
): Schema<Infer<S[number]>> => ({ anyOf: schemas, ...notes });
export const nothing: Schema<null> = { type: "null" };

/** Marks a field that may be absent. */
export const optional = <S extends Schema>(schema: S): OptionalSchema<Infer<S>> =>
  Object.defineProperty({ ...schema } as unknown as OptionalSchema<Infer<S>>, "optional", { value: true });

/** An object with these fields and no others. */
export function object<F extends Fields>(fields: F, notes: SchemaNotes<unknown> = {}): Schema<Flat<ObjectOf<F>>> {
  const required = Object.keys(fields).filter((key) => !("optional" in fields[key]!));
  return { type: "object", properties: fields, required, additionalProperties: false, ...notes };
}

/** One thing that is wrong with a value: where it stands, what was found and what was expected. */
export interface Violation {
  /** Keys and indexes from the top to the place. */
  path: (string | number)[];
  kind: "missing" | "unknown" | "type" | "enum" | "pattern" | "format" | "minimum" | "duplicate" | "empty";
  found: unknown;
  expected: string;
  /** Names that would have been right at this place, for "did you mean". */
  candidates: readonly string[];
}

/** What a schema asks for, in words: "an integer of at least 1", "one of patch, minor, major". */
export function expectation(schema: Schema): string {
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(expectation).join(", or ");
  switch (schema.type) {
    case "string":
      return schema.format === "uri"
        ? "a URL with http or https"
        : schema.format === "date-time"
        ? "an instant such as 2026-01-31T12:00:00Z"
        : schema.minLength
        ? "a text that is not empty"
        : "a text";
    case "integer":
    case "number":
      return (schema.type === "integer" ? "an integer" : "a number") +
        (schema.minimum === undefined ? "" : ` of at least ${schema.minimum}`);
    case "boolean":
      return "true or false";
    case "array":
      return schema.items?.type === "string" ? "a list of texts" : "a list";
    case "object":
      return "a table of keys and values";
    case "null":
      return "null";
    default:
      return "a value";
  }
}

/** Everything about `value` that contradicts `schema`, in document order; empty when it is valid. */
export function violations(schema: Schema, value: unknown, path: (string | number)[] = []): Violation[] {
  const at = (kind: Violation["kind"], candidates: readonly string[] = []): Violation[] => [
    { path, kind, found: value, expected: expectation(schema), candidates },
  ];
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((each) => violations(each, value, path));
    if (attempts.some((each) => each.length === 0)) return [];
    const sameKind = attempts.find((_, i) => hasType(schema.anyOf![i]!, value));
    return sameKind ?? at("type");
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return at("enum", schema.enum.filter((each): each is string => typeof each === "string"));
  }
  if (schema.const !== undefined && schema.const !== value) return at("enum");
  if (!hasType(schema, value)) return at("type");
  if (typeof value === "string") {
    if (schema.minLength !== undefined && [...value].length < schema.minLength) return at("empty");
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) return at("pattern");
    if (schema.format === "uri" && !isHttpUrl(value)) return at("format");
    if (schema.format === "date-time" && !isInstant(value)) return at("format");
  }
  if (typeof value === "number" && schema.minimum !== undefined && value < schema.minimum) return at("minimum");
  if (Array.isArray(value)) {
    const found = value.flatMap((each, i) => schema.items ? violations(schema.items, each, [...path, i]) : []);
    if (schema.minItems !== undefined && value.length < schema.minItems) found.push(...at("empty"));
    if (schema.uniqueItems) {
      value.forEach((each, i) => {
        if (value.indexOf(each) < i) {
          found.push({
            path: [...path, i],
            kind: "duplicate",
            found: each,
            expected: "each value once",
            candidates: [],
          });
        }
      });
    }
    return found;
  }
  if (schema.type === "object") return objectViolations(schema, value as Record<string, unknown>, path);
  return [];
}

function objectViolations(schema: Schema, value: Record<string, unknown>, path: (string | number)[]): Violation[] {
  const found: Violation[] = [];
  const properties = schema.properties ?? {};
  for (const [key, each] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known) found.push(...violations(known, each, [...path, key]));
    else if (typeof schema.additionalProperties === "object") {
      found.push(...violations(schema.additionalProperties, each, [...path, key]));
    } else if (schema.additionalProperties === false) {
      const candidates = Object.keys(properties);
      found.push({ path: [...path, key], kind: "unknown", found: key, expected: "a known key", candidates });
    }
  }
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) {
      const expected = expectation(properties[key] ?? {});
      found.push({ path: [...path, key], kind: "missing", found: undefined, expected, candidates: [] });
    }
  }
  return found;
}

function hasType(schema: Schema, value: unknown): boolean {
  switch (schema.type) {
    case undefined:
      return true;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
  }
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** RFC 3339, section 5.6: with a zone, and of a day that there is. */
function isInstant(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value)) return false;
  try {
    return Temporal.Instant.from(value) !== undefined;
  } catch {
    return false;
  }
}
