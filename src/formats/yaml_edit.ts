// @ts-types="yaml"
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  stringify,
} from "yaml/browser";
import { applySplices, type DocumentEdit, lineEndOf, type Splice, withEdit } from "./edit.ts";
import { keyText, parseYaml, readYaml, WRITTEN } from "./yaml.ts";

/**
 * Makes the edits in a YAML text. A scalar is replaced in place, in its own quotes, and entries of block maps are
 * added and removed as lines, so that every other byte stays. Only where that cannot express an edit is the document
 * printed anew, which keeps comments and order but not every blank. Throws `DocumentSyntaxError`.
 */
export function editYaml(text: string, edits: readonly DocumentEdit[]): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + edits.reduce(applyOne, text.slice(mark.length));
}

function applyOne(text: string, edit: DocumentEdit): string {
  const { value: before } = parseYaml(text);
  const wanted = withEdit(before ?? {}, edit);
  if (sameValue(before, wanted)) return text;
  const document = readYaml(text);
  for (const splice of candidates(text, document, edit)) {
    const edited = applySplices(text, [splice]);
    if (means(edited, wanted)) return edited;
  }
  const printed = reprint(text, (document) => applyToNodes(document, edit));
  return means(printed, wanted) ? printed : reprint(text, (document) => setContents(document, wanted));
}

/** Splices that may express the edit, best first; each is checked by reading the result. */
function* candidates(text: string, document: Document.Parsed, { path, value }: DocumentEdit): Generator<Splice> {
  const node = path.length > 0 ? document.getIn(path, true) : document.contents;
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent) ? parent.items.find((each) => keyText(each.key) === String(path.at(-1))) : undefined;

  if (value === undefined) {
    if (pair && isMap(parent) && !parent.flow && parent.items.length > 1) yield lineRemoval(text, pair);
    if (isSeq(parent) && !parent.flow && parent.items.length > 1) {
      const item = parent.items[Number(path.at(-1))];
      const start = lineStart(text, (item as Ranged)?.range?.[0] ?? 0);
      yield { start, end: lineEndAfter(text, endOf(item)), text: "" };
    }
    return;
  }
  if (isScalar(node) && node.range) {
    const [start, end] = node.range;
    for (const written of scalarTexts(value, node.type)) {
      yield { start, end, text: start === end && text[start - 1] === ":" ? ` ${written}` : written };
    }
    return;
  }
  if (node === undefined) yield* insertions(text, document, { path, value });
}

/** How a value may be written in place of a scalar: in the same quotes where possible. */
function scalarTexts(value: unknown, style: string | undefined): string[] {
  if (typeof value === "string") {
    const single = `'${value.replaceAll("'", "''")}'`;
    const double = JSON.stringify(value);
    if (style === "QUOTE_SINGLE") return [single, double];
    if (style === "QUOTE_DOUBLE") return [double];
    return [inlineText(value), double];
  }
  return [inlineText(value)];
}

/** A value on one line: JSON is YAML, and plain words need no quotes. */
function inlineText(value: unknown): string {
  const plain = stringify(value, WRITTEN).trimEnd();
  return typeof value === "object" && value !== null || plain.includes("\n") ? JSON.stringify(value) : plain;
}

/** A new entry at the end of the nearest block map on the way to it. */
function* insertions(text: string, document: Document.Parsed, { path, value }: DocumentEdit): Generator<Splice> {
  const eol = lineEndOf(text);
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const map = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (map === undefined) continue;
    if (isSeq(map) && !map.flow && map.items.length > 0 && depth === path.length - 1) {
      const last = map.items.at(-1);
      const dash = /^([ \t]*- +)/.exec(text.slice(lineStart(text, (last as Ranged)?.range?.[0] ?? 0)))?.[1];
      if (dash) yield* lineInsertion(text, lineEndAfter(text, endOf(last)), dash + inlineText(value));
      return;
    }
    if (!isMap(map) || map.flow || map.items.length === 0) return;
    const entry = path.slice(depth).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    const indent = " ".repeat(columnOf(text, startOf(map.items[0]!)));
    const lines = stringify(entry, { ...WRITTEN, indentSeq: indentsSequences(text) }).trimEnd().split("\n");
    const body = lines.map((line) => line === "" ? line : indent + line).join(eol);
    const blank = depth === 0 && standsApart(text, map.items) ? eol : "";
    yield* lineInsertion(text, lineEndAfter(text, endOf(map)), blank + body);
    return;
  }
}

/** Whether a blank line is in front of the last of a document's entries, or of the comment above it. */
function standsApart(text: string, items: readonly Pair[]): boolean {
  const previous = items.at(-2);
  const between = text.slice(previous ? endOf(previous) : 0, startOf(items.at(-1)!));
  return /\n[ \t]*\r?\n/.test(between);
}

function* lineInsertion(text: string, at: number, body: string): Generator<Splice> {
  const eol = lineEndOf(text);
  yield text[at - 1] === "\n" || at === 0
    ? { start: at, end: at, text: body + eol }
    : { start: at, end: at, text: eol + body };
}

function lineRemoval(text: string, pair: Pair): Splice {
  const start = startOf(pair);
  return { start: start - columnOf(text, start), end: lineEndAfter(text, endOf(pair)), text: "" };
}

function lineEndAfter(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

type Ranged = { range?: [number, number, number] | null } | null | undefined;

function startOf(pair: Pair): number {
  return (pair.key as Ranged)?.range?.[0] ?? 0;
}

/** Where a node or entry ends: at the last character of what it holds. */
function endOf(node: unknown): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value);
  if (isCollection(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1));
  return (node as Ranged)?.range?.[1] ?? 0;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Whether lists stand deeper than the key that holds them. */
function indentsSequences(text: string): boolean {
  return !/^( *)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(text);
}

function applyToNodes(document: Document, { path, value }: DocumentEdit): void {
  if (path.length === 0) return setContents(document, value);
  if (value === undefined) {
    document.deleteIn(path);
    return;
  }
  for (let depth = 0; depth < path.length; depth++) {
    const on = path.slice(0, depth);
    const holder = depth === 0 ? document.contents : document.getIn(on, true);
    if (isMap(holder) || isSeq(holder) && typeof path[depth] === "number") continue;
    if (depth === 0) setContents(document, {});
    else document.setIn(on, document.createNode({}));
  }
  document.setIn(path, document.createNode(value));
}

function setContents(document: Document, value: unknown): void {
  document.contents = document.createNode(value) as typeof document.contents;
}

function reprint(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text, { merge: true });
  change(document);
  const eol = lineEndOf(text);
  let printed = document.toString({
    lineWidth: 0,
    flowCollectionPadding: padsCollections(text),
    indentSeq: indentsSequences(text),
  });
  if (text !== "" && !text.endsWith("\n")) printed = printed.replace(/\n$/, "");
  return eol === "\n" ? printed : printed.replaceAll(/\r?\n/g, eol);
}

function means(text: string, wanted: unknown): boolean {
  try {
    return sameValue(parseYaml(text).value, wanted);
  } catch {
    return false;
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether lists and maps on one line are written `[ a ]` rather than `[a]`. */
function padsCollections(text: string): boolean {
  return /[[{] +[^\s\]}]/.test(text) || !/[[{][^\s\]}]/.test(text);
}
