import type { Files } from "../../../../kernel/ports.ts";
import type { Package } from "../../model.ts";
import { type ManifestReader, parseTable } from "../manifests.ts";
import type { FileRole, RoleFinder } from "./file_roles.ts";
import type { ImportKind } from "./module_import.ts";
import { findPackageName } from "./module_name.ts";
import { readModules } from "./read_modules.ts";

/** The first place where files of one role name a package in one way. */
export interface Use {
  file: string;
  /** In UTF-16 units. */
  offset: number;
  /** The module as written, such as `lodash/get`. */
  specifier: string;
  kind: ImportKind;
  role: FileRole;
}

/** What the sources of one package name. */
export interface PackageUsage {
  /** By the package named; for each role and kind the first place. */
  uses: Map<string, Use[]>;
  /** Endings of its sources, such as `tsx`. */
  endings: Set<string>;
}

export interface SourceUsage {
  /** By the name of the package that has the sources. */
  packages: Map<string, PackageUsage>;
  /** Sources that were read. */
  files: number;
  /** Modules that a declaration file declares: `declare module "x"`. */
  ambient: Set<string>;
}

/** Larger files are generated. In UTF-16 units. */
const SOURCE_LIMIT = 1024 * 1024;
const AMBIENT = /^\s*declare\s+module\s+["']([^"']+)["']/gm;

/** Reads the sources among `paths` and what they import. What cannot be read is passed over. */
export function readUsage(
  files: Files,
  paths: readonly string[],
  { root, manifests, roleOf }: { root: string; manifests: ManifestReader; roleOf: RoleFinder },
): SourceUsage {
  const packages = new Map<string, PackageUsage>();
  const ambient = new Set<string>();
  const ownerOf = ownerFinder(files, paths, { root, packages: manifests.packages });
  let count = 0;
  for (const path of paths) {
    const role = roleOf(path);
    if (role === undefined) continue;
    const owner = ownerOf(path);
    const text = owner && readSource(files, `${root}/${path}`);
    if (owner === undefined || text === undefined) continue;
    count++;
    const usage = usageOf(packages, owner.name);
    usage.endings.add(path.slice(path.lastIndexOf(".") + 1));
    for (const { specifier, kind, offset } of readModules(path, text)) {
      const name = findPackageName(specifier);
      // A declaration file is compiled away whole.
      const seen = isDeclaration(path) && (kind === "import" || kind === "require") ? "type" : kind;
      if (name !== undefined) addUse(usage, name, { file: path, offset, specifier, kind: seen, role });
    }
    if (isDeclaration(path) && text.includes("declare module")) {
      for (const match of text.matchAll(AMBIENT)) ambient.add(match[1]!);
    }
  }
  return { packages, files: count, ambient };
}

function isDeclaration(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

function readSource(files: Files, path: string): string | undefined {
  try {
    const text = files.readText(path);
    return text !== undefined && text.length <= SOURCE_LIMIT ? text : undefined;
  } catch {
    return undefined;
  }
}

function usageOf(packages: Map<string, PackageUsage>, name: string): PackageUsage {
  const known = packages.get(name);
  if (known) return known;
  const usage = { uses: new Map(), endings: new Set<string>() };
  packages.set(name, usage);
  return usage;
}

function addUse({ uses }: PackageUsage, name: string, use: Use): void {
  const known = uses.get(name);
  if (known === undefined) uses.set(name, [use]);
  else if (!known.some(({ role, kind }) => role === use.role && kind === use.kind)) known.push(use);
}

/**
 * The package that a file belongs to: the longest folder that contains it. Files below a manifest of their own that is
 * no package of the project (a template, a nested project) belong to none.
 */
function ownerFinder(
  files: Files,
  paths: readonly string[],
  { root, packages }: { root: string; packages: readonly Package[] },
): (path: string) => Package | undefined {
  const owners = new Map<string, Package | undefined>(packages.map((each) => [each.path, each]));
  for (const path of paths) {
    if (!path.endsWith("/package.json")) continue;
    const folder = path.slice(0, -"/package.json".length);
    if (!owners.has(folder) && isProject(parseTable(readSource(files, `${root}/${path}`)))) {
      owners.set(folder, undefined);
    }
  }
  const top = owners.get(".");
  const byFolder = new Map<string, Package | undefined>();
  const ownerOfFolder = (folder: string): Package | undefined => {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const cut = folder.lastIndexOf("/");
    const owner = owners.has(folder) ? owners.get(folder) : cut < 0 ? top : ownerOfFolder(folder.slice(0, cut));
    byFolder.set(folder, owner);
    return owner;
  };
  return (path) => {
    const cut = path.lastIndexOf("/");
    return cut < 0 ? top : ownerOfFolder(path.slice(0, cut));
  };
}

/** A manifest that only says how files are to be read (`"type": "module"`) makes no project of its folder. */
function isProject(fields: Record<string, unknown>): boolean {
  return ["name", "dependencies", "devDependencies", "workspaces"].some((key) => fields[key] !== undefined);
}
