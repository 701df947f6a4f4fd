/** Line feed, carriage return, and Unicode's line and paragraph separators (ECMA-262, 12.3). */
export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

/** White space and line ends. */
export function isSpace(code: number): boolean {
  return code === 32 || code >= 9 && code <= 13 || code === 160 || code === 0xfeff || isLineEnd(code);
}

/** Whatever is not ASCII and no space counts as a letter. */
export function isIdentifierStart(code: number): boolean {
  return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95 || code === 36 || code === 92 ||
    code > 127 && !isSpace(code);
}

export function isIdentifierPart(code: number): boolean {
  return code >= 48 && code <= 57 || isIdentifierStart(code);
}

/** The offset of what follows white space and comments. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) at++;
    else if (code === 47 && text.charCodeAt(at + 1) === 47) {
      while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = text.indexOf("*/", at + 2);
      at = close < 0 ? text.length : close + 2;
    } else break;
  }
  return at;
}

/** The offset of the line end after `from`, or of the end. */
export function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the identifier that begins at `from`. */
export function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && isIdentifierPart(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the string whose quote stands at `start`; undefined where it does not end on its line. */
export function endOfString(text: string, start: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === 10 || code === 13) return undefined;
    if (code !== 92) continue;
    at++;
    if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at++;
  }
  return undefined;
}

/** The offset after the regular expression and its flags; undefined where none ends on this line. */
export function endOfRegExp(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) return undefined;
    if (code === 92) at++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) return endOfWord(text, at + 1);
  }
  return undefined;
}
