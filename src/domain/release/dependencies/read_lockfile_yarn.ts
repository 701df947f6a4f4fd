import { findTable, findText, parseBlockMap, textsOf } from "../../../formats/block_map.ts";
import type { Workspace } from "../model.ts";
import { isLockedVersion, splitAtVersion } from "./lockfile_texts.ts";
import type { LockedPackage, Lockfile } from "./model.ts";

/**
 * yarn.lock of Yarn 2 and later: entries by descriptors (`name@npm:^1.0.0, name@npm:^1.1.0`), each with its resolution
 * (`name@npm:1.1.2`). Catalogs stand in descriptors by their range. Throws `DocumentSyntaxError`.
 */
export function readYarnLockfile(file: string, text: string, { catalogs }: Pick<Workspace, "catalogs">): Lockfile {
  const packages: LockedPackage[] = [];
  const byDescriptor = new Map<string, string>();
  const byAlias = new Map<string, Set<string>>();
  for (const [key, entry] of parseBlockMap(text, "berry")) {
    if (!(entry instanceof Map) || key === "__metadata") continue;
    const resolution = splitAtVersion(findText(entry, "resolution") ?? "");
    const version = findText(entry, "version");
    if (!resolution || !isLockedVersion(version) || resolution.rest.startsWith("workspace:")) continue;
    for (const descriptor of key.split(/, ?/)) {
      byDescriptor.set(descriptor, version);
      const alias = splitAtVersion(descriptor)?.name ?? descriptor;
      byAlias.set(alias, (byAlias.get(alias) ?? new Set()).add(version));
    }
    packages.push({
      name: resolution.name,
      version,
      resolved: resolution.rest,
      dev: false,
      dependencies: {
        ...textsOf(findTable(entry, "dependencies")),
        ...textsOf(findTable(entry, "optionalDependencies")),
      },
    });
  }
  return {
    file,
    packages,
    findLocked(_packagePath, alias, specifier) {
      const wanted = inCatalog(alias, specifier) ?? specifier;
      const found = byDescriptor.get(`${alias}@npm:${wanted}`) ?? byDescriptor.get(`${alias}@${wanted}`);
      const versions = byAlias.get(alias);
      // `resolutions` replace what manifests ask for: then the one version that there is counts.
      return found ?? (versions?.size === 1 ? [...versions][0] : undefined);
    },
  };

  function inCatalog(alias: string, specifier: string): string | undefined {
    if (!specifier.startsWith("catalog:")) return undefined;
    const name = specifier.slice("catalog:".length).trim() || "default";
    return catalogs.find((each) => each.name === name)?.entries[alias];
  }
}
