import { locateJson, parseJson, parseRelaxedJson } from "../../../formats/json.ts";
import { type DocumentPath, DocumentSyntaxError, type Position } from "../../../formats/position.ts";
import { type Dependency, DEPENDENCY_KINDS, type Package } from "../model.ts";
import { isDenoManifest } from "./deno_manifest.ts";
import { MANIFEST_FIELD_INVALID, MANIFEST_INVALID } from "./faults.ts";

/** A parsed file that describes the project or a package of it. */
export interface Manifest {
  /** Relative to the project's root. */
  file: string;
  fields: Record<string, unknown>;
  /** Where a path stands, for messages. */
  locate(path: DocumentPath): Position | undefined;
}

/** A text as a JSON manifest; Deno's may hold comments. Faults: `MANIFEST_INVALID`, and `MANIFEST_FIELD_INVALID` where it is no object. */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = isDenoManifest(file) ? parseRelaxedJson(text) : parseJson(text);
  } catch (error) {
    throw manifestInvalid(file, error);
  }
  const dialect = isDenoManifest(file) ? "relaxed" : "strict";
  return asManifest(file, { value, locate: (path) => locateJson(text, path, dialect) });
}

/** A document that was read as a manifest. Fault: `MANIFEST_FIELD_INVALID` where it is no table. */
export function asManifest(
  file: string,
  { value, locate }: { value: unknown; locate: Manifest["locate"] },
): Manifest {
  const manifest = { file, fields: {}, locate };
  if (!isTable(value)) throw fieldInvalid(manifest, [], { found: value, expected: "a table of keys and values" });
  return { ...manifest, fields: value };
}

/** The fault for a text that its format's parser refused; anything else is passed through. */
export function manifestInvalid(file: string, error: unknown): unknown {
  if (!(error instanceof DocumentSyntaxError)) return error;
  const { line, column, message } = error;
  return MANIFEST_INVALID({ file, line, column, problem: message }, { cause: error });
}

/** The fault for a field of the wrong type. */
export function fieldInvalid(
  manifest: Manifest,
  path: DocumentPath,
  { found, expected }: { found: unknown; expected: string },
) {
  const { line, column } = manifest.locate(path) ?? { line: 1, column: 1 };
  return MANIFEST_FIELD_INVALID({
    file: manifest.file,
    line,
    column,
    field: path.join("."),
    found: describe(found),
    expected,
  });
}

/** What a manifest says of its package; undefined where it has no name. Fault: `MANIFEST_FIELD_INVALID`. */
export function findPackage(manifest: Manifest, path: string): Package | undefined {
  const { fields } = manifest;
  const name = findText(manifest, "name");
  const version = findText(manifest, "version");
  const dependencies = readDependencies(manifest);
  if (name === undefined) return undefined;
  const isPrivate = isDenoManifest(manifest.file) ? fields.publish === false : Boolean(fields.private);
  return { name, version, path, manifestPath: manifest.file, private: isPrivate, dependencies };
}

/** A field as text; undefined where it is absent or empty. Fault: `MANIFEST_FIELD_INVALID`. */
export function findText(manifest: Manifest, field: string): string | undefined {
  const value = manifest.fields[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw fieldInvalid(manifest, [field], { found: value, expected: "a text" });
  return value === "" ? undefined : value;
}

/** A field as a list of texts. Fault: `MANIFEST_FIELD_INVALID`. */
export function getTexts(manifest: Manifest, path: DocumentPath, value: unknown): string[] {
  if (!Array.isArray(value)) throw fieldInvalid(manifest, path, { found: value, expected: "a list of texts" });
  for (const [i, each] of value.entries()) {
    if (typeof each !== "string") throw fieldInvalid(manifest, [...path, i], { found: each, expected: "a text" });
  }
  return value;
}

/** Every entry of a manifest's dependency tables. Fault: `MANIFEST_FIELD_INVALID`. */
export function readDependencies(manifest: Manifest): Dependency[] {
  const found: Dependency[] = [];
  for (const kind of DEPENDENCY_KINDS) {
    const table = manifest.fields[kind];
    if (table === undefined || table === null) continue;
    if (!isTable(table)) {
      throw fieldInvalid(manifest, [kind], { found: table, expected: "a table of names and versions" });
    }
    for (const name in table) {
      const specifier = table[name];
      if (typeof specifier !== "string") {
        throw fieldInvalid(manifest, [kind, name], { found: specifier, expected: "a text" });
      }
      found.push({ name, kind, specifier });
    }
  }
  return found;
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object"
    ? "a table"
    : `${typeof value === "string" ? "the text " : ""}${JSON.stringify(value)}`;
}
