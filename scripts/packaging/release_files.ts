import { TARGETS } from "./targets.ts";

/** A file of a release with what identifies it. */
export interface ReleaseAsset {
  file: string;
  /** SHA-256 in lower-case hexadecimal digits. */
  sha256: string;
  /** In bytes. */
  size: number;
}

/** What a release is, for all that is generated from it. */
export interface Release {
  /** Without `v`. */
  version: string;
  /** Instant in UTC, RFC 3339. */
  date: string;
  /** Hash of the commit that it was built from. */
  commit: string;
  /** By target. */
  assets: Readonly<Record<string, ReleaseAsset>>;
}

/** Describes a file of a release. */
export async function describeAsset(file: string, data: Uint8Array<ArrayBuffer>): Promise<ReleaseAsset> {
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", data)).toHex();
  return { file, sha256, size: data.length };
}

/** `manifest.json` of a release, one field on a line: `docs/release-manifest.md` says why. */
export function writeManifest({ version, date, commit, assets }: Release): string {
  const known = TARGETS.flatMap(({ triple }) => {
    const asset = assets[triple];
    return asset ? [[triple, { file: asset.file, sha256: asset.sha256, size: asset.size }]] : [];
  });
  const manifest = { schema: 1, version, tag: `v${version}`, date, commit, assets: Object.fromEntries(known) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** `checksums.txt` as `sha256sum --check` reads it, sorted by name. */
export function writeChecksums(files: readonly ReleaseAsset[]): string {
  const sorted = [...files].sort((a, b) => a.file < b.file ? -1 : 1);
  return sorted.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join("");
}

/** The archive for a target. Throws where the release has none. */
export function getAsset({ version, assets }: Release, triple: string): ReleaseAsset {
  const asset = assets[triple];
  if (!asset) throw new Error(`version ${version} has no archive for ${triple}`);
  return asset;
}
