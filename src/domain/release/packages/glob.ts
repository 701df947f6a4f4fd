const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

interface Reader {
  readonly pattern: string;
  at: number;
}

/**
 * The regular expression that a glob stands for; it matches whole names or paths with "/".
 *
 * `*` any characters but "/" · `?` one of them · `**` as a whole segment any number of segments · `{a,b}`
 * alternatives, which nest · `[a-z]`, `[!a]` one character of a set, never "/" · `\` takes the next character as it is.
 * Braces and brackets without an end stand for themselves. Names that start with a dot match like all others.
 * A leading `!` has no meaning here: whoever reads a list of patterns decides what negation does.
 */
export function globToRegExp(pattern: string): RegExp {
  const reader = { pattern, at: 0 };
  return new RegExp(`^(?:${sequence(reader, 0, true)})$`, "u");
}

/** True when any of the patterns (names or globs) matches. */
export function globMatcher(patterns: readonly string[]): (name: string) => boolean {
  const literal = new Set(patterns);
  const globs = patterns.filter((each) => /[*?{[\\]/.test(each)).map(globToRegExp);
  return (name) => literal.has(name) || globs.some((each) => each.test(name));
}

function sequence(reader: Reader, depth: number, startsSegment: boolean): string {
  const { pattern } = reader;
  let source = "";
  let segmentStart = startsSegment;
  while (reader.at < pattern.length) {
    const char = pattern[reader.at]!;
    if (depth > 0 && (char === "," || char === "}")) break;
    if (char === "*") source += stars(reader, depth, segmentStart);
    else if (char === "?") source += (reader.at++, "[^/]");
    else if (char === "[") source += characterSet(reader);
    else if (char === "{" && closes(pattern, reader.at)) source += alternatives(reader, depth, segmentStart);
    else {
      if (char === "\\" && reader.at + 1 < pattern.length) reader.at++;
      const literal = String.fromCodePoint(pattern.codePointAt(reader.at)!);
      source += literal.replace(SYNTAX, "\\$&");
      reader.at += literal.length;
    }
    segmentStart = pattern[reader.at - 1] === "/";
  }
  return source;
}

function stars(reader: Reader, depth: number, segmentStart: boolean): string {
  const { pattern } = reader;
  const from = reader.at;
  while (pattern[reader.at] === "*") reader.at++;
  const next = pattern[reader.at];
  const segmentEnd = next === undefined || next === "/" || depth > 0 && (next === "," || next === "}");
  if (!segmentStart || !segmentEnd) return "[^/]*";
  if (reader.at - from !== 2) return "[^/]+";
  if (next !== "/") return ".+";
  reader.at++;
  while (pattern.startsWith("**/", reader.at)) reader.at += 3;
  return "(?:.+/)?";
}

function alternatives(reader: Reader, depth: number, segmentStart: boolean): string {
  const found: string[] = [];
  do {
    reader.at++;
    found.push(sequence(reader, depth + 1, segmentStart));
  } while (reader.pattern[reader.at] === ",");
  reader.at++;
  return `(?:${found.join("|")})`;
}

/** Whether the brace at `from` has its end and at least one comma of its own. */
function closes(pattern: string, from: number): boolean {
  let depth = 0;
  let commas = 0;
  for (let i = from; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "\\") i++;
    else if (char === "{") depth++;
    else if (char === "," && depth === 1) commas++;
    else if (char === "}" && --depth === 0) return commas > 0;
  }
  return false;
}

function characterSet(reader: Reader): string {
  const { pattern } = reader;
  const from = reader.at + 1;
  const negated = pattern[from] === "!" || pattern[from] === "^";
  const first = negated ? from + 1 : from;
  // A "]" that comes first is a member of the set (POSIX 2.13.1).
  const end = pattern.indexOf("]", first + 1);
  if (end < 0) return (reader.at++, "\\[");
  reader.at = end + 1;
  const members = pattern.slice(first, end).replace(/[\\\][^]/g, "\\$&").replace(/^-|-$|(?<=.-.)-/gu, "\\-");
  const source = `(?!/)[${negated ? "^" : ""}${members}]`;
  try {
    new RegExp(source, "u");
    return source;
  } catch {
    // A range that runs backwards holds nothing.
    return "(?!)";
  }
}
