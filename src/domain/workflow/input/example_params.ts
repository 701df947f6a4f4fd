import { isTable, type Table } from "./subschemas.ts";

/**
 * `key=value` for each parameter that a run must be given, with a value that the schema's own words make likely: its first
 * example or choice, else one of its type.
 */
export function exampleParams(schema: Readonly<Table> | undefined): string[] {
  const { required, properties } = schema ?? {};
  if (!Array.isArray(required)) return [];
  const described = isTable(properties) ? properties : {};
  return required.filter((name) => typeof name === "string").filter((name) => !hasDefault(described[name]))
    .map((name) => `${name}=${exampleOf(described[name])}`);
}

function hasDefault(property: unknown): boolean {
  return isTable(property) && property.default !== undefined;
}

function exampleOf(property: unknown): string {
  if (!isTable(property)) return "VALUE";
  const { examples, enum: choices, type, format, minimum } = property;
  for (const given of [examples, choices]) {
    if (Array.isArray(given) && given.length > 0) {
      return typeof given[0] === "string" ? given[0] : JSON.stringify(given[0]);
    }
  }
  if (format === "date") return "2026-01-31";
  if (type === "integer" || type === "number") return String(typeof minimum === "number" ? minimum : 1);
  if (type === "boolean") return "true";
  return type === "array" ? "[]" : type === "object" ? "{}" : "VALUE";
}
