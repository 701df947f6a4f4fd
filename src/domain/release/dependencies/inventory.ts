import type { Files } from "../../../kernel/ports.ts";
import type { Dependency, Workspace } from "../model.ts";
import { asManifest, findText, isTable, type Manifest, manifestInvalid, parseManifest } from "../packages/manifest.ts";
import { classifySpecifier, type LeftOutReason } from "./classify_specifier.ts";
import type { DeclaredDependency, DependencyUser, Lockfile } from "./model.ts";
import { listOverrides } from "./overrides.ts";

/** A place that asks for something which no registry is asked about, and why. */
export interface LeftOut {
  alias: string;
  specifier: string;
  file: string;
  keys: string[];
  reason: LeftOutReason;
}

/** Everything in a project that asks for versions. */
export interface Inventory {
  /** By file in the workspace's order; within a file in the order of its text. */
  declared: DeclaredDependency[];
  leftOut: LeftOut[];
  /** `engines.node` as the manifests state it, by their file. */
  nodeRanges: ReadonlyMap<string, string>;
}

/** What stands in one place, before it is known what it asks for. */
type Place = Pick<DeclaredDependency, "alias" | "source" | "kind" | "specifier" | "file" | "keys" | "packages"> & {
  /** The name asked for, where neither key nor specifier says it. */
  name?: string;
  /** The part of the specifier that asks for a version, where it is not the whole. */
  wanted?: string;
  users?: DependencyUser[];
};

const PROGRAMS = ["npm", "pnpm", "yarn", "bun"];

/**
 * Every place in the project that asks for versions of packages from elsewhere: dependency tables, catalogs (once, with
 * their users), `overrides` and `resolutions` of the root, `packageManager`, `engines`. Packages of the project and what
 * no registry has are left out, with the reason. Faults: `MANIFEST_INVALID`, `MANIFEST_FIELD_INVALID`, `FILE_UNREADABLE`.
 */
export async function listDeclaredDependencies(
  workspace: Workspace,
  { files, lockfile }: { files: Files; lockfile?: Lockfile | undefined },
): Promise<Inventory> {
  const own = new Set(workspace.packages.map((each) => each.name));
  const declared: DeclaredDependency[] = [];
  const leftOut: LeftOut[] = [];
  const nodeRanges = new Map<string, string>();

  const add = (place: Place) => {
    const { alias, specifier, file, keys, name: stated, wanted = specifier, users, ...rest } = place;
    const found = classifySpecifier(stated ?? alias, wanted);
    const reason = "reason" in found ? found.reason : own.has(found.name) ? "internal" : undefined;
    if ("reason" in found || reason !== undefined) leftOut.push({ alias, specifier, file, keys, reason: reason! });
    else {
      const entry = { ...rest, alias, specifier, file, keys, ...found, ...users ? { users } : {} };
      declared.push({ ...entry, locked: lockfile && findLocked(entry, { workspace, lockfile }) });
    }
  };

  const root = readManifest(files, workspace, "package.json");
  const rootPackage = workspace.packages.find((each) => each.path === ".");
  const rootPlace = { file: "package.json", packages: rootPackage ? [rootPackage.name] : [] };
  if (root) {
    if (!rootPackage) tablePlaces(workspace.rootDependencies ?? [], rootPlace).forEach(add);
    const program = packageManagerPlace(root);
    if (program) add({ ...rootPlace, ...program, source: "packageManager", kind: undefined });
  }
  for (const { name, manifestPath: file, dependencies } of workspace.packages) {
    const at = { file, packages: [name] };
    tablePlaces(dependencies, at).forEach(add);
    const manifest = file === "package.json" ? root : readManifest(files, workspace, file, "engines");
    if (manifest) addEngines(manifest, at);
  }
  if (root && !rootPackage) addEngines(root, rootPlace);
  catalogPlaces(workspace).forEach(add);
  const pnpm = workspace.manager.name === "pnpm" ? await readPnpmSettings(files, workspace) : undefined;
  for (const each of listOverrides({ package: root, pnpm }, workspace.manager.name)) {
    add({ ...each, source: "override", kind: undefined, packages: rootPlace.packages });
  }
  return { declared, leftOut, nodeRanges };

  function addEngines({ fields, file }: Manifest, at: { file: string; packages: string[] }): void {
    if (!isTable(fields.engines)) return;
    for (const [alias, specifier] of Object.entries(fields.engines)) {
      if (typeof specifier !== "string") continue;
      if (alias === "node") nodeRanges.set(file, specifier);
      const keys = ["engines", alias];
      if (PROGRAMS.includes(alias)) {
        const name = programPackage(alias, specifier);
        add({ ...at, alias, name, specifier, keys, source: "engines", kind: undefined });
      } else leftOut.push({ alias, specifier, file, keys, reason: "engine" });
    }
  }
}

