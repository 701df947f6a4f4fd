import { isTable } from "../packages/manifest.ts";

/** The entries of a table of a parsed lockfile that are texts. */
export function textsIn(table: unknown): Record<string, string> {
  if (!isTable(table)) return {};
  return Object.fromEntries(
    Object.entries(table).filter((each): each is [string, string] => typeof each[1] === "string"),
  );
}

/** `@scope/name@1.0.0` → name and the rest; undefined where there is no "@" after the name. */
export function splitAtVersion(text: string): { name: string; rest: string } | undefined {
  const at = text.indexOf("@", 1);
  return at < 0 ? undefined : { name: text.slice(0, at), rest: text.slice(at + 1) };
}

/** Versions start with a number: a lockfile's other references are files, links, git and URLs. */
export function isLockedVersion(text: string | undefined): text is string {
  return text !== undefined && /^\d+\.\d+\.\d+[^\s/:]*$/.test(text);
}
