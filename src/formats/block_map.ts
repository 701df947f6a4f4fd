import { DocumentSyntaxError } from "./position.ts";

/** A table of a lockfile: texts, and tables below it. Lists and flow collections stay the text that they are written as. */
export type BlockMap = Map<string, string | BlockMap>;

/** `yaml`: `key: value`. `yarn1`: `key value`, keys of tables with a colon at their end. */
export type BlockDialect = "yaml" | "yarn1";

interface Open {
  indent: number;
  table: BlockMap;
}

const BLOCK_TEXT = /^[|>][-+\d]*$/;

/**
 * Reads the part of YAML that package managers write their lockfiles in: block mappings of plain or quoted texts, line
 * by line. What a whole YAML parser takes seconds for (megabytes of pnpm-lock.yaml) takes milliseconds. Values are as in
 * the text, quotes removed; texts over several lines are left out. Throws `DocumentSyntaxError`.
 */
export function parseBlockMap(text: string, dialect: BlockDialect = "yaml"): BlockMap {
  const top: BlockMap = new Map();
  const open: Open[] = [{ indent: 0, table: top }];
  /** The key that a deeper line may open a table for. */
  let pending: { indent: number; key: string; into: BlockMap } | undefined;
  /** Lines deeper than this belong to a text or list that is left out; -1 outside of one. */
  let skipDeeperThan = -1;
  /** A key on a line of its own (`? key`), which a line with a colon follows. */
  let explicit: { indent: number; key: string } | undefined;
  let number = 0;

  for (let at = text.startsWith("\ufeff") ? 1 : 0; at <= text.length;) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 ? text.length + 1 : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (text.charCodeAt(end - 1) === 0x0d && end > at) end--;
    number++;
    let start = at;
    while (start < end && text.charCodeAt(start) === 0x20) start++;
    const indent = start - at;
    at = next;
    if (start === end) continue;
    if (skipDeeperThan >= 0) {
      if (indent > skipDeeperThan) continue;
      skipDeeperThan = -1;
    }
    const first = text.charCodeAt(start);
    if (first === 0x23) continue;
    const line = text.slice(start, end);
    if (indent === 0 && (line === "---" || line === "...")) continue;
    if (first === 0x2d && (line === "-" || line.startsWith("- "))) {
      if (pending === undefined || indent < pending.indent) throw unexpected(line, number, indent);
      pending.into.set(pending.key, "");
      continue;
    }
    if (first === 0x09) throw new DocumentSyntaxError("A line is indented with a tab", number, indent + 1);

    if (pending !== undefined && indent > pending.indent) {
      const table: BlockMap = new Map();
      pending.into.set(pending.key, table);
      open.push({ indent, table });
    }
    pending = undefined;
    while (open.length > 1 && open.at(-1)!.indent > indent) open.pop();
    const { table, indent: expected } = open.at(-1)!;
    if (expected !== indent) throw new DocumentSyntaxError("The indentation fits no line above", number, indent + 1);

    if (explicit === undefined && line.startsWith("? ")) {
      explicit = { indent, key: unquote(line.slice(2).trimEnd(), number, indent + 3) };
      continue;
    }
    let key: string;
    let rest: string;
    if (explicit !== undefined) {
      if (first !== 0x3a || explicit.indent !== indent) throw unexpected(line, number, indent);
      key = explicit.key;
      rest = line.slice(1).trim();
      explicit = undefined;
    } else {
      const keyEnd = dialect === "yaml" ? endOfKey(line) : endOfYarnKey(line);
      if (keyEnd < 0) throw unexpected(line, number, indent);
      const isQuoted = first === 0x22 || first === 0x27;
      // The keys of an entry of Yarn 1 are a list, each with its own quotes: who reads it takes it apart.
      const whole = dialect === "yaml" || indent > 0;
      key = isQuoted && whole ? unquote(line.slice(0, keyEnd), number, indent + 1) : line.slice(0, keyEnd);
      rest = line.slice(line.charCodeAt(keyEnd) === 0x3a ? keyEnd + 1 : keyEnd).trim();
    }
    if (rest === "") {
      table.set(key, "");
      pending = { indent, key, into: table };
    } else if (dialect === "yaml" && BLOCK_TEXT.test(rest)) {
      table.set(key, "");
      skipDeeperThan = indent;
    } else {
      const quote = rest.charCodeAt(0);
      const value = quote === 0x22 || quote === 0x27 ? unquote(rest, number, indent + 1) : rest;
      table.set(key, value);
    }
  }
  if (explicit !== undefined) throw new DocumentSyntaxError("A key without its value", number, 1);
  return top;
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

function unexpected(line: string, number: number, indent: number): DocumentSyntaxError {
  const conflict = /^(?:<{7}|={7}|>{7}|\|{7})/.test(line);
  const message = conflict
    ? "A merge conflict that is not resolved"
    : `Expected 'key: value', found '${line.slice(0, 40)}'`;
  return new DocumentSyntaxError(message, number, indent + 1);
}

/** Where the colon after a key is; negative where there is none. */
function endOfKey(line: string): number {
  const quoted = endOfQuoted(line);
  if (quoted > 0) return line[quoted] === ":" && (line.length === quoted + 1 || line[quoted + 1] === " ") ? quoted : -1;
  if (quoted < 0) return -1;
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

/** The offset after a quoted text that the line starts with; 0 where it starts with none, -1 where it has no end. */
function endOfQuoted(line: string): number {
  const quote = line[0];
  if (quote === "'") {
    for (let at = 1; at < line.length; at++) {
      if (line[at] !== "'") continue;
      if (line[at + 1] !== "'") return at + 1;
      at++;
    }
    return -1;
  }
  if (quote !== '"') return 0;
  for (let at = 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at + 1;
  }
  return -1;
}

function unquote(text: string, line: number, column: number): string {
  const end = endOfQuoted(text);
  if (end === 0) return text;
  if (end !== text.length && !/^\s+#/.test(text.slice(end))) {
    throw new DocumentSyntaxError("A text without its closing quote", line, column);
  }
  const body = text.slice(1, end - 1);
  if (text[0] === "'") return body.replaceAll("''", "'");
  if (!body.includes("\\")) return body;
  try {
    return JSON.parse(text.slice(0, end));
  } catch {
    // YAML has escapes that JSON does not; no lockfile uses them where it matters.
    return body;
  }
}
