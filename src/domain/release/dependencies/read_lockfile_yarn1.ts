import { findTable, findText, parseBlockMap, textsOf } from "../../../formats/block_map.ts";
import { splitAtVersion } from "./lockfile_texts.ts";
import type { LockedPackage, Lockfile } from "./model.ts";

/**
 * yarn.lock of Yarn 1: entries by what was asked for (`name@range, name@range:`). It does not say what is for
 * development only. Throws `DocumentSyntaxError`.
 */
export function readYarn1Lockfile(file: string, text: string): Lockfile {
  const packages: LockedPackage[] = [];
  const byPattern = new Map<string, string>();
  const byAlias = new Map<string, Set<string>>();
  for (const [key, entry] of parseBlockMap(text, "yarn1")) {
    if (!(entry instanceof Map)) continue;
    const version = findText(entry, "version");
    if (version === undefined) continue;
    const patterns = key.split(", ").map((each) => each.replace(/^"(.*)"$/, "$1"));
    for (const pattern of patterns) {
      byPattern.set(pattern, version);
      const alias = splitAtVersion(pattern)?.name ?? pattern;
      byAlias.set(alias, (byAlias.get(alias) ?? new Set()).add(version));
    }
    packages.push({
      name: nameOf(patterns[0]!),
      version,
      resolved: findText(entry, "resolved") ?? "",
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
      const versions = byAlias.get(alias);
      // `resolutions` replace what manifests ask for: then the one version that there is counts.
      return byPattern.get(`${alias}@${specifier}`) ?? (versions?.size === 1 ? [...versions][0] : undefined);
    },
  };
}

/** `alias@npm:real@^1.0.0` is about `real`. */
function nameOf(pattern: string): string {
  const split = splitAtVersion(pattern);
  if (!split) return pattern;
  const alias = split.rest.startsWith("npm:") ? splitAtVersion(split.rest.slice("npm:".length)) : undefined;
  return alias?.name ?? split.name;
}
