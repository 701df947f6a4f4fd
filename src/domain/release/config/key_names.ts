import type { DocumentPath } from "../../../formats/position.ts";
import type { Schema } from "../../../kernel/schema.ts";

/** Names that keys had in files written for older programs, by the path of their section. */
const OLDER_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  changeset: { availableEnvironments: "environments" },
  backup: { backupDir: "path" },
};

/** A table whose keys are those of the schema. */
export interface NamedKeys {
  value: unknown;
  /** The path as the file writes it, for one with the schema's names. */
  writtenPath(path: DocumentPath): DocumentPath;
  /** Paths (as written) of keys that say the same as another one beside them. */
  duplicates: { path: DocumentPath; other: string }[];
}

/**
 * Renames the keys of a document to those of the schema: snake_case and names of older programs to camelCase. Keys of
 * free tables and unknown ones stay. Entries without a value (YAML's `key:`) are left out.
 */
export function withSchemaNames(schema: Schema, document: unknown): NamedKeys {
  const renamed = new Map<string, string>();
  const duplicates: NamedKeys["duplicates"] = [];

  function convert(value: unknown, at: { schema: Schema; path: string[]; written: string[] }): unknown {
    if (!isTable(value)) return value;
    const { properties, additionalProperties: free } = at.schema;
    const result: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) {
      if (each === null) continue;
      const name = properties ? schemaName(key, properties, at.path) : key;
      if (name !== key && (Object.hasOwn(value, name) || Object.hasOwn(result, name))) {
        duplicates.push({ path: [...at.written, key], other: renamed.get([...at.path, name].join("\0")) ?? name });
        continue;
      }
      const path = [...at.path, name];
      if (name !== key) renamed.set(path.join("\0"), key);
      const inner = properties && Object.hasOwn(properties, name) ? properties[name] : free;
      result[name] = typeof inner === "object"
        ? convert(each, { schema: inner, path, written: [...at.written, key] })
        : each;
    }
    return result;
  }

  const value = convert(document, { schema, path: [], written: [] });
  const writtenPath = (path: DocumentPath) =>
    path.map((step, i) => renamed.get(path.slice(0, i + 1).join("\0")) ?? step);
  return { value, writtenPath, duplicates };
}

function schemaName(key: string, properties: Readonly<Record<string, Schema>>, path: string[]): string {
  if (Object.hasOwn(properties, key)) return key;
  const camelCase = key.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(properties, camelCase)) return camelCase;
  return OLDER_NAMES[path.at(-1) ?? ""]?.[camelCase] ?? key;
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
