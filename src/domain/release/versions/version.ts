import { BUMP_TYPES, type BumpType } from "../model.ts";
import { SemVer } from "./semver.ts";

const versions = new Map<string, SemVer>();
const KEPT_VERSIONS = 10_000;

/** The version as npm reads it, parsed once per text; shared, so never changed. What is none throws a TypeError. */
export function parseVersion(text: string): Readonly<SemVer> {
  const known = versions.get(text);
  if (known) return known;
  if (versions.size >= KEPT_VERSIONS) versions.clear();
  const version = new SemVer(text);
  versions.set(text, version);
  return version;
}

/** The version (SemVer 2.0.0, written strictly: no leading "v", no spaces), or undefined. */
export function findVersion(text: string): Readonly<SemVer> | undefined {
  if (!/^\d\S*$/.test(text)) return undefined;
  try {
    return parseVersion(text);
  } catch {
    return undefined;
  }
}

/** Whether the text is a version, written strictly. */
export function isVersion(text: string): boolean {
  return findVersion(text) !== undefined;
}

/** Whether a version is a prerelease, such as `1.0.0-beta.0`. */
export function isPrerelease(version: string): boolean {
  return parseVersion(version).prerelease.length > 0;
}

/** The order of two versions (SemVer 11): negative when `a` comes first. Build metadata does not count. */
export function compareVersions(a: string, b: string): number {
  return parseVersion(a).compare(parseVersion(b) as SemVer);
}

/** The highest of the versions, or undefined for none. */
export function highestVersion(versions: Iterable<string>): string | undefined {
  let highest: Readonly<SemVer> | undefined;
  for (const version of versions) {
    const each = parseVersion(version);
    if (highest === undefined || each.compare(highest as SemVer) > 0) highest = each;
  }
  return highest?.version;
}

/**
 * The version after a bump, as npm's `semver.inc`: 0.x is taken literally (0.2.3 and a major give 1.0.0), and a
 * prerelease without a known base becomes the stable version it announces where that is enough.
 */
export function incrementVersion(version: string, bump: BumpType): string {
  return new SemVer(version).inc(bump).version;
}

/** A version without its prerelease and build metadata. */
export function stablePart(version: string): string {
  const { major, minor, patch } = parseVersion(version);
  return `${major}.${minor}.${patch}`;
}

/** The bump that leads from a stable version to exactly the stable part of another, or undefined. */
export function findBumpBetween(from: string, to: string): BumpType | undefined {
  const target = stablePart(to);
  return BUMP_TYPES.find((bump) => incrementVersion(from, bump) === target);
}
