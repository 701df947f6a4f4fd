import { locateJson } from "../../../formats/json.ts";
import type { DocumentPath, Position } from "../../../formats/position.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { Package, Workspace } from "../model.ts";

/** Name of a root that is no package itself. */
export const ROOT_NAME = ".";

/** Manifests as audits read them: a file once, and what cannot be read is as good as empty. */
export interface ManifestReader {
  /** Every manifest of the project that has dependency tables: the packages, and the root where it is none. */
  readonly packages: readonly Package[];
  /** The fields of a package.json, relative to the root; an empty object where there is none. */
  fields(file: string): Record<string, unknown>;
  locate(file: string, path: DocumentPath): Position | undefined;
}

export function manifestReader(files: Files, workspace: Workspace): ManifestReader {
  const texts = new Map<string, string | undefined>();
  const tables = new Map<string, Record<string, unknown>>();
  const read = (file: string): string | undefined => {
    if (!texts.has(file)) texts.set(file, files.readText(`${workspace.root}/${file}`));
    return texts.get(file);
  };
  return {
    packages: withRoot(workspace),
    fields(file) {
      const known = tables.get(file);
      if (known) return known;
      const table = parseTable(read(file));
      tables.set(file, table);
      return table;
    },
    locate(file, path) {
      const text = read(file);
      try {
        return text === undefined ? undefined : locateJson(text, path);
      } catch {
        return undefined;
      }
    },
  };
}

/** The packages of the project, and its root under the name "." where it is no package but has dependencies. */
export function withRoot({ packages, rootDependencies, rootManifestPath }: Workspace): Package[] {
  if (packages.some(({ path }) => path === ".")) return packages;
  const root: Package = {
    name: ROOT_NAME,
    version: undefined,
    path: ".",
    manifestPath: rootManifestPath ?? "package.json",
    private: true,
    dependencies: rootDependencies ?? [],
  };
  return [root, ...packages];
}

/** A JSON text as a table; empty where it is none. */
export function parseTable(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

/** How a package is called in messages. */
export function shownPackage(name: string): string {
  return name === ROOT_NAME ? "the root" : name;
}
