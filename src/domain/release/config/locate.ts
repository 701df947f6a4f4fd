import { type DocumentFormat, formatOfPath } from "../../../formats/format.ts";
import { isFault } from "../../../kernel/fault.ts";
import { parentOf, pathWithin } from "../../../kernel/path.ts";
import type { Files } from "../../../kernel/ports.ts";
import { DENO_MANIFESTS } from "../packages/deno_manifest.ts";
import { CONFIG_AMBIGUOUS, CONFIG_FORMAT_UNKNOWN, CONFIG_NOT_FOUND } from "./faults.ts";

/** File names of a project's configuration, by preference for new ones. */
export const CONFIG_FILE_NAMES = [
  "repo.config.toml",
  "repo.config.yaml",
  "repo.config.yml",
  "repo.config.json",
] as const;

/** A project's configuration file. */
export interface ConfigFile {
  /** Absolute. */
  path: string;
  /** As seen from the project's root; absolute where it lies outside. */
  name: string;
  format: DocumentFormat;
}

/** Where a project is. */
export interface ProjectLocation {
  /** Absolute. */
  root: string;
  file: ConfigFile | undefined;
}

/**
 * Finds a project from a folder upwards.
 *
 * The search ends at the top of the git working tree; without git at the first folder that is a workspace's root
 * (`workspaces` in package.json, `workspace` in deno.json, pnpm-workspace.yaml or lerna.json), or where a folder cannot be read. The project's
 * root (symbolic links resolved) is the folder of the configuration file; without one the nearest workspace root, then the nearest package, both
 * within the top; then the top itself or the folder. `configPath` (absolute) takes the place of the file found and
 * does not move the root.
 *
 * Faults: `CONFIG_AMBIGUOUS`, `CONFIG_NOT_FOUND` and `CONFIG_FORMAT_UNKNOWN` (the last two for `configPath`).
 */
export function locateProject(
  files: Files,
  options: { directory: string; top: string | undefined; configPath?: string | undefined },
): ProjectLocation {
  const { configPath, directory } = options;
  // The top of a working tree has its symbolic links resolved.
  const found = search(files, { ...options, directory: files.realPath(directory) ?? directory });
  if (configPath === undefined) return found;
  if (files.kindOf(configPath) !== "file") {
    throw CONFIG_NOT_FOUND({ directory, path: pathWithin(directory, configPath) });
  }
  return { root: found.root, file: configFile(configPath, found.root) };
}

/** A path as a configuration file of the project in `root`. Fault: `CONFIG_FORMAT_UNKNOWN`. */
export function configFile(path: string, root: string): ConfigFile {
  const format = formatOfPath(path);
  if (!format) throw CONFIG_FORMAT_UNKNOWN({ path: pathWithin(root, path) });
  return { path, name: pathWithin(root, path), format };
}

function search(
  files: Files,
  { directory, top, configPath }: { directory: string; top: string | undefined; configPath?: string | undefined },
): ProjectLocation {
  let workspaceRoot: string | undefined;
  let packageRoot: string | undefined;
  let denoRoot: string | undefined;
  for (const folder of foldersUpwards(directory, top)) {
    const names = readableNames(files, folder);
    if (!names) break;
    const present = CONFIG_FILE_NAMES.filter((name) => names.has(name));
    if (present.length > 1 && configPath === undefined) {
      throw CONFIG_AMBIGUOUS({ directory: folder, files: [...present] });
    }
    if (present[0]) return { root: folder, file: configFile(join(folder, present[0]), folder) };
    if (names.has("package.json")) packageRoot ??= folder;
    if (denoManifestIn(names)) denoRoot ??= folder;
    if (isWorkspaceRoot(files, folder, names)) workspaceRoot ??= folder;
    if (workspaceRoot !== undefined && top === undefined) break;
  }
  return { root: workspaceRoot ?? packageRoot ?? denoRoot ?? top ?? directory, file: undefined };
}

function* foldersUpwards(directory: string, top: string | undefined): Generator<string> {
  for (let folder: string | undefined = directory; folder !== undefined; folder = parentOf(folder)) {
    yield folder;
    if (folder === top) return;
  }
}

/** Names in a folder; undefined where it cannot be read, as beyond what the program was granted. */
function readableNames(files: Files, folder: string): Set<string> | undefined {
  try {
    const entries = files.list(folder);
    return entries && new Set(entries.map(({ name }) => name));
  } catch (error) {
    if (isFault(error, "FILE_UNREADABLE")) return undefined;
    throw error;
  }
}

function isWorkspaceRoot(files: Files, folder: string, names: ReadonlySet<string>): boolean {
  if (names.has("pnpm-workspace.yaml") || names.has("lerna.json")) return true;
  const states = (file: string, field: RegExp) => field.test(files.readText(join(folder, file)) ?? "");
  if (names.has("package.json")) return states("package.json", /"workspaces"\s*:/);
  const deno = denoManifestIn(names);
  return deno !== undefined && states(deno, /"workspace"\s*:/);
}

function denoManifestIn(names: ReadonlySet<string>): string | undefined {
  return DENO_MANIFESTS.find((name) => names.has(name));
}

function join(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
