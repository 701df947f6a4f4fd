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

/** An update as the lockfile of one package records it: what lies elsewhere is seen from its folder. */
export function seenFrom(folder: string, update: LockfileUpdate): LockfileUpdate {
  return {
    ...update,
    packages: update.packages.map((each) => ({ ...each, path: relativePath(folder, each.path) })),
    references: update.references.map((each) => {
      const path = relativePath(folder, folderOf(each));
      return { ...each, manifestPath: path === "." ? "package.json" : `${path}/package.json` };
    }),
  };
}

/** One folder of the project seen from another: `../b`. */
function relativePath(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => path === "." ? [] : path.split("/")) as [string[], string[]];
  const different = start.findIndex((part, i) => part !== end[i]);
  const common = different < 0 ? start.length : different;
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/") || ".";
}
