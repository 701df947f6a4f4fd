import { Range, type SemVer } from "./semver.ts";
import { parseVersion } from "./version.ts";

const ranges = new Map<string, Range | undefined>();
const KEPT_RANGES = 10_000;

/** The range (as npm reads it: https://github.com/npm/node-semver#ranges), or undefined. Parsed once per text. */
export function findRange(text: string): Range | undefined {
  if (ranges.has(text)) return ranges.get(text);
  if (ranges.size >= KEPT_RANGES) ranges.clear();
  const range = parseRange(text);
  ranges.set(text, range);
  return range;
}

function parseRange(text: string): Range | undefined {
  try {
    return new Range(text);
  } catch {
    return undefined;
  }
}

/** What most ranges are; no parser is needed to see it. */
const COMMON_RANGE = /^([~^]?)((?:0|[1-9]\d{0,9})\.(?:0|[1-9]\d{0,9})\.(?:0|[1-9]\d{0,9}))$/;

/** A range as most are: `^`, `~` or nothing before a stable version; undefined for the others. */
export function findCommonRange(text: string): { operator: string; version: string } | undefined {
  const found = COMMON_RANGE.exec(text);
  return found ? { operator: found[1]!, version: found[2]! } : undefined;
}

/** Whether the text is a range; "" is one, as `*`. */
export function isRange(text: string): boolean {
  return COMMON_RANGE.test(text) || findRange(text) !== undefined;
}

/** Whether a range admits a version, as npm decides it: a prerelease only where the range names one of the same version. */
export function isSatisfied(range: string, version: string): boolean {
  return findRange(range)?.test(parseVersion(version) as SemVer) ?? false;
}

/** Like `isSatisfied`, with prereleases ordered like all other versions: whether the range reaches as far as this. */
export function isWithin(range: string, version: string): boolean {
  if (isSatisfied(range, version)) return true;
  const parsed = findRange(range);
  return parsed !== undefined && new Range(parsed.raw, { includePrerelease: true }).test(version);
}
