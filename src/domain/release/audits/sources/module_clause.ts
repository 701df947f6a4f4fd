import { endOfWord, isIdentifierPart, isIdentifierStart, skipBlanks } from "./lexical.ts";

/** An import or export declaration that names a module. */
export interface ModuleClause {
  specifier: string;
  /** Whether all of it vanishes when TypeScript is compiled. */
  isType: boolean;
  /** Where the literal begins. */
  offset: number;
  /** After the literal. */
  end: number;
}

/**
 * Reads what follows the keyword `import` or `export`: `"x"`, `a, { b as c } from "x"`, `* as ns from "x"`,
 * `type { T } from "x"`. Undefined for anything else, such as `export const` or `import x = require("x")`.
 */
export function readModuleClause(text: string, from: number): ModuleClause | undefined {
  let at = skipBlanks(text, from);
  if (isQuote(text.charCodeAt(at))) return literal(text, at, false);
  const words: string[] = [];
  let braces: string | undefined;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isIdentifierStart(code)) {
      const start = at;
      at = endOfWord(text, at);
      const word = text.slice(start, at);
      at = skipBlanks(text, at);
      if (word === "from" && words.length > 0 && isQuote(text.charCodeAt(at))) {
        return literal(text, at, isTypeOnly(words, braces));
      }
      words.push(word);
      if (words.length > 6) return undefined;
    } else if (code === 123 && braces === undefined) {
      const close = closingBrace(text, at);
      if (close === undefined) return undefined;
      braces = text.slice(at + 1, close);
      words.push("{}");
      at = skipBlanks(text, close + 1);
    } else if (code === 42 || code === 44) {
      words.push(text[at]!);
      at = skipBlanks(text, at + 1);
    } else return undefined;
  }
  return undefined;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

/** Names of exports may be strings (ECMA-262, ModuleExportName). */
function closingBrace(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    at = skipBlanks(text, at);
    const code = text.charCodeAt(at);
    if (code === 125) return at;
    if (isQuote(code)) {
      const close = text.indexOf(text[at]!, at + 1);
      if (close < 0) return undefined;
      at = close;
    } else if (code !== 44 && !isIdentifierPart(code)) return undefined;
  }
  return undefined;
}

function isTypeOnly(words: readonly string[], braces: string | undefined): boolean {
  // `import type from "x"` and `import type, { a } from "x"` bind the name `type`.
  if (words[0] === "type") return words.length > 1 && words[1] !== ",";
  if (words.length !== 1 || braces === undefined) return false;
  const names = braces.split(",").map((each) => each.trim()).filter((each) => each !== "");
  return names.length > 0 && names.every((each) => /^type\s+(?!as\b)/.test(each));
}

function literal(text: string, start: number, isType: boolean): ModuleClause | undefined {
  const close = text.indexOf(text[start]!, start + 1);
  if (close < 0) return undefined;
  const specifier = text.slice(start + 1, close);
  if (specifier === "" || /[\n\r\\]/.test(specifier)) return undefined;
  return { specifier, isType, offset: start, end: close + 1 };
}
