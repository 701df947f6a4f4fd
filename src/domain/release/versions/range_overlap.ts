import { findRange } from "./range.ts";
import type { Range } from "./semver.ts";

/** Whether some version is admitted by both ranges; true where one of them is no range. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [findRange(a), findRange(b)];
  return first === undefined || second === undefined || first.intersects(second as Range);
}
