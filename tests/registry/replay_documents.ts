/** A package that a replaying registry serves. */
export interface ReplayedPackage {
  /** Versions in the order of their publication, or with fields of their manifests. */
  versions: readonly string[] | Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Without it `latest` is the last version that is no prerelease. */
  distTags?: Readonly<Record<string, string>>;
  /** When versions were published; without it a day apart, the first on 1 January 2025. */
  time?: Readonly<Record<string, string>>;
}

const ABBREVIATED_FIELDS = [
  "name",
  "version",
  "deprecated",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "bin",
  "engines",
  "dist",
];

/** The document that npm's registry would give for the package, whole or in the form for installation. */
export function packumentDocument(
  name: string,
  packument: ReplayedPackage,
  { full, origin }: { full: boolean; origin: string },
): Record<string, unknown> {
  const { versions: given } = packument;
  const manifests: [string, object][] = isList(given) ? given.map((version) => [version, {}]) : Object.entries(given);
  const stable = manifests.map(([version]) => version).filter((version) => !version.includes("-"));
  const time = Object.fromEntries(manifests.map(([version], i) => [
    version,
    packument.time?.[version] ?? new Date(Date.UTC(2025, 0, 1 + i)).toISOString(),
  ]));
  const moments = Object.values(time).sort();
  const versions = Object.fromEntries(manifests.map(([version, manifest]) => {
    const whole: Record<string, unknown> = {
      name,
      version,
      license: "MIT",
      description: `Package ${name} for tests`,
      ...manifest,
      dist: dist(name, version, origin),
    };
    const kept = full
      ? whole
      : Object.fromEntries(ABBREVIATED_FIELDS.flatMap((key) => key in whole ? [[key, whole[key]]] : []));
    return [version, kept];
  }));
  const distTags = packument.distTags ?? { latest: stable.at(-1) ?? manifests.at(-1)?.[0] };
  if (!full) return { name, "dist-tags": distTags, versions, modified: moments.at(-1) };
  return {
    _id: name,
    name,
    "dist-tags": distTags,
    versions,
    time: { created: moments[0], modified: moments.at(-1), ...time },
    license: "MIT",
    readme: `# ${name}\n`,
  };
}

function isList(versions: ReplayedPackage["versions"]): versions is readonly string[] {
  return Array.isArray(versions);
}

/** As large as the real ones. */
function dist(name: string, version: string, origin: string): Record<string, unknown> {
  const digest = (length: number) => `${name}${version}`.repeat(length).replaceAll(/[^a-z0-9]/g, "0").slice(0, length);
  return {
    integrity: `sha512-${digest(86)}==`,
    shasum: digest(40),
    tarball: `${origin}/${name}/-/${name.split("/").at(-1)}-${version}.tgz`,
    fileCount: 12,
    unpackedSize: 34567,
    signatures: [{ keyid: `SHA256:${digest(43)}`, sig: `${digest(95)}=` }],
  };
}
