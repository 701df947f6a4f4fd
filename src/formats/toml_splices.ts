import { lineEndOf, type Splice } from "./edit.ts";
import type { DocumentPath } from "./position.ts";
import type { TomlStep } from "./toml_difference.ts";
import { endOfLine, insertItem, removeItem } from "./toml_items.ts";
import { layoutOf, type TomlContainer, type TomlItem } from "./toml_layout.ts";
import { blocksOf, hasHeaders, inlineText, isTomlTable, pairText, replacingText, valueText } from "./toml_text.ts";

/**
 * What a step changes in a text. It may take several: what goes further than one place has what remains in the next
 * step. Empty where the text has no place for it.
 */
export function splicesOf(text: string, step: TomlStep): Splice[] {
  const containers = layoutOf(text);
  if (step.kind === "add") return addition(text, containers, step);
  const found = step.kind === "set" ? findItem(containers, step.path) : undefined;
  if (step.kind === "remove" || !found) return removal(text, containers, step.path);
  const { value: start, end, container } = found;
  const written = replacingText(step.value, text.slice(start, end)) ??
    writtenIn(container, step.value, lineEndOf(text));
  return [{ start, end, text: written }];
}

/** Whether a list is written as an array of tables: `[[name]]` for each. */
export function isTableArray(text: string, path: DocumentPath): boolean {
  return layoutOf(text).some((each) => each.isElement && isAt(each.path.slice(0, -1), path));
}

function isAt(path: DocumentPath, other: DocumentPath): boolean {
  return path.length === other.length && isWithin(path, other);
}

function isWithin(path: DocumentPath, outer: DocumentPath): boolean {
  return outer.every((step, i) => step === path[i]);
}

function findItem(containers: readonly TomlContainer[], path: DocumentPath): TomlItem | undefined {
  return containers.flatMap(({ items }) => items).find((each) => isAt(each.path, path));
}

function writtenIn({ kind }: TomlContainer, value: unknown, lineEnd: string): string {
  return kind === "section" ? valueText(value, lineEnd) : inlineText(value);
}

/** Removes the last place that says something of a path. */
function removal(text: string, containers: readonly TomlContainer[], path: DocumentPath): Splice[] {
  const section = containers.findLast((each) =>
    each.kind === "section" && isWithin(each.path, path) && each.path.length
  );
  if (section) return [sectionRemoval(text, section)];
  const item = containers.filter((each) => !isWithin(each.path, path)).flatMap(({ items }) => items)
    .findLast((each) => isWithin(each.path, path));
  if (!item) return [];
  const { container } = item;
  if (container.kind !== "section") return removeItem(text, container, container.items.indexOf(item));
  return [lines(text, { start: item.start, end: item.end })];
}

/** A header and the lines below it, up to its last pair; and the blank lines before it, where others follow. */
function sectionRemoval(text: string, section: TomlContainer): Splice {
  const splice = lines(text, { start: section.start, end: endOfPairs(section) });
  const after = text.slice(splice.end);
  if (!/^[ \t]*(?:\r?\n|$)/.test(after)) return splice;
  const before = text.slice(0, splice.start);
  const kept = before.trimEnd();
  if (kept === "") return { ...splice, start: 0, end: splice.end + /^(?:[ \t]*\r?\n)*/.exec(after)![0].length };
  const lineEnd = text.endsWith("\n") ? /^[ \t]*\r?\n/.exec(before.slice(kept.length))![0].length : 0;
  return { ...splice, start: kept.length + lineEnd };
}

/** The removal of whole lines. Where the text does not end in a line end, neither does what remains. */
function lines(text: string, { start, end }: { start: number; end: number }): Splice {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const rest = endOfLine(text, end)!;
  const lineEnd = /^\r?\n/.exec(text.slice(rest, rest + 2))?.[0].length;
  if (lineEnd !== undefined) return { start: lineStart, end: rest + lineEnd, text: "" };
  return { start: /\r?\n$/.exec(text.slice(0, lineStart))?.index ?? lineStart, end: rest, text: "" };
}

function addition(
  text: string,
  containers: readonly TomlContainer[],
  step: { path: DocumentPath; value: unknown },
): Splice[] {
  const { path, value } = step;
  const [parent, name] = [path.slice(0, -1), path.at(-1)!];
  const within = containers.find((each) => isAt(each.path, parent));
  if (within?.kind === "array" && typeof name === "number") {
    return insertItem(text, within, { index: name, item: inlineText(value) });
  }
  if (typeof name === "number") return isTomlTable(value) ? [elementAddition(text, containers, { path, value })] : [];
  if (within?.kind !== "section") {
    const dotted = containers.flatMap(({ items }) => items)
      .findLast((each) => isWithin(each.path, parent) && !isWithin(each.container.path, parent));
    const owner = within?.kind === "table" ? within : dotted?.container;
    if (owner) return pairAddition(text, owner, { path, value, after: owner === within ? undefined : dotted });
  }
  if (within && !hasHeaders(value)) return pairAddition(text, within, { path, value, after: within.items.at(-1) });
  return [sectionAddition(text, containers, { path, value })];
}

