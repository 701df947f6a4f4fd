import type { Catalog } from "../model.ts";
import { fieldInvalid, isTable, type Manifest } from "./manifest.ts";

/**
 * The catalogs in a table of a manifest: `catalog`, the unnamed one, and `catalogs` by name (pnpm-workspace.yaml;
 * Yarn 4's .yarnrc.yml; bun's package.json, at the top or in `workspaces`). Fault: `MANIFEST_FIELD_INVALID`.
 */
export function readCatalogs(manifest: Manifest, prefix: readonly string[] = []): Catalog[] {
  const table = prefix.reduce<unknown>((inner, key) => isTable(inner) ? inner[key] : undefined, manifest.fields);
  if (!isTable(table)) return [];
  const found: Catalog[] = [];
  if (table.catalog !== undefined && table.catalog !== null) {
    found.push(readCatalog(manifest, { name: "default", keys: [...prefix, "catalog"], entries: table.catalog }));
  }
  if (table.catalogs === undefined || table.catalogs === null) return found;
  if (!isTable(table.catalogs)) {
    throw fieldInvalid(manifest, [...prefix, "catalogs"], { found: table.catalogs, expected: "a table of catalogs" });
  }
  for (const [name, entries] of Object.entries(table.catalogs)) {
    found.push(readCatalog(manifest, { name, keys: [...prefix, "catalogs", name], entries }));
  }
  return found;
}

function readCatalog(
  manifest: Manifest,
  { name, keys, entries }: { name: string; keys: string[]; entries: unknown },
): Catalog {
  if (!isTable(entries)) {
    throw fieldInvalid(manifest, keys, { found: entries, expected: "a table of names and versions" });
  }
  for (const [dependency, specifier] of Object.entries(entries)) {
    if (typeof specifier !== "string") {
      throw fieldInvalid(manifest, [...keys, dependency], { found: specifier, expected: "a text" });
    }
  }
  return { name, file: manifest.file, keys, entries: entries as Record<string, string> };
}
