import type { Files } from "../../../../kernel/ports.ts";
import type { LockedPackage } from "../../dependencies/model.ts";
import type { Package } from "../../model.ts";
import { parseTable } from "../manifests.ts";

/**
 * What installed packages say their licence is, by `name@version`: from node_modules of the root and of the packages,
 * and from the virtual store of pnpm. Other places (Plug'n'Play) hold no files to read.
 */
export function readInstalledLicenses(
  files: Files,
  wanted: readonly LockedPackage[],
  { root, packages }: { root: string; packages: readonly Package[] },
): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const folders = [root, ...packages.filter(({ path }) => path !== ".").map(({ path }) => `${root}/${path}`)];
  const places = folders.map((each) => `${each}/node_modules`).filter((each) => files.kindOf(each) === "directory");
  if (places.length === 0) return found;
  const hasStore = files.kindOf(`${root}/node_modules/.pnpm`) === "directory";
  for (const { name, version } of wanted) {
    const key = `${name}@${version}`;
    if (found.has(key)) continue;
    const stored = `${root}/node_modules/.pnpm/${name.replace("/", "+")}@${version}/node_modules/${name}/package.json`;
    const candidates = [...hasStore ? [stored] : [], ...places.map((each) => `${each}/${name}/package.json`)];
    for (const path of candidates) {
      const fields = parseTable(readText(files, path));
      if (fields.version !== version) continue;
      found.set(key, licenseOf(fields));
      break;
    }
  }
  return found;
}

function readText(files: Files, path: string): string | undefined {
  try {
    return files.readText(path);
  } catch {
    return undefined;
  }
}

/** `license` as an expression; the older forms `{ type }` and `licenses: [{ type }]` (npm docs, "package.json") as one. */
export function licenseOf({ license, licenses }: Record<string, unknown>): string | undefined {
  const one = typeOf(license);
  if (one !== undefined) return one;
  const several = Array.isArray(licenses)
    ? licenses.map(typeOf).filter((each) => each !== undefined)
    : [typeOf(licenses)];
  const known = several.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : known.length === 1 ? known[0] : `(${known.join(" OR ")})`;
}

function typeOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() || undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { type } = value as { type?: unknown };
  return typeof type === "string" ? type.trim() || undefined : undefined;
}
