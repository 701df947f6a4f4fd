/** Where a JSON Schema (draft 2020-12) holds other schemas. */
export type Table = Record<string, unknown>;

export const SINGLE_SCHEMAS = [
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "items",
  "unevaluatedItems",
  "contains",
  "not",
  "if",
  "then",
  "else",
];
export const LISTS_OF_SCHEMAS = ["allOf", "anyOf", "oneOf", "prefixItems"];
export const MAPS_OF_SCHEMAS = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/** Keywords whose schemas apply to the value itself, not to a part of it. */
export const IN_PLACE_KEYWORDS = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

/** The schemas directly within a schema, with their paths. */
export function subschemas(schema: Table): { schema: unknown; path: (string | number)[] }[] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (SINGLE_SCHEMAS.includes(key)) return [{ schema: value, path: [key] }];
    if (LISTS_OF_SCHEMAS.includes(key) && Array.isArray(value)) {
      return value.map((each, i) => ({ schema: each, path: [key, i] }));
    }
    if (MAPS_OF_SCHEMAS.includes(key) && isTable(value)) {
      return Object.entries(value).map(([name, each]) => ({ schema: each, path: [key, name] }));
    }
    return [];
  });
}

/** What a reference within the document stands for: `#`, `#/$defs/name`, `#anchor`. */
export function findReferenced(root: Table, reference: string): unknown {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return findAnchor(root, reference.slice(1));
  let current: unknown = root;
  for (const step of reference.slice(2).split("/")) {
    let name: string;
    try {
      name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    } catch {
      return undefined;
    }
    const container: unknown = current;
    if (typeof container !== "object" || container === null || !Object.hasOwn(container, name)) return undefined;
    current = (container as Table)[name];
  }
  return current;
}

function findAnchor(schema: unknown, anchor: string): unknown {
  if (!isTable(schema)) return undefined;
  if (schema.$anchor === anchor) return schema;
  for (const { schema: each } of subschemas(schema)) {
    const found = findAnchor(each, anchor);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
