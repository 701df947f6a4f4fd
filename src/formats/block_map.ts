import { endOfFlow, endOfQuoted, lineEnd, readPlain, unquote } from "./block_scalar.ts";
import { type DocumentSyntaxError, syntaxErrorAt } from "./position.ts";

/** A table of a lockfile: texts, and tables below it. Flow collections stay the text that they are written as. */
export type BlockMap = Map<string, string | BlockMap>;

/**
 * `yaml`: `key: value`. `berry` (Yarn 2 and later): the same, and of a key that is repeated the last counts. `yarn1`:
 * `key value`, keys of tables with a colon at their end.
 */
export type BlockDialect = "yaml" | "berry" | "yarn1";

/** A table, or without one a list, which lines of its indentation belong to. */
interface Open {
  indent: number;
  table?: BlockMap;
}

const BLOCK_TEXT = /^[|>](?:[-+][1-9]?|[1-9][-+]?)?(?:[ \t]+#.*)?$/;
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;
const UNPRINTABLE = /[^\P{Cc}\t\n\r\x85]/u;

/** Keys of Yarn 1's entries: what was asked for, each in quotes where it must be. */
const YARN_PATTERNS =
  /^(?:"(?:[^"\\]|\\.)+"|[^\s",:](?:[^\s",:]|:(?!$))*)(?:, (?:"(?:[^"\\]|\\.)+"|[^\s",:](?:[^\s",:]|:(?!$))*))*:$/;

/**
 * Reads the part of YAML that package managers write their lockfiles in: block mappings of plain or quoted texts, line
 * by line. What a whole YAML parser takes seconds for (megabytes of pnpm-lock.yaml) takes milliseconds. Values are as in
 * the text, quotes removed; lists and texts over several lines are left out. What YAML forbids is refused, and some of
 * what it allows and no lockfile has: anchors, tags, plain texts that go on in the next line. Throws
 * `DocumentSyntaxError`.
 */
export function parseBlockMap(text: string, dialect: BlockDialect = "yaml"): BlockMap {
  const unprintable = UNPRINTABLE.exec(text);
  if (unprintable) throw syntaxErrorAt(text, unprintable.index, "A character that cannot be printed");
  const top: BlockMap = new Map();
  const open: Open[] = [{ indent: 0, table: top }];
  /** The key that a deeper line may open a table for, or a line with a dash a list. */
  let pending: { indent: number; key: string; into: BlockMap } | undefined;
  /** A text over several lines, which is left out: deeper lines are its own, and its first one says how deep they are. */
  let block: { deeperThan: number; indent: number | undefined } | undefined;
  /** A key on a line of its own (`? key`), which a line with a colon follows. */
  let explicit: { indent: number; key: string; at: number } | undefined;
  let isEnded = false;
  let next = text.startsWith("\ufeff") ? 1 : 0;

  while (next < text.length) {
    const at = next;
    let end = lineEnd(text, at);
    next = end + 1;
    if (text.charCodeAt(end - 1) === 0x0d && end > at) end--;
    let start = at;
    while (start < end && text.charCodeAt(start) === 0x20) start++;
    let indent = start - at;
    if (start === end) continue;
    const first = text.charCodeAt(start);
    if (block !== undefined) {
      if (indent > block.deeperThan && indent >= (block.indent ??= indent)) continue;
      if (indent > block.deeperThan && first !== 0x23) {
        throw syntaxErrorAt(text, start, "The indentation fits no line above");
      }
      block = undefined;
    }
    if (first === 0x23) continue;
    if (first === 0x09) {
      if (text.slice(start, end).trim() === "") continue;
      throw syntaxErrorAt(text, start, "A line is indented with a tab");
    }
    let line = text.slice(start, end);
    if (indent === 0 && CONFLICT.test(line)) throw syntaxErrorAt(text, at, "A merge conflict that is not resolved");
    if (isEnded) throw unexpected(start, line);
    if (indent === 0 && dialect !== "yarn1" && /^(?:---|\.\.\.)(?:[ \t]|$)/.test(line)) {
      if (line[0] === "-" && (top.size > 0 || line.trimEnd() !== "---")) {
        throw syntaxErrorAt(text, at, "A second document");
      }
      isEnded = line[0] === ".";
      continue;
    }
    let isItem = false;
    while (dialect !== "yarn1" && /^-(?:[ \t]|$)/.test(line)) {
      openList(start, indent, line);
      isItem = true;
      start += /^-[ \t]*/.exec(line)![0].length;
      // Lists are left out: what their items hold is read for its faults alone.
      pending = { indent, key: "", into: new Map() };
      indent = start - at;
      line = text.slice(start, end);
    }
    if (isItem && (line === "" || line.startsWith("#"))) continue;
    if (isItem && (endOfKey(line) < 0 || /^[[{]/.test(line))) {
      if (BLOCK_TEXT.test(line)) block = blockBelow(pending!.indent, line);
      else readValue({ start, end, indent: pending!.indent });
      pending = undefined;
      continue;
    }
    if (pending !== undefined && indent > pending.indent) {
      const table: BlockMap = new Map();
      pending.into.set(pending.key, table);
      open.push({ indent, table });
    }
    pending = undefined;
    while (open.length > 1 && (open.at(-1)!.indent > indent || !open.at(-1)!.table && open.at(-1)!.indent === indent)) {
      open.pop();
    }
    const { table, indent: expected } = open.at(-1)!;
    if (table === undefined) throw unexpected(start, line);
    if (expected !== indent) throw syntaxErrorAt(text, start, "The indentation fits no line above");

    if (explicit === undefined && dialect !== "yarn1" && line.startsWith("? ")) {
      explicit = { indent, key: readText(start + 2, end), at: start };
      continue;
    }
    let key: string;
    let valueStart: number;
    if (explicit !== undefined) {
      if (!/^:(?: |$)/.test(line) || explicit.indent !== indent) throw unexpected(start, line);
      key = explicit.key;
      valueStart = start + 1;
      explicit = undefined;
    } else ({ key, valueStart } = readKey({ start, indent, line }));
    if (dialect === "yaml" && table.has(key)) throw syntaxErrorAt(text, start, `The key '${key}' is there twice`);
    while (text.charCodeAt(valueStart) === 0x20) valueStart++;
    const rest = text.slice(valueStart, end).trimEnd();
    if (rest === "" || dialect !== "yarn1" && rest.startsWith("#")) {
      table.set(key, "");
      pending = { indent, key, into: table };
    } else if (dialect !== "yarn1" && BLOCK_TEXT.test(rest)) {
      table.set(key, "");
      block = blockBelow(indent, rest);
    } else table.set(key, readValue({ start: valueStart, end, indent }));
  }
  if (explicit !== undefined) throw syntaxErrorAt(text, explicit.at, "A key without its value");
  return top;

  function readKey({ start, indent, line }: { start: number; indent: number; line: string }) {
    const length = dialect === "yarn1" ? endOfYarnKey(line) : endOfKey(line);
    if (length < 0) throw unexpected(start, line);
    const valueStart = start + length + (line[length] === ":" ? 1 : 0);
    if (dialect === "yarn1" && indent === 0) {
      // A list of texts, each with its own quotes: who reads it takes it apart.
      if (line.endsWith(":") && !YARN_PATTERNS.test(line)) throw unexpected(start, line);
      return { key: line.slice(0, length), valueStart };
    }
    if (!/^["']/.test(line) && /[ \t]#/.test(line.slice(0, length))) throw unexpected(start, line);
    return { key: readText(start, start + length), valueStart };
  }

  /** A quoted or plain text that fills the place between two offsets, but for a comment. */
  function readText(start: number, end: number): string {
    const quoted = endOfQuoted(text, start);
    if (quoted === 0) return readPlain(text, [start, end]);
    if (quoted < 0 || quoted > end || !/^(?:[ \t]*|[ \t]+#.*)$/.test(text.slice(quoted, end))) {
      throw syntaxErrorAt(text, start, "A text without its closing quote");
    }
    return unquote(text, [start, quoted]);
  }

  function readValue({ start, end, indent }: { start: number; end: number; indent: number }): string {
    const first = text[start];
    if (dialect === "yarn1" && first !== '"') {
      const value = text.slice(start, end).trimEnd();
      if (/[\s"]/.test(value)) throw unexpected(start, value);
      return value;
    }
    if (first !== "[" && first !== "{") return readText(start, end);
    const flowEnd = endOfFlow(text, start, indent);
    const lastEnd = lineEnd(text, flowEnd);
    const after = text.slice(flowEnd, lastEnd);
    if (!/^(?:\s*|[ \t]+#.*)$/.test(after)) throw unexpected(flowEnd, after.trim());
    if (flowEnd > end) next = lastEnd + 1;
    return text.slice(start, flowEnd);
  }

  /** Finds the list that a line with a dash belongs to, or opens one below the key before it. */
  function openList(start: number, indent: number, line: string): void {
    const opens = pending !== undefined && indent >= pending.indent;
    while (open.length > 1 && open.at(-1)!.indent > indent) open.pop();
    const { table, indent: expected } = open.at(-1)!;
    if (opens && (table !== undefined || indent > expected)) open.push({ indent });
    else if (table !== undefined || expected !== indent) throw unexpected(start, line);
  }

  function unexpected(at: number, line: string): DocumentSyntaxError {
    return syntaxErrorAt(text, at, `Expected 'key: value', found '${line.slice(0, 40)}'`);
  }
}

/** The table under a key; undefined where there is none. */
export function findTable(table: BlockMap | undefined, key: string): BlockMap | undefined {
  const found = table?.get(key);
  return found instanceof Map ? found : undefined;
}

/** The text under a key; undefined where there is none. */
export function findText(table: BlockMap | undefined, key: string): string | undefined {
  const found = table?.get(key);
  return typeof found === "string" ? found : undefined;
}

/** The texts of a table, without the tables in it. */
export function textsOf(table: BlockMap | undefined): Record<string, string> {
  return Object.fromEntries([...table ?? []].filter((each): each is [string, string] => typeof each[1] === "string"));
}

function blockBelow(indent: number, header: string): { deeperThan: number; indent: number | undefined } {
  const stated = /^.[-+]?([1-9])/.exec(header);
  return { deeperThan: indent, indent: stated ? indent + Number(stated[1]) : undefined };
}

/** Where the colon after a key is; negative where there is none. */
function endOfKey(line: string): number {
  const quoted = endOfQuoted(line);
  if (quoted < 0) return -1;
  if (quoted > 0) {
    const colon = quoted + /^[ \t]*/.exec(line.slice(quoted))![0].length;
    return line[colon] === ":" && (line.length === colon + 1 || line[colon + 1] === " ") ? colon : -1;
  }
  const within = line.indexOf(": ");
  if (within >= 0) return within;
  return line.endsWith(":") ? line.length - 1 : -1;
}

/** Where the key of a line of Yarn 1 ends: at its colon, or at the space before its value. */
function endOfYarnKey(line: string): number {
  if (line.endsWith(":")) return line.length - 1;
  const quoted = endOfQuoted(line);
  if (quoted < 0) return -1;
  return quoted > 0 ? (line[quoted] === " " ? quoted : -1) : line.indexOf(" ");
}
