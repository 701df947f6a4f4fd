import type { DeclaredDependency } from "../../dependencies/model.ts";
import { findLowestVersion } from "../../versions/range_bounds.ts";
import { overlap } from "../../versions/range_overlap.ts";
import { isSatisfied } from "../../versions/range.ts";
import { compareVersions, isVersion } from "../../versions/version.ts";

/** A dependency that the project asks for in more than one range. */
export interface Misalignment {
  /** The key in dependency tables. */
  name: string;
  /** Entries of manifests, in the order of the project. */
  entries: DeclaredDependency[];
  /** Each range once, the lowest first. */
  ranges: string[];
  /** Whether two of them have no version in common. */
  conflict: boolean;
  /** The range that all could have. */
  suggested: string;
}

/**
 * Dependencies whose manifests disagree, peers left out: theirs are wide on purpose. Suggested is, among the ranges in
 * use, the one with the highest lower bound that admits every locked version; where none admits them all, the one with
 * the highest lower bound.
 */
export function findMisalignments(declared: readonly DeclaredDependency[]): Misalignment[] {
  const entries = declared.filter((each) =>
    each.source === "manifest" && each.kind !== "peerDependencies" && each.range !== undefined &&
    each.alias === each.name
  );
  return [...Map.groupBy(entries, ({ name }) => name)].flatMap(([name, same]) => {
    const ranges = [...new Set(same.map((each) => each.range!.trim()))];
    if (ranges.length < 2) return [];
    ranges.sort(byLowest);
    const locked = [
      ...new Set(same.map((each) => each.locked).filter((each) => each !== undefined && isVersion(each))),
    ];
    return [{
      name,
      entries: same,
      ranges,
      conflict: ranges.some((a, i) => ranges.slice(i + 1).some((b) => !overlap(a, b))),
      suggested: suggestRange(ranges, locked as string[]),
    }];
  });
}

/** `ranges` are sorted, the lowest first. */
function suggestRange(ranges: readonly string[], locked: readonly string[]): string {
  const fitting = ranges.filter((range) => locked.every((version) => isSatisfied(range, version)));
  return fitting.at(-1) ?? ranges.at(-1)!;
}

function byLowest(a: string, b: string): number {
  const [first, second] = [findLowestVersion(a), findLowestVersion(b)];
  if (first === undefined || second === undefined) return Number(first !== undefined) - Number(second !== undefined);
  // Of two that begin at the same version the wider comes first: aligning narrows nothing by chance.
  return compareVersions(first, second) || (a < b ? -1 : 1);
}
