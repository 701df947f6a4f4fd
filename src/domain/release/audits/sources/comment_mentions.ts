import type { ModuleImport } from "./module_import.ts";

/** `/// <reference types="x" />`, JSDoc's `import("x")` and `@import {} from "x"`, and pragmas such as `@jsxImportSource x`. */
const MENTIONS =
  /^\/\/\/\s*<reference\s+types=["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)|@import\s[^"'\n]*?from\s+["']([^"'\n]+)["']|@(?:jsxImportSource|jest-environment|vitest-environment)\s+([^\s*]+)/g;

/** The modules that a comment names for tools. `offset` is where the comment stands. */
export function mentionsInComment(comment: string, offset: number): ModuleImport[] {
  if (!comment.includes("import") && !comment.includes("reference") && !comment.includes("@")) return [];
  return [...comment.matchAll(MENTIONS)].map((match): ModuleImport => ({
    specifier: match.slice(1).find((each) => each !== undefined)!,
    kind: match[1] === undefined ? "mention" : "type",
    offset: offset + match.index,
  }));
}
