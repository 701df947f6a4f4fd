import { globToRegExp } from "../../domain/release/packages/glob.ts";
import type { DefinitionSource } from "../../domain/workflow/ports.ts";
import { formatOfPath } from "../../formats/format.ts";
import { isAbsolutePath, parentOf, resolvePath } from "../../kernel/path.ts";
import type { Files } from "../../kernel/ports.ts";
import { DEFINITION_FILE_NOT_FOUND, DEFINITION_FORMAT_UNKNOWN, DEFINITIONS_NOT_FOUND } from "./faults.ts";

/** A definition's file; `name` is its path as the user gave it, or as seen from where he is. */
export interface DefinitionFile extends DefinitionSource {
  /** Absolute. */
  path: string;
}

interface Found {
  path: string;
  name: string;
}

/** How deep folders are looked into. */
const DEEPEST = 12;

/**
 * The definitions that files, folders and globs stand for, each once, in their order. A folder stands for what in it and
 * below has `tasks`, without hidden folders and node_modules. Faults: `DEFINITION_FILE_NOT_FOUND`,
 * `DEFINITIONS_NOT_FOUND`, `DEFINITION_FORMAT_UNKNOWN`.
 */
export function readDefinitionFiles(
  files: Files,
  { directory, given }: { directory: string; given: readonly string[] },
): DefinitionFile[] {
  const found = new Map<string, DefinitionFile>();
  for (const each of given) {
    for (const file of readGiven(files, { directory, given: each })) found.set(file.path, found.get(file.path) ?? file);
  }
  return [...found.values()];
}

function readGiven(files: Files, { directory, given }: { directory: string; given: string }): DefinitionFile[] {
  const path = resolvePath(directory, given);
  const kind = files.kindOf(path);
  if (kind === "file") return [read(files, { path, name: given })];
  if (kind === "directory") {
    const prefix = given.replace(/^\.\/?$/, "").replace(/\/$/, "");
    const within = listBelow(files, path).map((name) => ({
      path: `${path}/${name}`,
      name: prefix === "" ? name : `${prefix}/${name}`,
    }));
    const definitions = readable(files, within).filter(({ text }) => /(?:^|[{,])\s*["']?tasks["']?\s*:/m.test(text));
    if (definitions.length === 0) throw DEFINITIONS_NOT_FOUND({ where: given, kind: "folder" });
    return definitions;
  }
  if (!/[*?[{]/.test(given)) {
    const folder = parentOf(path) ?? "/";
    const prefix = given.includes("/") ? given.slice(0, given.lastIndexOf("/") + 1) : "";
    const known = (files.list(folder) ?? []).filter(({ name }) => isDocument(name)).map(({ name }) => prefix + name);
    throw DEFINITION_FILE_NOT_FOUND({ file: given, known });
  }
  const matched = readable(files, matching(files, { directory, pattern: given }));
  if (matched.length === 0) throw DEFINITIONS_NOT_FOUND({ where: given, kind: "pattern" });
  return matched;
}

/** Files that fit a glob; the part before its first wildcard names the folder that is looked into. */
function matching(files: Files, { directory, pattern }: { directory: string; pattern: string }): Found[] {
  const cut = pattern.slice(0, pattern.search(/[*?[{]/)).lastIndexOf("/") + 1;
  const base = pattern.slice(0, cut);
  const rest = pattern.slice(cut);
  const folder = resolvePath(directory, base === "" ? "." : base);
  const expression = globToRegExp(rest);
  return listBelow(files, folder).filter((name) => expression.test(name))
    .map((name) => ({
      path: `${folder.replace(/\/$/, "")}/${name}`,
      name: isAbsolutePath(base) ? `${folder}/${name}` : base + name,
    }));
}

/** Documents in a folder and below, relative to it, sorted. */
function listBelow(files: Files, folder: string, prefix = "", depth = 0): string[] {
  const entries = files.list(prefix === "" ? folder : `${folder}/${prefix.slice(0, -1)}`) ?? [];
  return entries.flatMap(({ name, kind }) => {
    if (kind === "directory") {
      if (name.startsWith(".") || name === "node_modules" || depth >= DEEPEST) return [];
      return listBelow(files, folder, `${prefix}${name}/`, depth + 1);
    }
    return isDocument(name) ? [prefix + name] : [];
  });
}

function readable(files: Files, found: readonly Found[]): DefinitionFile[] {
  return found.filter(({ path }) => files.kindOf(path) === "file").map((each) => read(files, each));
}

function read(files: Files, { path, name }: Found): DefinitionFile {
  const format = formatOfPath(path);
  if (format !== "yaml" && format !== "json") throw DEFINITION_FORMAT_UNKNOWN({ file: name });
  return { path, name, format, text: files.readText(path) ?? "" };
}

function isDocument(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) && !/^(?:repo\.config|package|package-lock|tsconfig|deno)\./.test(name);
}
