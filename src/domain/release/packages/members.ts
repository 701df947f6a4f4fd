import type { FileEntry, Files } from "../../../kernel/ports.ts";
import { globToRegExp } from "./glob.ts";

/**
 * What `!pattern` takes away. npm: the folders that match, unless a later pattern names them again. pnpm: the folders
 * that match. Yarn and bun: what is below them, too.
 */
export type NegationRule = "overridable" | "folder" | "subtree";

interface Walk {
  files: Files;
  root: string;
  listed: Map<string, FileEntry[]>;
  found: Set<string>;
}

/** One segment of a pattern: a name, a glob for one name, or `**`. */
type Segment = string | RegExp | typeof ANY_DEPTH;
const ANY_DEPTH = Symbol("**");
const MAGIC = /[*?{[\\]/;

/**
 * The folders that workspace patterns stand for, relative to `root` and sorted; they need not hold a package.json.
 * `node_modules` is never entered, names with a leading dot only where a pattern names them; a symbolic link is
 * taken for the folder that it points to, but `**` does not descend into it, so that loops end. The root is ".".
 */
export function listMemberFolders(
  { files, root }: { files: Files; root: string },
  patterns: readonly string[],
  negation: NegationRule,
): string[] {
  const { wanted, excluded } = splitPatterns(patterns, negation);
  const walk: Walk = { files, root, listed: new Map(), found: new Set() };
  for (const pattern of wanted.flatMap(expandBraces)) {
    const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
    if (!parts.includes("..")) visit(walk, ".", parts.map(segment));
  }
  // A pattern is about manifests: `packages/**` holds `packages/package.json` itself.
  const exclusions = excluded.flatMap((pattern) => [
    globToRegExp(`${pattern}/package.json`),
    ...negation === "subtree" ? [globToRegExp(`${pattern}/**/package.json`)] : [],
  ]);
  return [...walk.found].filter((path) => !exclusions.some((each) => each.test(`${path}/package.json`))).sort();
}

/** Wanted and excluded patterns, without `./`, `/` and `!` in front and `/` at the end. */
function splitPatterns(
  patterns: readonly string[],
  negation: NegationRule,
): { wanted: string[]; excluded: string[] } {
  const wanted: string[] = [];
  let excluded: string[] = [];
  for (const each of patterns) {
    const marks = /^!*/.exec(each)![0].length;
    const pattern = each.slice(marks).replaceAll("\\", "/").replace(/^(?:\.?\/+)+/, "").replace(/\/+$/, "");
    if (marks % 2 === 1) excluded.push(pattern);
    else {
      wanted.push(pattern);
      if (negation === "overridable") excluded = excluded.filter((other) => !globToRegExp(other).test(pattern));
    }
  }
  return { wanted, excluded };
}

function segment(part: string): Segment {
  if (part === "**") return ANY_DEPTH;
  return MAGIC.test(part) ? globToRegExp(part) : part;
}

function visit(walk: Walk, path: string, segments: Segment[]): void {
  const [first, ...rest] = segments;
  if (first === undefined) {
    walk.found.add(path);
  } else if (typeof first === "string") {
    if (first !== "node_modules") visit(walk, join(path, first), rest);
  } else if (first === ANY_DEPTH) {
    visit(walk, path, rest);
    for (const entry of list(walk, path)) {
      const below = join(path, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.kind === "directory") visit(walk, below, segments);
      else visit(walk, below, rest);
    }
  } else {
    const hidden = first.source.startsWith("^(?:\\.");
    for (const { name } of list(walk, path)) {
      if (first.test(name) && (hidden || !name.startsWith("."))) visit(walk, join(path, name), rest);
    }
  }
}

/** The folders in a folder, and the links to folders; each folder is read once. */
function list({ files, root, listed }: Walk, path: string): FileEntry[] {
  let entries = listed.get(path);
  if (!entries) {
    entries = (files.list(path === "." ? root : `${root}/${path}`) ?? []).filter(({ name, kind }) =>
      name !== "node_modules" &&
      (kind === "directory" || kind === "symlink" && files.kindOf(`${root}/${join(path, name)}`) === "directory")
    );
    listed.set(path, entries);
  }
  return entries;
}

function join(path: string, name: string): string {
  return path === "." ? name : `${path}/${name}`;
}

/** `{a,b/c}` as patterns of their own, so that each is a sequence of segments. */
function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf("{");
  if (open < 0) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "{") depth++;
    else if (char === "," && depth === 1) {
      parts.push(pattern.slice(from, i));
      from = i + 1;
    } else if (char === "}" && --depth === 0) {
      parts.push(pattern.slice(from, i));
      if (parts.length === 1) break;
      return parts.flatMap((part) => expandBraces(pattern.slice(0, open) + part + pattern.slice(i + 1)));
    }
  }
  return [pattern];
}
