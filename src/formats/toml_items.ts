import { lineEndOf, type Splice } from "./edit.ts";
import type { TomlContainer } from "./toml_layout.ts";

/** What of a line comes after a value or its comma, where nothing else stands there. */
const REST_OF_LINE = /[ \t]*(?:#[^\n]*?)?(?=\r?\n|$)/y;

/** Puts an item between brackets, at an index up to the number of items. Its line is like those of its neighbours. */
export function insertItem(
  text: string,
  list: TomlContainer,
  { index, item }: { index: number; item: string },
): Splice[] {
  const { items } = list;
  const [first, before] = [items[0], items[index - 1]];
  const padding = list.kind === "table" ? " " : "";
  const inside = text.slice(list.start + 1, list.end - 1);
  if (!first) {
    return inside.trim() === ""
      ? [{ start: list.start + 1, end: list.end - 1, text: padding + item + padding }]
      : [insertion(list.start + 1, item)];
  }
  const neighbour = before ?? first;
  const indent = indentOf(text, neighbour.start);
  const line = `${lineEndOf(text)}${indent}${item}`;
  const after = endOfLine(text, before ? (before.comma ?? before.end - 1) + 1 : list.start + 1);
  if (indent === undefined || after === undefined) {
    return before ? [insertion(before.end, `, ${item}`)] : [insertion(first.start, `${item}, `)];
  }
  if (!before || before.comma !== undefined) return [insertion(after, `${line},`)];
  return before.end === after ? [insertion(after, `,${line}`)] : [insertion(before.end, ","), insertion(after, line)];
}

/** Takes the item at an index from between its brackets, with its comma, and with its line where it has one. */
export function removeItem(text: string, list: TomlContainer, index: number): Splice[] {
  const item = list.items[index]!;
  const [before, next] = [list.items[index - 1], list.items[index + 1]];
  const end = (item.comma ?? item.end - 1) + 1;
  // Without what follows, the comma before it is too much; where the last item has one, it stays.
  const comma = !next && item.comma === undefined && before?.comma !== undefined
    ? [{ start: before.comma, end: before.comma + 1, text: "" }]
    : [];
  const isAlone = text.slice(list.start + 1, item.start).trim() === "" && text.slice(end, list.end - 1).trim() === "";
  if (isAlone) return [{ start: list.start + 1, end: list.end - 1, text: "" }];
  const indent = indentOf(text, item.start);
  const after = endOfLine(text, end);
  if (indent !== undefined && after !== undefined) {
    const start = item.start - indent.length;
    const lineEnd = /^\r?\n/.exec(text.slice(after))?.[0].length ?? 0;
    return [...comma, { start, end: after + lineEnd, text: "" }];
  }
  if (next) {
    const between = text.slice(end, next.start);
    return [{ start: item.start, end: between.trim() === "" ? next.start : end, text: "" }];
  }
  if (before && text.slice(before.comma! + 1, item.start).trim() === "") {
    return item.comma === undefined
      ? [{ start: before.comma!, end: item.end, text: "" }]
      : [{ start: before.comma! + 1, end, text: "" }];
  }
  return [...comma, { start: item.start, end, text: "" }];
}

/** The blanks that a line begins with, where nothing else comes before the offset; otherwise undefined. */
export function indentOf(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  return before.trim() === "" && start > 0 ? before : undefined;
}

/** Where the line of an offset ends, before its line end, where only blanks and a comment follow; otherwise undefined. */
export function endOfLine(text: string, offset: number): number | undefined {
  REST_OF_LINE.lastIndex = offset;
  return REST_OF_LINE.test(text) ? REST_OF_LINE.lastIndex : undefined;
}

function insertion(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}
