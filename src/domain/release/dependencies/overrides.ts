import type { PackageManagerName } from "../model.ts";
import { isTable, type Manifest } from "../packages/manifest.ts";

/** One replaced version: where it stands and which package it is about. */
export interface Override {
  /** The last name of its key. */
  alias: string;
  specifier: string;
  file: string;
  keys: string[];
}

/**
 * Replacements of versions that the root states: npm's and bun's `overrides` (npm's nest, "." is the package itself),
 * Yarn's and pnpm's `resolutions`, pnpm's `pnpm.overrides` and those of pnpm-workspace.yaml. Only what the project's
 * package manager reads counts. Sources: npm "package.json: overrides", Yarn "Manifest: resolutions", pnpm "Settings".
 */
export function listOverrides(
  manifests: { package: Manifest | undefined; pnpm: Manifest | undefined },
  manager: PackageManagerName,
): Override[] {
  const found: Override[] = [];
  const visit = (table: unknown, at: { file: string; keys: string[]; alias?: string }) => {
    if (!isTable(table)) return;
    for (const [key, value] of Object.entries(table)) {
      const alias = key === "." ? at.alias : nameOfKey(key);
      const keys = [...at.keys, key];
      if (alias === undefined) continue;
      if (typeof value === "string") found.push({ alias, specifier: value, file: at.file, keys });
      else if (keys.length < 50) visit(value, { ...at, keys, alias });
    }
  };
  const { package: root, pnpm } = manifests;
  if (root) {
    const { file, fields } = root;
    if (manager === "npm" || manager === "bun") visit(fields.overrides, { file, keys: ["overrides"] });
    if (manager !== "npm") visit(fields.resolutions, { file, keys: ["resolutions"] });
    if (manager === "pnpm" && isTable(fields.pnpm)) visit(fields.pnpm.overrides, { file, keys: ["pnpm", "overrides"] });
  }
  if (pnpm) visit(pnpm.fields.overrides, { file: pnpm.file, keys: ["overrides"] });
  return found;
}

/** `a`, `a@^1`, `b>a@2`, `**\/a`, `b/@s/a`, `a@npm:1.0.0` → the package that is replaced. */
function nameOfKey(key: string): string | undefined {
  const last = key.split(/>(?![=\d\s])/).at(-1)!.trim();
  return /(?:^|\/)(@[^/@]+\/[^/@]+|[^/@]+)(?:@.*)?$/.exec(last.replace(/(?<=[^/@]@).*$/, ""))?.[1];
}
