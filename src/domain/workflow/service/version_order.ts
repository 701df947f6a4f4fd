/** A version of a workflow, in parts (semver.org 2.0.0). Build metadata does not count in the order. */
interface Version {
  numbers: readonly [number, number, number];
  prerelease: readonly string[];
}

const VERSION = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-.]+)?$/;

/** A version without a leading `v`; undefined for what is none. */
export function findVersionText(text: string): string | undefined {
  const version = text.replace(/^v/, "");
  return VERSION.test(version) ? version : undefined;
}

/** Less than, equal to or greater than zero, as the first version is lower, the same or higher (semver.org, 11). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (const [i, number] of left.numbers.entries()) {
    if (number !== right.numbers[i]) return number - right.numbers[i]!;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/** The patch after a version; of a prerelease it is the version that it leads to. */
export function nextPatch(version: string): string {
  const { numbers: [major, minor, patch], prerelease } = parse(version);
  return `${major}.${minor}.${prerelease.length > 0 ? patch : patch + 1}`;
}

function parse(text: string): Version {
  const [, major, minor, patch, prerelease] = VERSION.exec(text)!;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: prerelease?.split(".") ?? [] };
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left !== right) return compareIdentifiers(left, right);
  }
  return 0;
}

/** Numbers come before words. */
function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [a, b].map((each) => /^\d+$/.test(each) ? Number(each) : undefined);
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined) return -1;
  if (right !== undefined) return 1;
  return a < b ? -1 : 1;
}
