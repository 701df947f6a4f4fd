import { syntaxErrorAt } from "./position.ts";

/** What neither a plain text nor a key starts with (YAML 1.2, 5.3): anchors, aliases and tags are not read. */
const INDICATORS = new Set(",[]{}#&*!|>'\"%@`");

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;

/** The offset after a quoted text that starts there; 0 where none does, -1 where it does not end on its line. */
export function endOfQuoted(text: string, start = 0): number {
  const quote = text[start];
  if (quote === "'") {
    for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
      if (text[at] !== "'") continue;
      if (text[at + 1] !== "'") return at + 1;
      at++;
    }
    return -1;
  }
  if (quote !== '"') return 0;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

/** What the quoted text between two offsets says. Throws `DocumentSyntaxError` for an escape that YAML does not know. */
export function unquote(text: string, [start, end]: readonly [number, number]): string {
  const body = text.slice(start + 1, end - 1);
  if (text[start] === "'") return body.replaceAll("''", "'");
  if (!body.includes("\\")) return body;
  return body.replace(ESCAPE, (escape, byte, unit, point, letter, at: number) => {
    const code = parseInt(byte ?? unit ?? point ?? "", 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    if (letter !== undefined && Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter]!;
    throw syntaxErrorAt(text, start + 1 + at, `${escape} is no escape`);
  });
}

/**
 * The plain text between two offsets of a line, without a comment after it. Throws `DocumentSyntaxError` for what YAML
 * does not take for one.
 */
export function readPlain(text: string, [start, end]: readonly [number, number]): string {
  const whole = text.slice(start, end);
  const comment = whole.includes("#") ? whole.search(/[ \t]#/) : -1;
  const plain = (comment < 0 ? whole : whole.slice(0, comment)).trimEnd();
  if (!startsPlain(plain) || plain === "") {
    throw syntaxErrorAt(text, start, `Expected a text, found '${whole.slice(0, 40)}'`);
  }
  const colon = plain.includes(":") ? plain.search(/:(?:[ \t]|$)/) : -1;
  if (colon >= 0) throw syntaxErrorAt(text, start + colon, "A second colon on one line, in a text without quotes");
  return plain;
}

function startsPlain(text: string): boolean {
  const first = text[0]!;
  if (first !== "-" && first !== "?" && first !== ":") return !INDICATORS.has(first);
  return text.length > 1 && text[1] !== " " && text[1] !== "\t";
}

/** One list or table of a flow collection: what may come next. */
interface Open {
  end: "]" | "}";
  state: "first" | "next" | "key" | "colon" | "value";
}

/**
 * The offset after the flow collection (`[a, b]`, `{a: b}`) that starts there. It may go on over lines that are
 * indented deeper than `indent`. Throws `DocumentSyntaxError` where it is none, or does not end.
 */
export function endOfFlow(text: string, start: number, indent: number): number {
  const open: Open[] = [];
  for (let at = start; at < text.length;) {
    const char = text[at]!;
    const inner = open.at(-1);
    if (char === " " || char === "\t" || char === "\r") at++;
    else if (char === "\n") at = nextLine(text, at + 1, indent);
    else if (char === "#" && /\s/.test(text[at - 1]!)) at = lineEnd(text, at);
    else if (inner && char === inner.end) {
      open.pop();
      at++;
      if (open.length === 0) return at;
      readNode(open.at(-1)!);
    } else if (inner && char === "," && inner.state !== "first" && inner.state !== "next") {
      inner.state = "next";
      at++;
    } else if (inner?.state === "key" && char === ":") {
      inner.state = "colon";
      at++;
    } else if (inner && (inner.state === "key" || inner.state === "value")) throw unexpected(at);
    else if (char === "[" || char === "{") {
      open.push({ end: char === "[" ? "]" : "}", state: "first" });
      at++;
    } else {
      const quoted = endOfQuoted(text, at);
      if (quoted < 0) throw syntaxErrorAt(text, at, "A text without its closing quote");
      if (quoted > 0) unquote(text, [at, quoted]);
      const end = quoted || endOfPlain(at);
      readNode(inner!);
      at = end;
    }
  }
  throw unended();

  function readNode(parent: Open): void {
    parent.state = parent.state === "colon" ? "value" : "key";
  }

  function endOfPlain(from: number): number {
    const [plain] = /^(?:[^\s,[\]{}:#]|:(?![\s,[\]{}])|(?<=\S)#|[ \t]+(?![\s,[\]{}:#])|[ \t]+:(?![\s,[\]{}]))*/.exec(
      text.slice(from, lineEnd(text, from)),
    )!;
    if (plain === "" || !startsPlain(plain)) throw unexpected(from);
    return from + plain.length;
  }

  function nextLine(within: string, from: number, least: number): number {
    const next = /[^ ]/g;
    next.lastIndex = from;
    const found = next.exec(within);
    const char = found?.[0];
    if (found && char !== "\n" && char !== "\r" && found.index - from <= least) throw unended();
    return from;
  }

  function unexpected(at: number) {
    return syntaxErrorAt(text, at, `Unexpected '${text[at]}' in a list or table`);
  }

  function unended() {
    return syntaxErrorAt(text, start, "A list or table without its end");
  }
}

/** The offset of the line's end, its line feed not counted. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
