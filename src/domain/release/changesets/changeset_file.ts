import { locateJson, parseJson } from "../../../formats/json.ts";
import { DocumentSyntaxError, positionAt } from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import {
  boolean,
  list,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
  type Violation,
  violations,
} from "../../../kernel/schema.ts";
import { nearest } from "../../../kernel/suggest.ts";
import { BUMP_TYPES, type Changeset } from "../model.ts";
import { CHANGESET_CONFLICTED, CHANGESET_INVALID } from "./faults.ts";

const name = text({ minLength: 1 });

/** The fields of a changeset's file. */
export const CHANGESET_FIELDS = {
  id: optional(text({ description: "The branch as a slug; also the file's name" })),
  branch: name,
  bump: oneOf(BUMP_TYPES),
  packageBumps: optional(record(oneOf(BUMP_TYPES), { description: "Bumps of single packages that differ from bump" })),
  environments: optional(list(name)),
  packages: optional(list(name)),
  commits: optional(list(name, { description: "Full hashes, oldest first" })),
  message: optional(text()),
  createdAt: optional(text({ description: "ISO 8601, UTC" })),
  updatedAt: optional(text({ description: "ISO 8601, UTC" })),
  prereleases: optional(list(object({ package: name, base: name, version: name, outdated: optional(boolean()) }))),
  released: optional(list(name, { description: "Packages that were released while the others wait" })),
};

/** Shape of a changeset's file. Fields of others are allowed and kept. */
export const CHANGESET_FILE = open(object(CHANGESET_FIELDS));

function open<S extends Schema>(schema: S): S {
  return { ...schema, additionalProperties: true };
}

/**
 * Reads a changeset's file. Its id is the file's name. Only `branch` and `bump` are required; other fields that are
 * missing are empty. Fields that are not ours ride along on the object, so that they survive a rewrite.
 * Throws `CHANGESET_INVALID` or `CHANGESET_CONFLICTED`, naming `file`.
 */
export function parseChangeset(content: string, { file, id }: { file: string; id: string }): Changeset {
  const value = parseFile(content, file);
  const [violation] = violations(CHANGESET_FILE, value);
  if (violation) throw invalidField(content, { file, value, violation });
  return completed(value as Partial<Changeset>, id);
}

/** A changeset from fields that were checked: what is missing is empty. */
export function completed(fields: Partial<Changeset>, id: string): Changeset {
  const { branch, bump, environments, packages, commits, message, createdAt, updatedAt, ...rest } = fields;
  return {
    ...rest,
    id,
    branch: branch!,
    bump: bump!,
    environments: environments ?? [],
    packages: packages ?? [],
    commits: commits ?? [],
    message: message ?? "",
    createdAt: createdAt ?? updatedAt ?? "",
    updatedAt: updatedAt ?? createdAt ?? "",
  };
}

/** Reads JSON from a file of the changesets folder, with conflict markers and syntax errors as faults. */
export function parseFile(content: string, file: string): unknown {
  try {
    return parseJson(content);
  } catch (error) {
    const marker = /^<{7}(?: |\r?$)/m.exec(content);
    if (marker) throw CHANGESET_CONFLICTED({ file, line: positionAt(content, marker.index).line }, { cause: error });
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw CHANGESET_INVALID({ file, line, column, problem: message }, { cause: error });
  }
}

/** The fault for a field of the file that contradicts its schema. */
export function invalidField(
  content: string,
  { file, value, violation }: { file: string; value: unknown; violation: Violation },
): Fault {
  const { path, kind, found, expected } = violation;
  const field = path.map((step, i) => typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`).join("");
  if (kind === "missing") {
    const { line, column } = locateJson(content, path.slice(0, -1)) ?? { line: 1, column: 1 };
    const wanted = String(path.at(-1));
    const unknown = Object.keys(value as object).filter((key) => !Object.hasOwn(CHANGESET_FIELDS, key));
    const [typed] = nearest(wanted, unknown);
    const candidates = typed === undefined ? [] : [wanted];
    return CHANGESET_INVALID({
      file,
      line,
      column,
      problem: typed === undefined ? `'${field}' is missing` : `'${field}' is missing, but there is '${typed}'`,
      ...(typed === undefined ? {} : { found: typed, candidates }),
    });
  }
  const { line, column } = locateJson(content, path) ?? { line: 1, column: 1 };
  const shown = JSON.stringify(found) ?? "nothing";
  const subject = field === "" ? "The file" : `'${field}'`;
  return CHANGESET_INVALID({
    file,
    line,
    column,
    problem: `${subject} must be ${expected}, but is ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`,
    found: typeof found === "string" ? found : "",
    candidates: [...violation.candidates],
  });
}

/** The text of a changeset's file: our fields in one order, then others in theirs; a final newline. */
export function formatChangeset(changeset: Changeset): string {
  const entries = Object.entries(changeset);
  const known = Object.keys(CHANGESET_FIELDS);
  const rank = (key: string) => known.includes(key) ? known.indexOf(key) : known.length;
  const ordered = entries.filter(([key, value]) => !isAbsent(key, value)).toSorted(([a], [b]) => rank(a) - rank(b));
  return `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`;
}

/** Optional fields that say nothing are left out. */
function isAbsent(key: string, value: unknown): boolean {
  if (value === undefined) return true;
  if (key === "prereleases" || key === "released") return (value as unknown[]).length === 0;
  if (key === "packageBumps") return Object.keys(value as object).length === 0;
  return (key === "createdAt" || key === "updatedAt") && value === "";
}
