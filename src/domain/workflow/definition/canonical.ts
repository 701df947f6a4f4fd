import type { Definition } from "./model.ts";

/** JSON without white space, keys sorted by their code units (as in RFC 8785): equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    entries.sort(([a], [b]) => a < b ? -1 : 1);
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/**
 * SHA-256 (hexadecimal) of what a definition says: the same for YAML and JSON, whatever the order of keys, comments and
 * `$schema`.
 */
export async function definitionDigest(definition: Definition): Promise<string> {
  const { $schema: _, ...rest } = definition;
  const bytes = new TextEncoder().encode(canonicalJson(rest));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
