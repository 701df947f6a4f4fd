import { parseDocument } from "../../../formats/document.ts";
import type { DocumentFormat } from "../../../formats/format.ts";
import { type DocumentPath, DocumentSyntaxError, type Position } from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { type Schema, type Violation, violations } from "../../../kernel/schema.ts";
import { CONFIG_INVALID, CONFIG_KEY_MISSING, CONFIG_KEY_UNKNOWN, CONFIG_SYNTAX } from "./faults.ts";
import { isTable, withSchemaNames } from "./key_names.ts";
import { CONFIG_FILE_SCHEMA } from "./schema.ts";

/** Something that states configuration values: a file, or the environment. */
export interface Source {
  /** `repo.config.toml`, `user file`, `environment`. */
  name: string;
  /** A partial configuration with the schema's names, profiles included; what is not a table is left out. */
  value: Record<string, unknown>;
  /** What contradicts the schema. */
  problems: Fault[];
  /** How a value's origin is told: `repo.config.toml:12`, `environment WORKSPACE_REGISTRY`. */
  origin(path: DocumentPath): string;
  place(path: DocumentPath): { source: string; file: string | null; line: number | null; column: number | null };
  /** A path with the names that the file uses, where it has it. */
  writtenPath(path: DocumentPath): DocumentPath;
}

/** A configuration file's text as a source; `at` is where in it the configuration stands. Fault: `CONFIG_SYNTAX`. */
export async function parseSource(
  text: string,
  file: { name: string; format: DocumentFormat; at?: DocumentPath; label?: string },
): Promise<Source> {
  const { name, format, at = [], label = name } = file;
  let document;
  try {
    document = await parseDocument(text, format);
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw CONFIG_SYNTAX({ file: name, line, column, problem: message }, { cause: error });
  }
  const stated = at.reduce<unknown>((value, step) => isTable(value) ? value[step] : undefined, document.value) ?? {};
  const { value, writtenPath, duplicates } = withSchemaNames(CONFIG_FILE_SCHEMA, stated);
  const locate = (path: DocumentPath): Position =>
    document.locate([...at, ...path]) ?? nearestAbove(document.locate, [...at, ...path]);
  const writtenPlace = (path: DocumentPath) => {
    const { line, column } = locate(path);
    return { source: `${name}:${line}:${column}`, file: name, line, column };
  };
  const place = (path: DocumentPath) => writtenPlace(writtenPath(path));
  const problems = violations(CONFIG_FILE_SCHEMA, value).map((each) => violationFault(each, place(each.path)));
  for (const { path, other } of duplicates) {
    const expected = `either '${path.at(-1)}' or '${other}', which mean the same`;
    problems.push(
      CONFIG_INVALID({ ...writtenPlace(path), key: dotted(path), found: undefined, expected, known: [] }),
    );
  }
  return {
    name,
    value: isTable(value) ? value : {},
    problems,
    place,
    writtenPath: (path) => [...at, ...writtenPath(path)],
    origin: (path) => `${label}:${locate(writtenPath(path)).line}`,
  };
}

function nearestAbove(locate: (path: DocumentPath) => Position | undefined, path: DocumentPath): Position {
  for (let length = path.length - 1; length > 0; length--) {
    const found = locate(path.slice(0, length));
    if (found) return found;
  }
  return { line: 1, column: 1 };
}

/** The fault for something that contradicts the schema. */
export function violationFault(violation: Violation, place: ReturnType<Source["place"]>): Fault {
  const key = dotted(violation.path) || "the file";
  const known = [...violation.candidates];
  if (violation.kind === "unknown") return CONFIG_KEY_UNKNOWN({ ...place, key, known });
  const { expected, found } = violation;
  if (violation.kind === "missing") return CONFIG_KEY_MISSING({ ...place, key, expected });
  return CONFIG_INVALID({ ...place, key, found, expected, known });
}

/** `["profiles", "ci", "packages", 0]` → `profiles.ci.packages[0]`. */
export function dotted(path: DocumentPath): string {
  return path.map((step, i) => typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`).join("");
}

/** The values that environment variables state, such as `WORKSPACE_VERSION_STRATEGY` for `version.strategy`. */
export function environmentSource(
  keys: readonly { key: string; schema: Schema }[],
  get: (name: string) => string | undefined,
): Source {
  const value: Record<string, unknown> = {};
  const problems: Fault[] = [];
  const place = (path: DocumentPath) => ({
    source: `environment ${variableName(dotted(path))}`,
    file: null,
    line: null,
    column: null,
  });
  for (const { key, schema } of keys) {
    if (!isScalar(schema)) continue;
    const raw = get(variableName(key));
    if (raw === undefined || raw === "") continue;
    const path = key.split(".");
    const stated = scalarOf(schema, raw);
    problems.push(...violations(schema, stated, path).map((each) => violationFault(each, place(each.path))));
    setAt(value, path, stated);
  }
  return {
    name: "environment",
    value,
    problems,
    place,
    writtenPath: (path) => path,
    origin: (path) => place(path).source,
  };
}

/** `version.defaultBump` → `WORKSPACE_VERSION_DEFAULT_BUMP`. */
export function variableName(key: string): string {
  return `WORKSPACE_${key.replace(/[A-Z]/g, "_$&").replaceAll(".", "_").toUpperCase()}`;
}

/** Whether one text can state a value: it is neither a list nor a table. */
export function isScalar(schema: Schema): boolean {
  return schema.type === "string" || schema.type === "boolean" || schema.type === "integer" || schema.type === "number";
}

/** A text as the schema's type; where it is none, the text itself, which the schema then refuses. */
export function scalarOf(schema: Schema, raw: string): unknown {
  if (schema.type === "boolean") {
    return raw === "true" || raw === "1" ? true : raw === "false" || raw === "0" ? false : raw;
  }
  if (schema.type === "integer" || schema.type === "number") return /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
  return raw;
}

/** Puts a value at a path of nested tables. */
export function setAt(table: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [step, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) table[step] = value;
  else setAt((table[step] ??= {}) as Record<string, unknown>, rest, value);
}

/** What stands at a path of nested tables. */
export function getAt(table: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => isTable(value) && Object.hasOwn(value, step) ? value[step] : undefined,
    table,
  );
}