/** A manifest of the project; undefined where it is not there, or does not contain the word that is looked for. */
function readManifest(files: Files, { root }: Workspace, file: string, word = ""): Manifest | undefined {
  const text = files.readText(`${root}/${file}`);
  return text?.includes(word) ? parseManifest(text, file) : undefined;
}

async function readPnpmSettings(files: Files, { root }: Workspace): Promise<Manifest | undefined> {
  const file = "pnpm-workspace.yaml";
  const text = files.readText(`${root}/${file}`);
  // Loading the YAML parser costs more than reading a project: only where there is something to read.
  if (!text?.includes("overrides")) return undefined;
  try {
    const { parseDocument } = await import("../../../formats/document.ts");
    const { value, locate } = await parseDocument(text, "yaml");
    return asManifest(file, { value: value ?? {}, locate });
  } catch (error) {
    throw manifestInvalid(file, error);
  }
}

function tablePlaces(dependencies: readonly Dependency[], at: { file: string; packages: string[] }): Place[] {
  return dependencies.map(({ name, kind, specifier }) => ({
    ...at,
    alias: name,
    source: "manifest",
    kind,
    specifier,
    keys: [kind, name],
  }));
}

/** `packageManager` (Node's corepack): `pnpm@10.1.0+sha512.…`. */
function packageManagerPlace(
  root: Manifest,
): Pick<Place, "alias" | "name" | "specifier" | "wanted" | "keys"> | undefined {
  const specifier = findText(root, "packageManager") ?? "";
  const match = /^(npm|pnpm|yarn|bun)@(.+)$/.exec(specifier);
  if (!match) return undefined;
  const alias = match[1]!;
  const wanted = match[2]!.replace(/\+.*$/s, "");
  return { alias, name: programPackage(alias, wanted), specifier, wanted, keys: ["packageManager"] };
}

/** The package that a package manager is published as: Yarn 2 and later is not what `yarn` is at the registry. */
function programPackage(alias: string, wanted: string): string {
  return alias === "yarn" && !/^[^\d]*[01](?:\.|$)/.test(wanted) ? "@yarnpkg/cli-dist" : alias;
}

function catalogPlaces({ catalogs, packages, rootDependencies = [] }: Workspace): Place[] {
  const users = new Map<string, DependencyUser[]>();
  const note = (dependencies: readonly Dependency[], { name, path }: { name: string | undefined; path: string }) => {
    for (const { name: alias, kind, specifier } of dependencies) {
      if (!specifier.startsWith("catalog:")) continue;
      const key = `${specifier.slice("catalog:".length).trim() || "default"}\0${alias}`;
      users.set(key, [...users.get(key) ?? [], { package: name, path, kind, specifier }]);
    }
  };
  note(rootDependencies, { name: undefined, path: "." });
  for (const each of packages) note(each.dependencies, each);
  return catalogs.flatMap(({ name, file, keys, entries }) =>
    Object.entries(entries).map(([alias, specifier]): Place => {
      const using = users.get(`${name}\0${alias}`) ?? [];
      const names = using.map((each) => each.package).filter((each) => each !== undefined);
      return {
        alias,
        source: "catalog",
        kind: undefined,
        specifier,
        file,
        keys: [...keys, alias],
        packages: [...new Set(names)],
        users: using,
      };
    })
  );
}

/** The version that the lockfile has for a place. What applies to the whole project is looked up from the root. */
function findLocked(
  { source, alias, specifier, file, users, name }: Pick<
    DeclaredDependency,
    "source" | "alias" | "specifier" | "file" | "users" | "name"
  >,
  { workspace, lockfile }: { workspace: Workspace; lockfile: Lockfile },
): string | undefined {
  switch (source) {
    case "manifest": {
      const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
      return lockfile.findLocked(folder, alias, specifier);
    }
    case "catalog":
      for (const user of users ?? []) {
        const locked = lockfile.findLocked(user.path, alias, user.specifier);
        if (locked !== undefined) return locked;
      }
      return undefined;
    case "override": {
      const versions = new Set(lockfile.packages.filter((each) => each.name === name).map((each) => each.version));
      return versions.size === 1 ? [...versions][0] : undefined;
    }
    default:
      return workspace.manager.name === alias ? workspace.manager.version : undefined;
  }
}
