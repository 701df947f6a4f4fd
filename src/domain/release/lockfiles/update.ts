import type { CatalogUpdate, ReferenceUpdate } from "../model.ts";

/** What a release changes of what lockfiles record; a `ReleasePlan` is one. */
export interface LockfileUpdate {
  /** Packages whose `nextVersion` is their `currentVersion` do not change. */
  packages: readonly { name: string; path: string; currentVersion: string; nextVersion: string }[];
  references: readonly ReferenceUpdate[];
  catalogs: readonly Pick<CatalogUpdate, "catalog" | "dependency" | "from" | "to">[];
}

/** The folder of the package that a reference stands in: `packages/b`, or `.`. */
export function folderOf({ manifestPath }: Pick<ReferenceUpdate, "manifestPath">): string {
  return manifestPath.includes("/") ? manifestPath.slice(0, manifestPath.lastIndexOf("/")) : ".";
}
