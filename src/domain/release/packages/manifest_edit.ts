import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import type { CatalogUpdate, ReferenceUpdate } from "../model.ts";
import { isDenoManifest } from "./deno_manifest.ts";

/** What a release changes in one manifest. */
export interface ManifestEdit {
  /** The manifest's path; its name tells the kind. */
  file?: string;
  /** The package's new version; left alone where the manifest has none. */
  version?: string | undefined;
  /** References of this manifest, those of others excluded by the caller. */
  references: readonly Pick<ReferenceUpdate, "kind" | "dependency" | "to">[];
  /** Catalog entries that stand in this file (bun). */
  catalogs?: readonly Pick<CatalogUpdate, "keys" | "dependency" | "to">[];
}

/**
 * A package.json (a Deno manifest, its comments kept, where `file` is one) with the new version and references; every other byte stays. What the manifest does not have is not
 * added. Throws `DocumentSyntaxError` where the text is not JSON.
 */
export function editManifest(text: string, edit: ManifestEdit): string {
  const { file = "package.json", version, references, catalogs = [] } = edit;
  const isDeno = isDenoManifest(file);
  return replaceJsonTexts(text, [
    ...version === undefined ? [] : [{ path: ["version"], value: version }],
    ...references.map(({ kind, dependency, to }) => ({ path: [isDeno ? "imports" : kind, dependency], value: to })),
    ...catalogs.map(({ keys, dependency, to }) => ({ path: [...keys, dependency], value: to })),
  ], isDeno ? "relaxed" : "strict");
}
