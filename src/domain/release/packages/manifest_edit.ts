import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import type { CatalogUpdate, ReferenceUpdate } from "../model.ts";

/** What a release changes in one manifest. */
export interface ManifestEdit {
  /** The package's new version; left alone where the manifest has none. */
  version?: string | undefined;
  /** References of this manifest, those of others excluded by the caller. */
  references: readonly Pick<ReferenceUpdate, "kind" | "dependency" | "to">[];
  /** Catalog entries that stand in this file (bun). */
  catalogs?: readonly Pick<CatalogUpdate, "keys" | "dependency" | "to">[];
}

/**
 * A package.json with the new version and references; every other byte stays. What the manifest does not have is not
 * added. Throws `DocumentSyntaxError` where the text is not JSON.
 */
export function editManifest(text: string, { version, references, catalogs = [] }: ManifestEdit): string {
  return replaceJsonTexts(text, [
    ...version === undefined ? [] : [{ path: ["version"], value: version }],
    ...references.map(({ kind, dependency, to }) => ({ path: [kind, dependency], value: to })),
    ...catalogs.map(({ keys, dependency, to }) => ({ path: [...keys, dependency], value: to })),
  ]);
}
