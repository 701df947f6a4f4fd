import { type BlockMap, findTable, findText, parseBlockMap, textsOf } from "../../../formats/block_map.ts";
import { isLockedVersion } from "./lockfile_texts.ts";
import type { LockedPackage, Lockfile } from "./model.ts";

const KINDS = ["dependencies", "devDependencies", "optionalDependencies"] as const;

/**
 * pnpm-lock.yaml, lockfile versions 5 to 9: `importers` by folder (or the one project at the top), with a version for
 * each key; `packages` by name and version, in version 9 with their dependencies in `snapshots`. Version 9 does not
 * say what is for development only. Throws `DocumentSyntaxError`.
 */
export function readPnpmLockfile(file: string, text: string): Lockfile {
  const lock = mainDocument(text);
  const importers = findTable(lock, "importers");
  let packages: LockedPackage[] | undefined;
  return {
    file,
    get packages() {
      return packages ??= listPackages(lock);
    },
    findLocked(packagePath, alias) {
      const importer = importers ? findTable(importers, packagePath) : packagePath === "." ? lock : undefined;
      if (!importer) return undefined;
      for (const kind of KINDS) {
        const entry = findTable(importer, kind)?.get(alias);
        const reference = entry instanceof Map ? findText(entry, "version") : entry;
        if (reference !== undefined) return lockedVersion(reference);
      }
      return undefined;
    },
  };
}

/** Made when it is asked for: large lockfiles have tens of thousands. */
function listPackages(lock: BlockMap): LockedPackage[] {
  const described = findTable(lock, "packages");
  const snapshots = findTable(lock, "snapshots");
  const packages: LockedPackage[] = [];
  for (const [id, entry] of snapshots ?? described ?? []) {
    const details = snapshots ? findTable(described, withoutPeers(id)) : entry instanceof Map ? entry : undefined;
    const named = nameAndVersion(id);
    const name = findText(details, "name") ?? named?.name;
    const version = findText(details, "version") ?? named?.version;
    if (name === undefined || !isLockedVersion(version) || id.includes("file:")) continue;
    const table = entry instanceof Map ? entry : undefined;
    packages.push({
      name,
      version,
      resolved: findText(details, "resolution") ?? "",
      dev: findText(details, "dev") === "true",
      dependencies: {
        ...lockedTexts(findTable(table, "dependencies")),
        ...lockedTexts(findTable(table, "optionalDependencies")),
      },
    });
  }
  return packages;
}

/** The document of the project: pnpm 11 and later may write one for its own tools before it. */
function mainDocument(text: string): BlockMap {
  let main: BlockMap | undefined;
  let line = 0;
  for (const document of text.split(/^---\r?$/m)) {
    // Lines are counted from the top of the file.
    if (document.trim() !== "") main = parseBlockMap("\n".repeat(line) + document);
    line += document.split("\n").length - 1;
  }
  return main ?? parseBlockMap(text);
}

/** `1.0.0(react@18.2.0)`, `1.0.0_react@18.2.0`, `/real/1.0.0`, `/real@1.0.0`, `real@1.0.0` → `1.0.0`. */
function lockedVersion(reference: string): string | undefined {
  const version = withoutPeers(reference);
  if (isLockedVersion(version)) return version;
  if (/^[a-z+]+:/.test(reference)) return undefined;
  const named = nameAndVersion(reference)?.version;
  return isLockedVersion(named) ? named : undefined;
}

/** What dependencies a package was given: versions, peers left off; for aliases the package's own name with its version. */
function lockedTexts(table: BlockMap | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(textsOf(table)).map(([name, text]) => [name, withoutPeers(text)]));
}

/** `/@s/a/1.0.0_peers` (version 5), `/@s/a@1.0.0(peers)` (6), `@s/a@1.0.0(peers)` (9). */
function nameAndVersion(id: string): { name: string; version: string } | undefined {
  const plain = withoutPeers(id);
  const match = /^\/?((?:@[^/@]+\/)?[^/@]+)[@/](\d[^/]*)$/.exec(plain);
  return match ? { name: match[1]!, version: match[2]! } : undefined;
}

function withoutPeers(text: string): string {
  const bracket = text.indexOf("(");
  const plain = bracket < 0 ? text : text.slice(0, bracket);
  // Version 5 writes peers after a "_", which no version contains.
  return plain.replace(/((?:^|[@/])\d+\.\d+\.\d+[^_/]*)_.*$/, "$1");
}
