import { classifySpecifier } from "../dependencies/classify_specifier.ts";
import type { DeclaredDependency } from "../dependencies/model.ts";
import type { Packument, PackumentVersion } from "../registry/model.ts";

type Versions = readonly string[] | Record<string, Partial<PackumentVersion>>;

/** What a registry says; `latest` is the last version that is no prerelease. */
export function packument(name: string, versions: Versions, extra: Partial<Packument> = {}): Packument {
  const entries = Array.isArray(versions)
    ? (versions as string[]).map((version): [string, PackumentVersion] => [version, { version }])
    : Object.entries(versions as Record<string, object>).map(([version, each]): [string, PackumentVersion] => [
      version,
      { version, ...each },
    ]);
  const latest = entries.map(([version]) => version).findLast((version) => !version.includes("-"));
  return {
    name,
    distTags: latest === undefined ? {} : { latest },
    versions: Object.fromEntries(entries),
    registry: "https://registry.example/",
    source: "network",
    ...extra,
  };
}

/** An entry of the manifest of `packages/a`. */
export function declared(
  alias: string,
  specifier: string,
  extra: Partial<DeclaredDependency> = {},
): DeclaredDependency {
  const found = classifySpecifier(alias, specifier);
  if ("reason" in found) throw new TypeError(`${specifier} is ${found.reason}`);
  return {
    ...found,
    alias,
    specifier,
    source: "manifest",
    kind: "dependencies",
    file: "packages/a/package.json",
    keys: ["dependencies", alias],
    packages: ["a"],
    locked: undefined,
    ...extra,
  };
}

export function byName(...packuments: Packument[]): Map<string, Packument> {
  return new Map(packuments.map((each) => [each.name, each]));
}
