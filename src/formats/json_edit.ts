import { applySplices, type DocumentEdit, lineEndOf, type Splice } from "./edit.ts";
import {
  findJsonNode,
  findProperty,
  type JsonDialect,
  type JsonNode,
  jsonNodeFinder,
  parseJsonTree,
} from "./json_tree.ts";
import type { DocumentPath } from "./position.ts";

/**
 * Makes the edits in a JSON text; every byte that they do not touch stays: indentation, key order, line ends, byte
 * order mark and final newline. New entries follow the indentation of their neighbours. A path through a scalar
 * replaces it by an object. Throws `DocumentSyntaxError` where the text is not JSON.
 */
export function editJson(text: string, edits: readonly DocumentEdit[], dialect: JsonDialect = "strict"): string {
  if (edits.length === 0) return text;
  return replaceAll(text, edits, dialect) ?? edits.reduce((current, edit) => applyOne(current, edit, dialect), text);
}

/** All edits in one pass, where each replaces a value that is there and none lies within another. */
function replaceAll(text: string, edits: readonly DocumentEdit[], dialect: JsonDialect): string | undefined {
  const root = parseJsonTree(text, dialect);
  const splices: Splice[] = [];
  for (const { path, value } of edits) {
    const node = value === undefined ? undefined : findJsonNode(root, path);
    if (!node) return undefined;
    splices.push(replacement(text, node, value));
  }
  splices.sort((a, b) => a.start - b.start);
  return splices.some((each, i) => each.end > (splices[i + 1]?.start ?? Infinity))
    ? undefined
    : applySplices(text, splices);
}

/**
 * Gives texts that are there new values, in one pass; paths that the document does not have, or that hold something
 * other than a text, are left alone. Throws `DocumentSyntaxError`.
 */
export function replaceJsonTexts(
  text: string,
  edits: Iterable<{ path: DocumentPath; value: string }>,
  dialect: JsonDialect = "strict",
): string {
  const find = jsonNodeFinder(parseJsonTree(text, dialect));
  const splices = new Map<number, Splice>();
  for (const { path, value } of edits) {
    const node = find(path);
    if (node && text[node.start] === '"') splices.set(node.start, replacement(text, node, value));
  }
  return applySplices(text, [...splices.values()]);
}

function applyOne(text: string, { path, value }: DocumentEdit, dialect: JsonDialect): string {
  const root = parseJsonTree(text, dialect);
  let parent = root;
  for (const [depth, step] of path.entries()) {
    const child = findJsonNode(parent, [step]);
    if (child && depth < path.length - 1) {
      parent = child;
      continue;
    }
    if (value === undefined) return child ? applySplices(text, [removal(text, parent, step, dialect)]) : text;
    if (child) return applySplices(text, [replacement(text, child, value)]);
    const created = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    const splice = parent.kind === "scalar" || parent.kind === "array" && typeof step !== "number"
      ? replacement(text, parent, { [step]: created })
      : insertion(text, parent, { key: String(step), value: created, dialect });
    return applySplices(text, [splice]);
  }
  return value === undefined ? text : applySplices(text, [replacement(text, root, value)]);
}

function replacement(text: string, node: JsonNode, value: unknown): Splice {
  const scalar = typeof value !== "object" || value === null;
  return { start: node.start, end: node.end, text: scalar ? JSON.stringify(value) : print(text, value, node.start) };
}

function insertion(
  text: string,
  parent: JsonNode,
  { key, value, dialect }: { key: string; value: unknown; dialect: JsonDialect },
): Splice {
  const label = parent.kind === "object" ? `${JSON.stringify(key)}: ` : "";
  const starts = parent.kind === "object"
    ? parent.properties.map((each) => each.start)
    : parent.items.map((each) => each.start);
  const last = parent.kind === "object" ? parent.properties.at(-1)?.value : parent.items.at(-1);
  if (!last) {
    const inside = text.slice(parent.start, parent.end);
    const [open, close] = [inside[0]!, inside.at(-1)!];
    const outer = lineIndent(text, parent.start);
    if (!/[\r\n]/.test(text.slice(0, parent.start)) && !/[\r\n]/.test(inside) && parent.start > firstOffset(text)) {
      return {
        start: parent.start,
        end: parent.end,
        text: `${open}${label}${print(text, value, parent.start)}${close}`,
      };
    }
    const eol = lineEndOf(text);
    const inner = outer + indentUnit(text);
    const body = `${eol}${inner}${label}${printAt(text, value, inner)}${eol}${outer}`;
    return { start: parent.start, end: parent.end, text: `${open}${body}${close}` };
  }
  const lastStart = starts.at(-1)!;
  const onOwnLine = /[\r\n]\s*$/.test(text.slice(0, lastStart));
  const trailing = dialect === "relaxed" ? trailingComma(text, last.end, parent.end) : undefined;
  const at = trailing ?? last.end;
  const comma = trailing === undefined ? "," : "";
  const after = trailing === undefined ? "" : ",";
  if (onOwnLine) {
    const indent = lineIndent(text, lastStart);
    const body = `${comma}${lineEndOf(text)}${indent}${label}${printAt(text, value, indent)}${after}`;
    return { start: at, end: at, text: body };
  }
  return { start: at, end: at, text: `${comma} ${label}${JSON.stringify(value)}${after}` };
}

function removal(text: string, parent: JsonNode, step: string | number, dialect: JsonDialect): Splice {
  const spans = parent.kind === "object"
    ? parent.properties.map(({ start, value }) => ({ start, end: value.end }))
    : parent.items.map(({ start, end }) => ({ start, end }));
  const index = parent.kind === "object"
    ? parent.properties.indexOf(findProperty(parent, String(step))!)
    : Number(step);
  const span = spans[index]!;
  const next = spans[index + 1];
  const previous = spans[index - 1];
  if (next) return { start: span.start, end: next.start, text: "" };
  if (previous) return { start: previous.end, end: span.end, text: "" };
  const trailing = dialect === "relaxed" ? trailingComma(text, span.end, parent.end) : undefined;
  const blank = text.slice(parent.start + 1, span.start).trim() === "" &&
    text.slice(trailing ?? span.end, parent.end - 1).trim() === "";
  return blank
    ? { start: parent.start + 1, end: parent.end - 1, text: "" }
    : { start: span.start, end: trailing ?? span.end, text: "" };
}

/** The offset after a trailing comma between the last entry and the closing bracket. */
function trailingComma(text: string, from: number, to: number): number | undefined {
  const match = /^(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(from, to));
  return match ? from + match[0].length : undefined;
}

function print(text: string, value: unknown, offset: number): string {
  const multiline = /[\r\n]/.test(text.trim());
  return multiline ? printAt(text, value, lineIndent(text, offset)) : JSON.stringify(value);
}

function printAt(text: string, value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return JSON.stringify(value, null, indentUnit(text)).replaceAll("\n", lineEndOf(text) + indent);
}

/** The white space that the line of an offset begins with. */
function lineIndent(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))![0];
}

/** One level of indentation: what the first indented line has; two spaces where none is. */
function indentUnit(text: string): string {
  return /[\r\n]([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

function firstOffset(text: string): number {
  return text.search(/\S/);
}
