import { skipBlanks } from "./lexical.ts";

/** Methods of jest and vitest whose first argument names a module. */
const MOCKS = new Set([
  "mock",
  "doMock",
  "unmock",
  "dontMock",
  "setMock",
  "createMockFromModule",
  "requireActual",
  "requireMock",
  "importActual",
  "importMock",
  "unstable_mockModule",
]);

/** After `jest` or `vi`: the offset of the parenthesis of a call that names a module. */
export function findMockCall(text: string, at: number): number | undefined {
  const next = skipBlanks(text, at);
  if (text.charCodeAt(next) !== 46) return undefined;
  const call = /^\.\s*(\w+)\s*(?:<[^;{}]*?>\s*)?(?=\(\s*["'`])/.exec(text.slice(next, next + 200));
  return call && MOCKS.has(call[1]!) ? next + call[0].length : undefined;
}
