import { BUMP_TYPES, type BumpType } from "../model.ts";

/** The strongest of the bumps (major over minor over patch), or undefined for none. */
export function highestBump(bumps: Iterable<BumpType>): BumpType | undefined {
  const present = new Set(bumps);
  return BUMP_TYPES.find((each) => present.has(each));
}
