import { parse, TomlError } from "smol-toml";
import { type DocumentPath, DocumentSyntaxError, type ParsedDocument, type Position, positionAt } from "./position.ts";

/** Reads a TOML 1.0 text. Dates are `Date` objects. Throws `DocumentSyntaxError`. */
export function parseToml(text: string): ParsedDocument {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = plain(parse(body));
  } catch (error) {
    if (error instanceof RangeError) throw new DocumentSyntaxError("Nested too deeply", 1, 1);
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    throw new DocumentSyntaxError(message, error.line, error.column);
  }
  return { value, locate: (path) => locateToml(text, path) };
}

/**
 * Where a key stands: found by reading the lines again, so that the editing library is not loaded for a message.
 * What lies within arrays and inline tables has the position of the key that holds them.
 */
function locateToml(text: string, path: DocumentPath): Position | undefined {
  const wanted = path.map(String);
  let table: string[] = [];
  let best: { length: number; offset: number } | undefined;
  const consider = (here: string[], offset: number) => {
    const length = Math.min(here.length, wanted.length);
    if (length > (best?.length ?? 0) && wanted.slice(0, length).every((step, i) => step === here[i])) {
      best = { length, offset };
    }
  };
  const arrays = new Map<string, number>();
  for (const { offset, content } of lines(text)) {
    const header = HEADER.exec(content);
    if (header) {
      table = tablePath(keyParts(header[2]!), { arrays, element: header[1]!.includes("[[") });
      if (table.length >= wanted.length) consider(table, offset + header[1]!.length);
      continue;
    }
    const entry = ENTRY.exec(content);
    if (!entry) continue;
    const here = [...table, ...keyParts(entry[2]!)];
    if (here.length >= wanted.length || /^[[{]/.test(entry[3]!)) consider(here, offset + entry[1]!.length);
  }
  if (wanted.length === 0) return positionAt(text, text.startsWith("\ufeff") ? 1 : 0);
  return best && positionAt(text, best.offset);
}

/** smol-toml's tables have no prototype; ours are like those of the other formats. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

const KEY = String.raw`(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')`;
const DOTTED = `${KEY}(?:[ \\t]*\\.[ \\t]*${KEY})*`;
const HEADER = new RegExp(`^([ \\t]*\\[\\[?[ \\t]*)(${DOTTED})[ \\t]*\\]`);
const ENTRY = new RegExp(`^([ \\t]*)(${DOTTED})[ \\t]*=[ \\t]*(.?)`);

/** A header's path with the indexes of the arrays of tables on it; `arrays` counts their elements. */
function tablePath(keys: string[], { arrays, element }: { arrays: Map<string, number>; element: boolean }): string[] {
  let path: string[] = [];
  for (const [i, key] of keys.entries()) {
    path = [...path, key];
    const name = path.join("\0");
    if (element && i === keys.length - 1) arrays.set(name, (arrays.get(name) ?? -1) + 1);
    const index = arrays.get(name);
    if (index !== undefined) path = [...path, String(index)];
  }
  return path;
}

/** Lines that begin outside of texts over several lines. */
function* lines(text: string): Generator<{ offset: number; content: string }> {
  let offset = text.startsWith("\ufeff") ? 1 : 0;
  let open: string | undefined;
  while (offset < text.length) {
    const newline = text.indexOf("\n", offset);
    const end = newline < 0 ? text.length : newline + 1;
    const content = text.slice(offset, end);
    if (!open) yield { offset, content };
    for (const [quotes] of content.matchAll(/"""|'''/g)) {
      if (!open) open = quotes;
      else if (open === quotes) open = undefined;
    }
    offset = end;
  }
}

function keyParts(key: string): string[] {
  return [...key.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[^\s.]+/g)].map(([part]) =>
    part.startsWith('"') ? JSON.parse(part) as string : part.startsWith("'") ? part.slice(1, -1) : part
  );
}
