/** One line of a script: `[condition] !verb words`. */
export interface Line {
  /** From 1. */
  number: number;
  source: string;
  /** Conditions that must all hold for the line to count: `unix`, `!root`. */
  conditions: string[];
  /** `!`: what follows must fail, or must not hold. */
  negated: boolean;
  /** The verb and its words, quotes and variables not yet taken out. */
  words: Word[];
}

/** A word as typed: literal parts, and parts whose `$NAME` are filled in when the line runs. */
export type Word = { text: string; literal: boolean }[];

/** Reads the lines of a script; empty lines and comments are left out. */
export function parseScript(text: string): Line[] {
  return text.split("\n").flatMap((source, index) => {
    const line = parseLine(source.trim(), index + 1);
    return line ? [line] : [];
  });
}

function parseLine(source: string, number: number): Line | undefined {
  if (source === "" || source.startsWith("#")) return undefined;
  const conditions: string[] = [];
  let rest = source;
  for (let found; (found = /^\[([^\]]+)\]\s*/.exec(rest)); rest = rest.slice(found[0].length)) {
    conditions.push(found[1]!);
  }
  const negated = /^!\s/.test(rest);
  const words = splitWords(negated ? rest.slice(1) : rest, number);
  if (words.length === 0) throw new SyntaxError(`line ${number}: a condition without a command`);
  return { number, source, conditions, negated, words };
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\", $: "$" };

/**
 * Splits at spaces. 'Single quotes' are literal ('' inside is a quote); "double quotes" know \n \t \r \" \\ \$ and
 * variables; a word that starts with # ends the line.
 */
function splitWords(text: string, number: number): Word[] {
  const words: Word[] = [];
  let i = 0;
  while (i < text.length) {
    if (/\s/.test(text[i]!)) {
      i++;
      continue;
    }
    if (text[i] === "#") break;
    const word: Word = [];
    while (i < text.length && !/\s/.test(text[i]!)) {
      const quote = text[i];
      if (quote === "'" || quote === '"') {
        const end = quote === "'" ? /^(?:[^']|'')*'/ : /^(?:[^"\\]|\\.)*"/;
        const body = end.exec(text.slice(i + 1))?.[0];
        if (body === undefined) throw new SyntaxError(`line ${number}: a quote is not closed`);
        word.push(
          ...(quote === "'" ? [literal(body.slice(0, -1).replaceAll("''", "'"))] : unescape(body.slice(0, -1))),
        );
        i += body.length + 1;
      } else {
        const plain = /^[^\s'"]+/.exec(text.slice(i))![0];
        word.push({ text: plain, literal: false });
        i += plain.length;
      }
    }
    words.push(word);
  }
  return words;
}

function literal(text: string): Word[number] {
  return { text, literal: true };
}

function unescape(body: string): Word {
  return body.split(/(\\.)/).filter((part) => part !== "").map((part) =>
    part.length === 2 && part.startsWith("\\") ? literal(ESCAPES[part[1]!] ?? part) : { text: part, literal: false }
  ).concat(body === "" ? [literal("")] : []);
}

/** A word with its variables filled in; a variable that is not set is an error. */
export function fillIn(word: Word, env: Record<string, string>): string {
  return word.map(({ text, literal }) => literal ? text : fillVariables(text, env)).join("");
}

/** `$NAME` and `${NAME}` in a text, replaced by the variables' values. */
export function fillVariables(text: string, env: Record<string, string>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain, braced) => {
    const name = plain ?? braced;
    const value = env[name];
    if (value === undefined) throw new Error(`the variable $${name} is not set`);
    return value;
  });
}
