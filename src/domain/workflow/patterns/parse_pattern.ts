import { PatternError } from "./pattern_error.ts";

/** A regular expression as a tree. */
export type PatternNode =
  | { kind: "character"; matches: (codePoint: number) => boolean }
  | { kind: "assert"; assert: "start" | "end" | "boundary" | "inside" }
  | { kind: "sequence"; parts: PatternNode[] }
  | { kind: "alternatives"; parts: PatternNode[] }
  | { kind: "repeat"; part: PatternNode; minimum: number; maximum: number };

const PATTERN_LIMIT = 1000;
/** What stands for one character, or for none. */
const ESCAPE =
  /\\(?:[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}(?:\\u[dD][c-fC-F][\da-fA-F]{2})?|x[\da-fA-F]{2}|c[A-Za-z]|[^])/uy;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/uy;
const COUNT = /\{(\d+)(?:(,)(\d*))?\}/y;
const GROUP = /\((?:\?:|\?<[A-Za-z_$][\w$]*>)?/y;

/** Reads a regular expression of JavaScript with the flag `u`. Throws `PatternError`, also for what needs backtracking. */
export function parsePattern(source: string): PatternNode {
  if (source.length > PATTERN_LIMIT) {
    throw new PatternError("it is too long", `Keep it under ${PATTERN_LIMIT} characters.`);
  }
  try {
    new RegExp(source, "u");
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /, "") : "";
    throw new PatternError(`it is no regular expression: ${reason}`, "Escape characters that are meant literally.");
  }
  let at = 0;
  return alternatives();

  function alternatives(): PatternNode {
    const parts = [sequence()];
    while (source[at] === "|") {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: "alternatives", parts };
  }

  function sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") parts.push(repeated(atom()));
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  function repeated(part: PatternNode): PatternNode {
    let [minimum, maximum] = [1, 1];
    switch (source[at]) {
      case "*":
        [minimum, maximum] = [0, Infinity];
        at++;
        break;
      case "+":
        [minimum, maximum] = [1, Infinity];
        at++;
        break;
      case "?":
        [minimum, maximum] = [0, 1];
        at++;
        break;
      case "{": {
        const [, least, comma, most] = sticky(COUNT)!;
        minimum = Number(least);
        maximum = comma === undefined ? minimum : most === "" ? Infinity : Number(most);
        break;
      }
      default:
        return part;
    }
    if (source[at] === "?") at++;
    return { kind: "repeat", part, minimum, maximum };
  }

  function atom(): PatternNode {
    switch (source[at]) {
      case "^":
        at++;
        return { kind: "assert", assert: "start" };
      case "$":
        at++;
        return { kind: "assert", assert: "end" };
      case "(": {
        if (/^\(\?(?:<?[=!])/.test(source.slice(at))) {
          throw unbounded("lookaround", "Write several patterns, in allOf.");
        }
        if (/^\(\?(?![:<])/.test(source.slice(at))) throw unbounded("modifiers", "Write both cases: [Aa].");
        sticky(GROUP);
        const inner = alternatives();
        at++;
        return inner;
      }
      case "[":
        return character(sticky(CLASS)![0]);
      case "\\": {
        const [escape] = sticky(ESCAPE)!;
        if (escape === "\\b") return { kind: "assert", assert: "boundary" };
        if (escape === "\\B") return { kind: "assert", assert: "inside" };
        if (/^\\(?:[1-9]|k)/.test(escape)) throw unbounded("backreferences", "Write the alternatives out.");
        return character(escape);
      }
      default: {
        const text = String.fromCodePoint(source.codePointAt(at)!);
        at += text.length;
        return character(text);
      }
    }
  }

  function sticky(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) at = pattern.lastIndex;
    return match;
  }
}

/** One character; answers for ASCII are kept. */
function character(written: string): PatternNode {
  const pattern = new RegExp(`^${written}$`, "u");
  const known = new Int8Array(128);
  return {
    kind: "character",
    matches(code) {
      if (code >= 128) return pattern.test(String.fromCodePoint(code));
      if (known[code] === 0) known[code] = pattern.test(String.fromCharCode(code)) ? 1 : -1;
      return known[code] === 1;
    },
  };
}

function unbounded(what: string, hint: string): PatternError {
  return new PatternError(`it has ${what}, which can take for ever to match`, hint);
}
