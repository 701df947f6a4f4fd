import { editDocument } from "../../../formats/document.ts";
import type { DocumentFormat } from "../../../formats/format.ts";
import { type DocumentPath, DocumentSyntaxError } from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { type Schema, violations } from "../../../kernel/schema.ts";
import { assembleConfig } from "./assemble.ts";
import type { ConfigKey } from "./config_key.ts";
import { CONFIG_KEY_NOT_FOUND, CONFIG_VALUE_INVALID } from "./faults.ts";
import { configKeys } from "./schema.ts";
import { environmentSource, getAt, isScalar, parseSource, scalarOf } from "./source.ts";

/** A configuration file's text with one value changed. */
export interface ValueChange {
  text: string;
  key: string;
  /** What the file said before; undefined where it did not. */
  before: unknown;
  after: unknown;
}

/** The file that is changed, and where in it. */
export interface ChangedFile {
  name: string;
  format: DocumentFormat;
  /** Where in the document the configuration stands. */
  at?: DocumentPath;
  /** The profile that gets the value rather than the configuration itself. */
  profile?: string | undefined;
}

/**
 * Sets one value in a configuration file's text, keeping comments and formatting; missing sections are made. A result
 * with a problem that was not there before is refused. Faults: `CONFIG_VALUE_INVALID`, `CONFIG_KEY_NOT_FOUND` for a
 * section, `CONFIG_SYNTAX`.
 */
export async function setValue(
  text: string,
  file: ChangedFile,
  change: { key: ConfigKey; value: string },
): Promise<ValueChange> {
  const { key, value } = change;
  if (key.kind === "section") {
    const within = configKeys().map((each) => each.key).filter((each) => each.startsWith(`${key.key}.`));
    throw CONFIG_KEY_NOT_FOUND({ key: key.key, known: within });
  }
  const after = valueOf(key.schema, value);
  const [wrong] = violations(key.schema, after);
  if (wrong) {
    const problem = `Expected ${wrong.expected}.`;
    throw CONFIG_VALUE_INVALID({ key: key.key, value, problem, known: [...wrong.candidates] });
  }
  const source = await parseSource(text, file);
  const path = file.profile === undefined ? key.path : ["profiles", file.profile, ...key.path];
  const edited = await edit(text, { format: file.format, path: source.writtenPath(path), value: after });
  const old = new Set((await problemsOf(text, file)).map(identity));
  const added = (await problemsOf(edited, file)).find((each) => !old.has(identity(each)));
  if (added) {
    const known = Array.isArray(added.details.known) ? added.details.known as string[] : [];
    const other = otherKey(added, key.key);
    throw CONFIG_VALUE_INVALID({
      key: key.key,
      value,
      problem: `${nameOf(added)}: ${added.reason}`,
      known: other === undefined ? known : [],
      ...(other === undefined ? {} : { other }),
    }, { cause: added });
  }
  return { text: edited, key: key.key, before: getAt(source.value, path), after };
}

/** A text as a value of the schema: lists with commas or as JSON, tables as JSON. */
function valueOf(schema: Schema, raw: string): unknown {
  if (isScalar(schema)) return scalarOf(schema, raw);
  if (/^\s*[[{]/.test(raw)) {
    try {
      return JSON.parse(raw);
    } catch {
      return raw;
    }
  }
  if (schema.type !== "array" || schema.items?.type !== "string") return raw;
  return raw.split(",").map((each) => each.trim()).filter((each) => each !== "");
}

async function edit(
  text: string,
  { format, path, value }: { format: DocumentFormat; path: DocumentPath; value: unknown },
): Promise<string> {
  try {
    return await editDocument(text, format, [{ path, value }]);
  } catch (error) {
    // The text was parsed before: only an edit that its structure rules out ends here.
    if (!(error instanceof DocumentSyntaxError)) throw error;
    throw CONFIG_VALUE_INVALID({ key: path.join("."), value: String(value), problem: `${error.message}.`, known: [] });
  }
}

async function problemsOf(text: string, file: ChangedFile): Promise<Fault[]> {
  const source = await parseSource(text, file);
  const sources = { files: [source], environment: environmentSource([], () => undefined) };
  const { problems, profiles } = assembleConfig(sources, {});
  const inProfiles = problems.length > 0
    ? []
    : profiles.flatMap((profile) => assembleConfig(sources, { profile }).problems);
  return [...problems, ...inProfiles];
}

/** What makes two problems the same, whatever lines they stand on. */
function identity({ code, details: { key, found, expected } }: Fault): string {
  return JSON.stringify([code, key, found, expected]);
}

/** The key that a problem is about, where that is not the one that is set. */
function otherKey({ details }: Fault, key: string): string | undefined {
  if (typeof details.key !== "string") return undefined;
  const told = details.key.replace(/\[\d+\]$/, "");
  return told === key || told.startsWith(`${key}.`) || told.endsWith(`.${key}`) ? undefined : told;
}

function nameOf({ details }: Fault): string {
  return typeof details.key === "string" ? `'${details.key}'` : "The configuration";
}
