import { type Fault, isFault } from "../../../kernel/fault.ts";
import { isAbsolutePath, parentOf, pathWithin, resolvePath } from "../../../kernel/path.ts";
import type { PluginPermissions, Plugins } from "../../../kernel/plugin.ts";
import type { Files } from "../../../kernel/ports.ts";
import { scanImports } from "../audits/sources/scan_imports.ts";
import type { Source } from "../config/source.ts";
import { PLUGIN_MANIFEST_INVALID, PLUGIN_MANIFEST_MISSING } from "./faults.ts";
import { type PluginManifest, readManifest, type Reserved, statedPermissions } from "./manifest.ts";
import type { Grant } from "./trust.ts";

/** Manifest files of a plugin's folder, by preference. */
const MANIFEST_NAMES = ["plugin.json", "workspace-plugin.json"];

/** A plugin as it lies on the disk now. */
export interface Plugin {
  name: string;
  manifest: PluginManifest;
  /** Absolute. */
  manifestPath: string;
  /** As seen from the project's root; absolute where it lies outside. */
  shownPath: string;
  /** Source of its module. */
  code: string;
  /** Of manifest and module. */
  hash: string;
  /** What the manifest asks for. */
  permissions: PluginPermissions;
  /** "changed": another content of it is trusted. */
  state: "trusted" | "changed" | "untrusted";
  grant: Grant | undefined;
}

interface Search {
  /** Sources of the configuration, and which of them is the user's own. */
  sources: readonly Source[];
  userFile: string | undefined;
  /** Absolute: the project's root. */
  root: string;
  grants: Readonly<Record<string, Grant>>;
  reserved: Reserved;
  plugins: Plugins;
}

/** The plugins that the configuration names, in its order, and what is wrong with the others. */
export async function findPlugins(
  files: Files,
  search: Search,
): Promise<{ plugins: Plugin[]; problems: Fault[] }> {
  const plugins: Plugin[] = [];
  const problems: Fault[] = [];
  for (const source of search.sources) {
    const stated = source.value.plugins;
    if (!Array.isArray(stated) || source.problems.length > 0) continue;
    for (const [i, { path, name }] of (stated as { path: string; name?: string }[]).entries()) {
      try {
        const place = source.place(["plugins", i, "path"]).source;
        const plugin = await readPlugin(files, {
          ...search,
          path,
          name,
          place,
          isUsers: source.name === search.userFile,
        });
        problems.push(...clashes(plugin, plugins));
        if (clashes(plugin, plugins).length === 0) plugins.push(plugin);
      } catch (error) {
        problems.push(...faultsIn(error));
      }
    }
  }
  return { plugins, problems };
}

function faultsIn(error: unknown): Fault[] {
  const all = error instanceof AggregateError ? error.errors : [error];
  if (!all.every((each) => isFault(each))) throw error;
  return all;
}

async function readPlugin(
  files: Files,
  at: Search & { path: string; name: string | undefined; place: string; isUsers: boolean },
): Promise<Plugin> {
  const { path, root, place } = at;
  const refuse = (source: string, problem: string) =>
    PLUGIN_MANIFEST_INVALID({ source, problem, known: [], found: "" });
  if (at.isUsers && !isAbsolutePath(path)) throw refuse(place, `'${path}' must be absolute in the user's own file`);
  const named = resolvePath(root, path);
  const manifestPath = files.kindOf(named) === "directory"
    ? MANIFEST_NAMES.map((each) => `${named}/${each}`).find((each) => files.kindOf(each) === "file")
    : named;
  const text = manifestPath === undefined ? undefined : files.readText(manifestPath);
  if (manifestPath === undefined || text === undefined) throw PLUGIN_MANIFEST_MISSING({ source: place, path });
  const shownPath = pathWithin(root, manifestPath);
  const manifest = await readManifest(text, { name: shownPath, reserved: at.reserved });
  const folder = parentOf(manifestPath)!;
  const modulePath = resolvePath(folder, manifest.module);
  const code = files.readText(modulePath);
  if (code === undefined) throw refuse(shownPath, `there is no module '${manifest.module}'`);
  refuseImports(code, pathWithin(root, modulePath));
  const hash = await at.plugins.hash([text, code]);
  const grant = Object.hasOwn(at.grants, hash) ? at.grants[hash] : undefined;
  const isKnown = Object.values(at.grants).some((each) => each.manifest === manifestPath);
  return {
    name: at.name ?? manifest.name,
    manifest,
    manifestPath,
    shownPath,
    code,
    hash,
    permissions: statedPermissions(manifest),
    grant,
    state: grant ? "trusted" : isKnown ? "changed" : "untrusted",
  };
}

/** What a module imports is not in the hash that is trusted. */
function refuseImports(code: string, source: string): void {
  for (const { specifier, kind } of scanImports(code, { jsx: false })) {
    if (kind !== "import" && kind !== "optional" && kind !== "require") continue;
    const problem = `a plugin's module is one file, and this one imports '${specifier}'`;
    throw PLUGIN_MANIFEST_INVALID({ source, problem, known: [], found: "" });
  }
}

function clashes({ name, shownPath, manifest }: Plugin, others: readonly Plugin[]): Fault[] {
  const problem = (what: string, other: Plugin) =>
    PLUGIN_MANIFEST_INVALID({
      source: shownPath,
      problem: `${what} is also in ${other.shownPath}`,
      known: [],
      found: "",
    });
  return others.flatMap((other) => {
    const both = (key: "commands" | "formatters") =>
      (manifest[key] ?? []).filter((each) => other.manifest[key]?.some((taken) => taken.name === each.name));
    return [
      ...(other.name === name ? [problem(`the name '${name}'`, other)] : []),
      ...both("commands").map((each) => problem(`the command '${each.name}'`, other)),
      ...both("formatters").map((each) => problem(`the format '${each.name}'`, other)),
    ];
  });
}
