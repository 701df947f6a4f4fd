// @ts-types="yaml"
import { type Document, isMap, isScalar, isSeq, Lexer, parseDocument, stringify } from "yaml/browser";
import { type DocumentPath, type ParsedDocument, type Position, positionAt, syntaxErrorAt } from "./position.ts";

/** Reads a YAML 1.2 text with one document (merge keys allowed). Throws `DocumentSyntaxError`. */
export function parseYaml(text: string): ParsedDocument {
  const document = readYaml(text);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw syntaxErrorAt(text, 0, error instanceof Error ? error.message : String(error));
  }
  return {
    value,
    locate: (path) => locateYaml(text, document, path),
    locateCharacter: (path, offset) => locateCharacter(text, { document, path, offset }),
  };
}

/** A text without its byte order mark as the `yaml` library's document: offsets are those of that text. */
export function readYaml(text: string): Document.Parsed {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const shift = text.length - body.length;
  const tooDeep = findTooDeep(body);
  if (tooDeep !== undefined) throw syntaxErrorAt(text, tooDeep + shift, "Nested too deeply");
  let document;
  try {
    document = parseDocument(body, { merge: true, prettyErrors: false, logLevel: "error" });
  } catch (error) {
    if (error instanceof RangeError) throw syntaxErrorAt(text, 0, "Nested too deeply");
    throw error;
  }
  const error = document.errors[0];
  if (error) {
    const message = /call stack/.test(error.message) ? "Nested too deeply" : error.message;
    throw syntaxErrorAt(text, error.pos[0] + shift, message);
  }
  return document as Document.Parsed;
}

/** Lists and maps in brackets within each other, at most. */
const DEEPEST = 500;
/** What the lexer says besides the text itself: that a document, the end of a broken list, a scalar comes. */
const SCALAR = "\x1f";
const MARKS = ["\x02", "\x18", SCALAR];

/** Where brackets are nested too deeply; the library would take its time over each of them before it says so. */
function findTooDeep(body: string): number | undefined {
  if (body.split(/[[{]/, DEEPEST + 2).length <= DEEPEST + 1) return undefined;
  let [offset, depth, isScalarNext] = [0, 0, false];
  for (const token of new Lexer().lex(body)) {
    if (!MARKS.includes(token)) {
      if (!isScalarNext && (token === "[" || token === "{") && ++depth > DEEPEST) return offset;
      if (!isScalarNext && (token === "]" || token === "}")) depth--;
      offset += token.length;
    }
    isScalarNext = token === SCALAR;
  }
}

/** How values are written: lines are never folded, and what YAML 1.1 takes for a date or a boolean stands in quotes. */
export const WRITTEN = { lineWidth: 0, compat: "yaml-1.1" } as const;

/** A YAML text for a value, which readers of YAML 1.1 and 1.2 understand alike. */
export function stringifyYaml(value: unknown): string {
  return stringify(value, WRITTEN);
}

function locateYaml(text: string, document: Document.Parsed, path: DocumentPath): Position | undefined {
  const shift = text.startsWith("\ufeff") ? 1 : 0;
  const last = path.at(-1);
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  let found: unknown;
  if (last === undefined) found = document.contents;
  else if (isMap(parent)) found = parent.items.find((each) => keyText(each.key) === String(last))?.key;
  else if (isSeq(parent)) found = parent.items[Number(last)];
  const range = (found as { range?: [number, number, number] | null } | undefined)?.range;
  return range ? positionAt(text, range[0] + shift) : undefined;
}

function locateCharacter(
  text: string,
  { document, path, offset }: { document: Document.Parsed; path: DocumentPath; offset: number },
): Position | undefined {
  const node = document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return undefined;
  const shift = text.startsWith("\ufeff") ? 1 : 0;
  const start = node.range[0] + shift;
  const written = text.slice(start, node.range[1] + shift);
  return positionAt(text, start + (writtenOffset(written, node.value, offset) ?? 0));
}

/** Where the character of a value stands in what was written for it; undefined where folding or escapes hide it. */
function writtenOffset(written: string, value: string, offset: number): number | undefined {
  if (!/^[|>]/.test(written)) {
    const opening = /^["']/.test(written) ? 1 : 0;
    return written.startsWith(value.slice(0, offset), opening) ? opening + offset : undefined;
  }
  const [header, ...lines] = written.split(/(?<=\n)/);
  const indent = /^ */.exec(lines.find((line) => line.trim() !== "") ?? "")![0].length;
  const before = value.slice(0, offset).split("\n");
  const row = before.length - 1;
  const column = before[row]!.length;
  const line = lines[row];
  // Only what stands line by line as in the value can be counted: a folded text does not.
  if (line === undefined || line.slice(indent).replace(/\r?\n$/, "") !== value.split("\n")[row]) return undefined;
  return header!.length + lines.slice(0, row).reduce((sum, each) => sum + each.length, 0) + indent + column;
}

/** The text of a map's key. */
export function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}
