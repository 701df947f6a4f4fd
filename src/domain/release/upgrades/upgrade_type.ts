import type { BumpType } from "../model.ts";
import { parseVersion } from "../versions/version.ts";

/**
 * Which number of a version moves from one to another: 0.x is taken literally (0.2.0 to 0.3.0 is minor), and moves
 * within the prereleases of a version, or from them to it, are patches.
 */
export function upgradeType(from: string, to: string): BumpType {
  const [a, b] = [parseVersion(from), parseVersion(to)];
  return a.major !== b.major ? "major" : a.minor !== b.minor ? "minor" : "patch";
}

/** Whether a move may break dependents by SemVer's rules: one that leaves `^from` (0.x: SemVer 4 and npm's caret). */
export function isBreaking(from: string, to: string): boolean {
  const [a, b] = [parseVersion(from), parseVersion(to)];
  if (a.major !== b.major) return true;
  if (a.major > 0) return false;
  return a.minor !== b.minor || a.minor === 0 && a.patch !== b.patch;
}
