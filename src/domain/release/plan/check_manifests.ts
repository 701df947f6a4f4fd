import type { Package } from "../model.ts";
import { isVersion } from "../versions/version.ts";
import type { DependencyGraph } from "./dependency_graph.ts";
import { MANIFEST_RANGE_INVALID, MANIFEST_VERSION_INVALID } from "./faults.ts";

/**
 * Raises `MANIFEST_VERSION_INVALID` for the first package whose version is none, and `MANIFEST_RANGE_INVALID` for the
 * first reference to a package of the project that nothing understands. Ignored packages are not looked at.
 */
export function checkManifests(graph: DependencyGraph, isIgnored: (each: Package) => boolean): void {
  for (const each of graph.packages.values()) {
    if (each.version !== undefined && !isVersion(each.version) && !isIgnored(each)) {
      throw MANIFEST_VERSION_INVALID({ file: each.manifestPath, package: each.name, value: each.version });
    }
  }
  for (const [name, references] of graph.references) {
    for (const { from, dependency, specifier, catalog } of references) {
      if (specifier.type !== "invalid" || isIgnored(from)) continue;
      throw MANIFEST_RANGE_INVALID({
        file: catalog?.file ?? from.manifestPath,
        package: name,
        dependency: dependency.name,
        value: catalog?.entries[dependency.name] ?? dependency.specifier,
      });
    }
  }
}
