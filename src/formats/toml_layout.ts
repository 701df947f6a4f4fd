import type { DocumentPath } from "./position.ts";

/** What holds items: a header with the lines below it (the top of the text has none), `{ … }` or `[ … ]`. */
export interface TomlContainer {
  kind: "section" | "table" | "array";
  path: DocumentPath;
  /** Of a section: the names in its header. */
  names: string[];
  /** Whether the header is one of an array of tables: `[[name]]`. */
  isElement: boolean;
  /** Offsets of the header or the brackets; of the top of the text, 0. `end` is exclusive. */
  start: number;
  end: number;
  items: TomlItem[];
}

/** `key = value`, or an element of an array. */
export interface TomlItem {
  path: DocumentPath;
  container: TomlContainer;
  start: number;
  end: number;
  /** Offset of the value, which goes to the item's end. */
  value: number;
  /** Offset of the comma behind it, where there is one. */
  comma: number | undefined;
}

const BASIC = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const LITERAL = /'[^']*'/y;
const BASIC_LINES = /"""[^"\\]*(?:(?:\\[^]|"{1,2}(?!"))[^"\\]*)*"{3,5}/y;
const LITERAL_LINES = /'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}/y;
const BARE_KEY = /[\w-]+/y;
/** A date may have a blank before its time. */
const WORD = /\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+/y;
const BLANKS = /[ \t]*/y;
const TRIVIA = /(?:[ \t\r\n]+|#[^\n]*)*/y;

/** Every container of a text that is TOML, in text order: where keys and values stand. The first is the text's top. */
export function layoutOf(text: string): TomlContainer[] {
  const top = container("section", [], 0);
  const containers = [top];
  const elements = new Map<string, number>();
  let section = top;
  let at = 0;
  for (skip(TRIVIA); at < text.length; skip(TRIVIA)) {
    if (text[at] === "[") containers.push(section = header());
    else pair(section);
  }
  return containers;

  function container(kind: TomlContainer["kind"], path: DocumentPath, start: number): TomlContainer {
    return { kind, path, names: [], isElement: false, start, end: start, items: [] };
  }

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  }

  function header(): TomlContainer {
    const start = at;
    const isElement = text.startsWith("[[", at);
    at += isElement ? 2 : 1;
    const names = key();
    at += isElement ? 2 : 1;
    return { ...container("section", pathOf(names, isElement), start), names, isElement, end: at };
  }

  /** A header's names with the indexes of the arrays of tables on the way; the last element is the one that it means. */
  function pathOf(names: readonly string[], isElement: boolean): DocumentPath {
    let path: DocumentPath = [];
    for (const [i, name] of names.entries()) {
      path = [...path, name];
      const array = JSON.stringify(path);
      if (isElement && i === names.length - 1) elements.set(array, (elements.get(array) ?? -1) + 1);
      const index = elements.get(array);
      if (index !== undefined) path = [...path, index];
    }
    return path;
  }

  /** The names of a dotted key, and the blanks around it. */
  function key(): string[] {
    const names: string[] = [];
    do {
      if (names.length > 0) at++;
      skip(BLANKS);
      const start = at;
      if (skip(BARE_KEY)) names.push(text.slice(start, at));
      else if (skip(LITERAL)) names.push(text.slice(start + 1, at - 1));
      else if (skip(BASIC)) names.push(unescaped(text.slice(start + 1, at - 1)));
      skip(BLANKS);
    } while (text[at] === ".");
    return names;
  }

  function pair(owner: TomlContainer): TomlItem {
    const start = at;
    const names = key();
    at++;
    skip(BLANKS);
    return item(owner, [...owner.path, ...names], start);
  }

  function item(owner: TomlContainer, path: DocumentPath, start: number): TomlItem {
    const found: TomlItem = { path, container: owner, start, end: at, value: at, comma: undefined };
    owner.items.push(found);
    value(path);
    found.end = at;
    return found;
  }

  function value(path: DocumentPath): void {
    if (text[at] === "[" || text[at] === "{") list(path);
    else if (!skip(BASIC_LINES) && !skip(LITERAL_LINES) && !skip(BASIC) && !skip(LITERAL)) skip(WORD);
  }

  function list(path: DocumentPath): void {
    const isArray = text[at] === "[";
    const owner = container(isArray ? "array" : "table", path, at);
    containers.push(owner);
    at++;
    for (skip(TRIVIA); text[at] !== "]" && text[at] !== "}"; skip(TRIVIA)) {
      const each = isArray ? item(owner, [...path, owner.items.length], at) : pair(owner);
      skip(TRIVIA);
      if (text[at] === ",") each.comma = at++;
    }
    owner.end = ++at;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|x([\dA-Fa-f]{2})|(.))/g,
    (_, u, U, x, each) => each === undefined ? String.fromCodePoint(parseInt(u ?? U ?? x, 16)) : ESCAPES[each] ?? each,
  );
}
