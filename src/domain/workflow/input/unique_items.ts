import { canonicalJson } from "../definition/canonical.ts";

/** Most comparisons of entries that a check may take: those of one list with so many entries. */
const LONGEST = 4000;

/**
 * Whether `uniqueItems` must be looked at: `never` where no list of the value has an entry twice, `too_long` where that
 * would compare too many entries with each other, as the library does.
 */
export function uniqueItemsCheck(value: unknown): "never" | "possible" | "too_long" {
  let hasTwice = false;
  let comparisons = 0;
  const visit = (each: unknown): void => {
    if (typeof each !== "object" || each === null) return;
    if (Array.isArray(each)) {
      comparisons += each.length ** 2;
      hasTwice ||= new Set(each.map(canonicalJson)).size < each.length;
    }
    Object.values(each).forEach(visit);
  };
  visit(value);
  if (!hasTwice) return "never";
  return comparisons > LONGEST ** 2 ? "too_long" : "possible";
}
