import { parseJson } from "../../../formats/json.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import { isTable } from "../packages/manifest.ts";
import { textsIn } from "./lockfile_texts.ts";
import type { LockedPackage, Lockfile } from "./model.ts";

type Table = Record<string, unknown>;

/**
 * package-lock.json and npm-shrinkwrap.json (npm docs, "package-lock.json"): versions 2 and 3 by `packages`, folders
 * as Node looks for them; version 1 by nested `dependencies`. Throws `DocumentSyntaxError`.
 */
export function readNpmLockfile(file: string, text: string): Lockfile {
  const lock = parseJson(text);
  if (!isTable(lock)) throw new DocumentSyntaxError("The file is no table of keys and values", 1, 1);
  return isTable(lock.packages) ? fromFolders(file, lock.packages) : fromTree(file, lock.dependencies);
}

/** Versions 2 and 3. */
function fromFolders(file: string, folders: Table): Lockfile {
  let packages: LockedPackage[] | undefined;
  return {
    file,
    get packages() {
      return packages ??= listPackages(folders);
    },
    findLocked(packagePath, alias) {
      for (let folder: string | undefined = packagePath === "." ? "" : packagePath; folder !== undefined;) {
        const place = `${folder === "" ? "" : `${folder}/`}node_modules/${alias}`;
        const entry = Object.hasOwn(folders, place) ? folders[place] : undefined;
        if (isTable(entry)) return typeof entry.version === "string" && entry.link !== true ? entry.version : undefined;
        if (folder === "") break;
        folder = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
      }
      return undefined;
    },
  };
}

/** Made when it is asked for: large lockfiles have tens of thousands. */
function listPackages(folders: Table): LockedPackage[] {
  const packages: LockedPackage[] = [];
  for (const [folder, entry] of Object.entries(folders)) {
    const cut = folder.lastIndexOf("node_modules/");
    if (cut < 0 || !isTable(entry) || entry.link === true || typeof entry.version !== "string") continue;
    packages.push({
      name: typeof entry.name === "string" ? entry.name : folder.slice(cut + "node_modules/".length),
      version: entry.version,
      resolved: textOf(entry.resolved),
      dev: entry.dev === true,
      dependencies: { ...textsIn(entry.dependencies), ...textsIn(entry.optionalDependencies) },
      ...typeof entry.license === "string" ? { license: entry.license } : {},
    });
  }
  return packages;
}

/** Version 1: it knows no workspaces, so each package finds what the root has. */
function fromTree(file: string, tree: unknown): Lockfile {
  const packages: LockedPackage[] = [];
  const visit = (table: unknown, depth: number) => {
    if (!isTable(table)) return;
    if (depth > 200) throw new DocumentSyntaxError("Nested more than 200 levels deep", 1, 1);
    for (const [key, entry] of Object.entries(table)) {
      if (!isTable(entry)) continue;
      const { name, version } = nameAndVersion(key, entry.version);
      if (version !== undefined) {
        packages.push({
          name,
          version,
          resolved: textOf(entry.resolved),
          dev: entry.dev === true,
          dependencies: textsIn(entry.requires),
        });
      }
      visit(entry.dependencies, depth + 1);
    }
  };
  visit(tree, 0);
  return {
    file,
    packages,
    findLocked(_packagePath, alias) {
      const entry = isTable(tree) && Object.hasOwn(tree, alias) ? tree[alias] : undefined;
      return isTable(entry) ? nameAndVersion(alias, entry.version).version : undefined;
    },
  };
}

/** `npm:real@1.0.0` for an alias; what is from git, a URL or a folder has no version here. */
function nameAndVersion(key: string, text: unknown): { name: string; version: string | undefined } {
  const alias = /^npm:(.+)@([^@]+)$/.exec(textOf(text));
  if (alias) return { name: alias[1]!, version: alias[2]! };
  return { name: key, version: /^\d/.test(textOf(text)) ? textOf(text) : undefined };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
