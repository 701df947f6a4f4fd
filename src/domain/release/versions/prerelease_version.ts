import type { BumpType } from "../model.ts";
import { incrementVersion, parseVersion } from "./version.ts";

/** Whether the text can name a line of prereleases: one SemVer identifier that is not a number. */
export function isPrereleaseTag(tag: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(tag) && !/^\d+$/.test(tag);
}

/**
 * The next prerelease: the stable version that `bump` gives from `base`, with `-tag.N`. N counts up from what was
 * published for the same stable version and tag; another tag or a higher stable version starts at 0.
 *
 * `semver.inc(…, "prerelease")` is no answer: it forgets the base, so a minor after `1.0.1-beta.0` would be lost.
 */
export function nextPrerelease(
  { base, bump }: { base: string; bump: BumpType },
  { tag, published }: { tag: string; published: Iterable<string> },
): string {
  const stable = incrementVersion(base, bump);
  let next = 0;
  for (const version of published) {
    const { major, minor, patch, prerelease } = parseVersion(version);
    const [itsTag, count] = prerelease;
    if (`${major}.${minor}.${patch}` === stable && itsTag === tag && typeof count === "number") {
      next = Math.max(next, count + 1);
    }
  }
  return `${stable}-${tag}.${next}`;
}
