/** What could name a module, each with what has to come next; `from` and `require` may have white space before it. */
const TOKENS: readonly (readonly [word: string, next: RegExp])[] = [
  ["from", /^\s*(?:["']|\/[/*])/],
  ["import", /^[\s("'{*./]/],
  ["require", /^\s*(?:[(.]|\/[/*])/],
  ["Mock", /^[\s(<M]/],
  ["mock", /^[\s(<]/],
  ["Actual", /^[\s(<]/],
  ["<reference", /^\s/],
];

/**
 * The offset of the last token that could name a module; -1 for none. Searching for fixed texts is far faster than
 * reading the code between them.
 */
export function lastCandidate(text: string): number {
  return TOKENS.reduce((last, [word, next]) => Math.max(last, lastIndexOf(text, { word, next, after: last })), -1);
}

function lastIndexOf(text: string, { word, next, after }: { word: string; next: RegExp; after: number }): number {
  for (let at = text.lastIndexOf(word); at > after; at = at === 0 ? -1 : text.lastIndexOf(word, at - 1)) {
    const end = at + word.length;
    if (next.test(text.slice(end, end + 40))) return at;
  }
  return -1;
}
