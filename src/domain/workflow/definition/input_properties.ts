import { tableOf } from "./readable.ts";

/** Keywords by which a schema can know of more properties than it lists. */
const OPENERS = ["$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "patternProperties", "dependentSchemas"];

/**
 * Names of the parameters that an input schema lists; undefined where it cannot tell. `closed`: it refuses all others.
 */
export function inputProperties(
  schema: Record<string, unknown> | undefined,
): { names: string[] | undefined; closed: boolean } {
  const properties = tableOf(schema?.properties);
  if (!schema || !properties || OPENERS.some((each) => each in schema)) return { names: undefined, closed: false };
  const names = Object.keys(properties);
  if (schema.additionalProperties === false || schema.unevaluatedProperties === false) return { names, closed: true };
  return { names: tableOf(schema.additionalProperties) ? undefined : names, closed: false };
}