/** A pair in a container that is there, behind the item that its key begins like; a table as dotted keys, if need be. */
function pairAddition(
  text: string,
  owner: TomlContainer,
  { path, value, after }: { path: DocumentPath; value: unknown; after: TomlItem | undefined },
): Splice[] {
  const names = path.slice(owner.path.length);
  if (owner.kind !== "section") {
    const index = after ? owner.items.indexOf(after) + 1 : owner.items.length;
    return insertItem(text, owner, { index, item: pairText(names, inlineText(value)) });
  }
  const lineEnd = lineEndOf(text);
  const pairs = leavesOf(names, value).map(([key, each]) => pairText(key, valueText(each, lineEnd)));
  const place = after ?? owner;
  if (place.end === 0) return [topAddition(text, pairs)];
  const indent = indentAt(text, place.start);
  const offset = endOfLine(text, place.end)!;
  return [{ start: offset, end: offset, text: pairs.map((each) => lineEnd + indent + each).join("") }];
}

/** What a table holds that is no table, or an empty one, with the keys that lead there. */
function leavesOf(names: DocumentPath, value: unknown): [DocumentPath, unknown][] {
  if (!isTomlTable(value) || Object.keys(value).length === 0) return [[names, value]];
  return Object.entries(value).flatMap(([key, each]) => leavesOf([...names, key], each));
}

/** The first pair of a text without any at its top: before the first header, or the end of the text. */
function topAddition(text: string, pairs: readonly string[]): Splice {
  const containers = layoutOf(text);
  const [, next] = containers.filter((each) => each.kind === "section");
  return blockInsertion(text, next ? startOfBlock(text, containers, next) : text.length, [pairs.join(lineEndOf(text))]);
}

function elementAddition(
  text: string,
  containers: readonly TomlContainer[],
  { path, value }: { path: DocumentPath; value: Readonly<Record<string, unknown>> },
): Splice {
  const array = path.slice(0, -1);
  const names = array.filter((each) => typeof each === "string");
  const blocks = blocksOf(value, { names, isElement: true, lineEnd: lineEndOf(text) });
  const successor = containers.find((each) => each.kind === "section" && isWithin(each.path, path));
  return blockInsertion(
    text,
    successor ? startOfBlock(text, containers, successor) : endOfTable(text, containers, array),
    blocks,
  );
}

/** Lines with a header of their own: for a table, or for the pair of a table that no header names. */
function sectionAddition(
  text: string,
  containers: readonly TomlContainer[],
  { path, value }: { path: DocumentPath; value: unknown },
): Splice {
  const parent = path.slice(0, -1);
  const lineEnd = lineEndOf(text);
  const names = path.filter((each) => typeof each === "string");
  if (hasHeaders(value)) {
    const isElement = Array.isArray(value);
    const tables = (isElement ? value : [value]) as Readonly<Record<string, unknown>>[];
    const blocks = tables.flatMap((each) => blocksOf(each, { names, isElement, lineEnd }));
    return blockInsertion(text, endOfTable(text, containers, parent), blocks);
  }
  const blocks = blocksOf({ [names.at(-1)!]: value }, { names: names.slice(0, -1), isElement: false, lineEnd });
  const inner = containers.find((each) =>
    each.kind === "section" && each.path.length > 0 && isWithin(each.path, parent)
  );
  return blockInsertion(text, inner ? startOfBlock(text, containers, inner) : text.length, blocks);
}

/** Where the last header of a table and what is below it ends. */
function endOfTable(text: string, containers: readonly TomlContainer[], path: DocumentPath): number {
  const sections = containers.filter((each) => each.kind === "section");
  const last = sections.findLastIndex((each) => isWithin(each.path, path));
  const next = sections[last + 1];
  return next ? startOfBlock(text, containers, next) : text.length;
}

/** Where the comment above a header begins; without one, the header's line. */
function startOfBlock(text: string, containers: readonly TomlContainer[], section: TomlContainer): number {
  const sections = containers.filter((each) => each.kind === "section");
  const least = endOfPairs(sections[sections.indexOf(section) - 1]!);
  let start = text.lastIndexOf("\n", section.start - 1) + 1;
  for (;;) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (above < least || !/^[ \t]*#/.test(text.slice(above, start))) return start;
    start = above;
  }
}

function endOfPairs(section: TomlContainer): number {
  return section.items.at(-1)?.end ?? section.end;
}

/** Puts blocks at the start of a line, or at the end of the text, with a blank line to each side. */
function blockInsertion(text: string, offset: number, blocks: readonly string[]): Splice {
  const lineEnd = lineEndOf(text);
  const before = text.slice(0, offset);
  const gap = before.trim() === "" || /\n[ \t]*\r?\n[ \t]*$/.test(before)
    ? ""
    : before.endsWith("\n")
    ? lineEnd
    : lineEnd + lineEnd;
  const end = offset < text.length ? lineEnd + lineEnd : text === "" || text.endsWith("\n") ? lineEnd : "";
  return { start: offset, end: offset, text: gap + blocks.join(lineEnd + lineEnd) + end };
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset))![0];
}
