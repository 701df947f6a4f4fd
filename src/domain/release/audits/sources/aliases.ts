import { parseRelaxedJson } from "../../../../formats/json.ts";
import { parentOf, resolvePath } from "../../../../kernel/path.ts";
import type { Files } from "../../../../kernel/ports.ts";

/** Whether a module specifier is answered by the project's own files, whatever packages are called. */
export type AliasFinder = (specifier: string) => boolean;

interface CompilerPaths {
  patterns: string[];
  /** Absolute folders that bare names are looked up in. */
  bases: string[];
}

const EXTENDS_LIMIT = 8;

/**
 * The aliases of a folder's TypeScript configurations: `paths`, and what lies in `baseUrl`. `configs` are the files,
 * absolute; what they extend by a path is followed. What cannot be read is passed over.
 */
export function aliasFinder(files: Files, configs: readonly string[]): AliasFinder {
  const found: CompilerPaths = { patterns: [], bases: [] };
  const seen = new Set<string>();
  for (const config of configs) readConfig(files, config, { found, seen, depth: 0 });
  const exact = new Set(found.patterns.filter((each) => !each.includes("*")));
  // A lone `*` is for fallbacks, and says nothing of a name.
  const affixes = found.patterns.filter((each) => each.includes("*") && each !== "*").map((each) => each.split("*"));
  return (specifier) =>
    exact.has(specifier) ||
    affixes.some(([before, after]) =>
      specifier.length >= before!.length + after!.length && specifier.startsWith(before!) && specifier.endsWith(after!)
    ) ||
    found.bases.some((base) => isInFolder(files, base, specifier.split("/")[0]!));
}

const ENDINGS = ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".d.ts"];

function isInFolder(files: Files, folder: string, name: string): boolean {
  return ENDINGS.some((ending) => files.kindOf(`${folder}/${name}${ending}`) !== undefined);
}

function readConfig(
  files: Files,
  path: string,
  state: { found: CompilerPaths; seen: Set<string>; depth: number },
): void {
  const { found, seen, depth } = state;
  if (seen.has(path) || depth > EXTENDS_LIMIT) return;
  seen.add(path);
  const fields = tableOf(readRelaxed(files, path));
  const folder = parentOf(path) ?? "/";
  const options = tableOf(fields.compilerOptions);
  found.patterns.push(...Object.keys(tableOf(options.paths)));
  if (typeof options.baseUrl === "string") found.bases.push(resolvePath(folder, options.baseUrl));
  const parents = Array.isArray(fields.extends) ? fields.extends : [fields.extends];
  for (const parent of parents) {
    if (typeof parent !== "string" || !/^\.{0,2}\//.test(parent)) continue;
    const target = resolvePath(folder, parent.endsWith(".json") ? parent : `${parent}.json`);
    readConfig(files, target, { found, seen, depth: depth + 1 });
  }
}

function readRelaxed(files: Files, path: string): unknown {
  try {
    const text = files.readText(path);
    return text === undefined ? undefined : parseRelaxedJson(text);
  } catch {
    return undefined;
  }
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
}
