// The subpaths keep start-up short: the whole package loads everything it has.
// @ts-types="@types/semver/ranges/min-version.d.ts"
import minVersion from "semver/ranges/min-version.js";
// @ts-types="@types/semver/ranges/subset.d.ts"
import subset from "semver/ranges/subset.js";
import { findCommonRange, findRange } from "./range.ts";
import { compareVersions } from "./version.ts";

const lowest = new Map<string, string | undefined>();
const KEPT_RANGES = 10_000;

/** The lowest version that a range admits; undefined for what is no range, or admits none. Found once per text. */
export function findLowestVersion(range: string): string | undefined {
  const common = findCommonRange(range);
  if (common) return common.version;
  if (lowest.has(range)) return lowest.get(range);
  if (lowest.size >= KEPT_RANGES) lowest.clear();
  const parsed = findRange(range);
  const version = parsed && minVersion(parsed)?.version;
  lowest.set(range, version);
  return version;
}

/** The lowest version of a major that a range admits. */
export function findLowestOfMajor(range: string, major: number): string | undefined {
  const versions = (findRange(range)?.set ?? []).flatMap((comparators) =>
    findLowestVersion(`${comparators.join(" ")} >=${major}.0.0 <${major + 1}.0.0`) ?? []
  );
  return versions.sort(compareVersions)[0];
}

/** Whether everything that one range admits is admitted by another; false for what is no range. */
export function isSubset(range: string, of: string): boolean {
  const [inner, outer] = [findRange(range), findRange(of)];
  return inner !== undefined && outer !== undefined && subset(inner, outer);
}
