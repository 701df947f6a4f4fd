import { parse, parseDocument, patch, stringify } from "@decimalturn/toml-patch";
import { applySplices, type DocumentEdit, lineEndOf, withEdit } from "./edit.ts";
import { parseToml } from "./toml.ts";

/**
 * Makes the edits in a TOML text. A scalar is replaced in place, in its own quotes; other edits keep comments, order
 * and line ends. Throws `DocumentSyntaxError` where the text is not TOML.
 */
export function editToml(text: string, edits: readonly DocumentEdit[]): string {
  parseToml(text);
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + edits.reduce(applyOne, text.slice(mark.length));
}

/** A TOML text for a value: tables as sections. Keys whose value is undefined or null are left out. */
export function stringifyToml(value: unknown): string {
  return stringify(withoutAbsent(value)).replace(/^\n+/, "").replace(/\n*$/, "\n");
}

function applyOne(text: string, edit: DocumentEdit): string {
  const before: unknown = parse(text);
  const wanted = withEdit(before, { path: edit.path, value: withoutAbsent(edit.value) });
  if (sameValue(before, wanted)) return text;
  const scalar = findScalar(text, edit);
  if (scalar) {
    for (const written of scalarTexts(edit.value, text.slice(scalar.start, scalar.end))) {
      const edited = applySplices(text, [{ ...scalar, text: written }]);
      if (means(edited, wanted)) return edited;
    }
  }
  const trailingNewline = /(?:\r?\n)*$/.exec(text)![0].split("\n").length - 1;
  return patch(text, wanted, { newLine: lineEndOf(text), trailingNewline: text === "" ? 1 : trailingNewline });
}

interface Place {
  line: number;
  column: number;
}

/** What is used here of the syntax tree's nodes. Lines count from 1, columns from 0. */
interface SyntaxNode {
  type: string;
  loc: { start: Place; end: Place };
  key?: { value?: string[]; item?: { value: string[] } };
  value?: unknown;
  items?: SyntaxNode[];
  item?: SyntaxNode;
}

/** The span of the scalar that an edit replaces by a scalar, or undefined where either is none. */
function findScalar(text: string, { path, value }: DocumentEdit): { start: number; end: number } | undefined {
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const node = findValue(parseDocument(text).cst as unknown as SyntaxNode[], path.map(String), []);
  if (!node || node.type === "InlineTable" || node.type === "InlineArray") return undefined;
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const offset = ({ line, column }: Place) => lineStarts[line - 1]! + column;
  return { start: offset(node.loc.start), end: offset(node.loc.end) };
}

function findValue(nodes: SyntaxNode[], wanted: string[], prefix: string[]): SyntaxNode | undefined {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    let path = [...prefix, ...(node.key?.value ?? node.key?.item?.value ?? [])];
    if (node.type === "TableArray") {
      const index = counts.get(path.join("\0")) ?? 0;
      counts.set(path.join("\0"), index + 1);
      path = [...path, String(index)];
    }
    if (!path.every((step, i) => step === wanted[i])) continue;
    if (node.type === "Table" || node.type === "TableArray") {
      const found = findValue(node.items ?? [], wanted, path);
      if (found) return found;
    } else if (node.type === "KeyValue") {
      return within(node.value as SyntaxNode, wanted, path);
    }
  }
  return undefined;
}

function within(node: SyntaxNode, wanted: string[], path: string[]): SyntaxNode | undefined {
  if (path.length === wanted.length) return node;
  const inner = (node.items ?? []).map((each) => each.item!);
  if (node.type === "InlineTable") return findValue(inner, wanted, path);
  const element = node.type === "InlineArray" ? inner[Number(wanted[path.length])] : undefined;
  return element && within(element, wanted, [...path, wanted[path.length]!]);
}

function scalarTexts(value: unknown, old: string): string[] {
  const printed = stringify({ value }).replace(/^value = /, "").trimEnd();
  const literal = typeof value === "string" && old.startsWith("'") && !old.startsWith("'''") ? [`'${value}'`] : [];
  return printed.includes("\n") ? literal : [...literal, printed];
}

/** TOML has no null: such entries are left out. */
function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutAbsent(each)]));
}

function means(text: string, wanted: unknown): boolean {
  try {
    return sameValue(parse(text), wanted);
  } catch {
    return false;
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  const print = (value: unknown) =>
    JSON.stringify(value, (_, each) => typeof each === "bigint" ? `${each}n` : Object.is(each, -0) ? "-0" : each);
  return print(a) === print(b);
}
