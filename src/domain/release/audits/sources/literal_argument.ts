import { skipBlanks } from "./lexical.ts";

/** A literal that is the first argument of a call. */
export interface LiteralArgument {
  specifier: string;
  /** Where the literal begins. */
  offset: number;
  /** After the literal. */
  close: number;
  /** After the comma or parenthesis that follows it. */
  end: number;
}

/** The literal after the parenthesis at `open`; undefined for expressions, and for templates with substitutions. */
export function findLiteralArgument(text: string, open: number): LiteralArgument | undefined {
  const offset = skipBlanks(text, open + 1);
  const quote = text[offset];
  if (quote !== '"' && quote !== "'" && quote !== "`") return undefined;
  const last = text.indexOf(quote, offset + 1);
  const specifier = last < 0 ? "" : text.slice(offset + 1, last);
  if (specifier === "" || /[\n\r\\]|\$\{/.test(specifier)) return undefined;
  const after = skipBlanks(text, last + 1);
  const code = text.charCodeAt(after);
  return code === 41 || code === 44 ? { specifier, offset, close: last + 1, end: after + 1 } : undefined;
}
