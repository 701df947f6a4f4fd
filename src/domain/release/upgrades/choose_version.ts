import type { BumpType } from "../model.ts";
import type { Packument } from "../registry/model.ts";
import { compareVersions, findVersion, isPrerelease, stablePart } from "../versions/version.ts";
import { findInstant } from "./cooldown.ts";
import type { HeldBack } from "./model.ts";
import { upgradeType } from "./upgrade_type.ts";

/** Which versions of one package are offered. */
export interface VersionChoice {
  /** `latest`, `minor`, `patch`, `newest`, `greatest`, or a dist-tag. */
  target: string;
  /** Moves that are allowed. */
  types: ReadonlySet<BumpType>;
  /** Versions published after this instant are held back, and those of unknown age. */
  publishedBefore?: Temporal.Instant | undefined;
  /** When a version published then is old enough. */
  oldEnoughAt?: (publishedAt: Temporal.Instant) => Temporal.Instant | undefined;
}

/** What is offered, or why it is not. */
export interface ChosenVersion {
  version: string | undefined;
  /** What would be offered with all moves allowed and no age asked for; undefined where that is nothing, too. */
  wanted: string | undefined;
  /** The first choice, where it is too young. */
  heldBack: HeldBack | undefined;
  /** The dist-tag that was asked for is not there. */
  isTagMissing: boolean;
}

/**
 * The version to upgrade to. Never one below `current`; a prerelease only where `current` is one (then of the same
 * version) or the target asks for it. `minor` and `patch` stay within the numbers of `current`. What the registry calls
 * `latest` is the ceiling of `latest`, `minor` and `patch` for those below it: publishers keep versions above it for
 * other dist-tags. Deprecated versions are chosen only by a dist-tag, or where there are no others.
 */
export function chooseVersion(packument: Packument, current: string, choice: VersionChoice): ChosenVersion {
  const { target } = choice;
  const named = target === "latest" || !isRule(target) ? packument.distTags[target] : undefined;
  const tag = named !== undefined && Object.hasOwn(packument.versions, named) ? named : undefined;
  if (!isRule(target) && tag === undefined) {
    return { version: undefined, wanted: undefined, heldBack: undefined, isTagMissing: true };
  }
  const simple = target === "latest" ? latestAtOnce(packument, current, choice) : undefined;
  if (simple) return simple;
  const newer = versionsAbove(packument, current);
  const eligible = isRule(target)
    ? inOrder(packument, newer, { target, current })
    : newer.filter((each) => each === tag);
  const [wanted] = eligible;
  const allowed = eligible.filter((each) => choice.types.has(upgradeType(current, each)));
  const first = allowed[0];
  const old = allowed.find((each) => isOldEnough(packument, each, choice.publishedBefore));
  const isHeldBack = first !== undefined && old !== first;
  return {
    version: old,
    wanted,
    heldBack: isHeldBack ? heldBack(packument, first, choice) : undefined,
    isTagMissing: false,
  };
}

/** The answer for most packages, without looking at all their versions: `latest` can be taken, or is in use. */
function latestAtOnce(packument: Packument, current: string, choice: VersionChoice): ChosenVersion | undefined {
  const { latest } = packument.distTags;
  if (latest === undefined || !Object.hasOwn(packument.versions, latest) || !findVersion(latest)) return undefined;
  if (isPrerelease(current) || isPrerelease(latest)) return undefined;
  const isAbove = compareVersions(latest, current) > 0;
  if (isAbove && !choice.types.has(upgradeType(current, latest))) return undefined;
  if (isAbove && !isOldEnough(packument, latest, choice.publishedBefore)) return undefined;
  const version = isAbove ? latest : undefined;
  return { version, wanted: version, heldBack: undefined, isTagMissing: false };
}

/** Versions that follow a rule rather than a dist-tag; `latest` is both. */
function isRule(target: string): boolean {
  return ["latest", "minor", "patch", "newest", "greatest"].includes(target);
}

/** Published versions above one, highest first. */
function versionsAbove({ versions }: Packument, current: string): string[] {
  return Object.keys(versions)
    .filter((each) => findVersion(each) !== undefined && compareVersions(each, current) > 0)
    .sort((a, b) => compareVersions(b, a));
}

/** Those of the versions that the target allows, best first. */
function inOrder(
  packument: Packument,
  newer: string[],
  { target, current }: { target: string; current: string },
): string[] {
  const { distTags, time, versions } = packument;
  if (target === "greatest" || target === "newest") {
    const usable = preferUsable(versions, newer);
    if (target === "greatest" || time === undefined) return usable;
    return usable.toSorted((a, b) => (time[b] ?? "").localeCompare(time[a] ?? ""));
  }
  const latest = distTags.latest !== undefined && findVersion(distTags.latest) ? distTags.latest : undefined;
  const isBelowLatest = latest !== undefined && compareVersions(current, latest) < 0;
  if (target === "latest" && latest !== undefined && !isBelowLatest && !isPrerelease(current)) return [];
  const fitting = newer.filter((each) => {
    if (isBelowLatest && compareVersions(each, latest) > 0) return false;
    if (isPrerelease(each) && !(isPrerelease(current) && stablePart(each) === stablePart(current))) return false;
    // Past `latest`, only its own line goes on: 2.0.0-beta.1 to 2.0.0-beta.2 or 2.0.0.
    if (target === "latest" && latest !== undefined && !isBelowLatest) return stablePart(each) === stablePart(current);
    const type = upgradeType(current, each);
    return target === "latest" || type === "patch" || target === "minor" && type === "minor";
  });
  const usable = preferUsable(versions, fitting);
  // What the publisher calls latest comes first, even where it is deprecated as a whole.
  return target === "latest" && latest !== undefined && fitting.includes(latest)
    ? [latest, ...usable.filter((each) => each !== latest)]
    : usable;
}

/** Without deprecated versions, where there are others. */
function preferUsable(versions: Packument["versions"], among: string[]): string[] {
  const usable = among.filter((each) => versions[each]!.deprecated === undefined);
  return usable.length > 0 ? usable : among;
}

function isOldEnough(
  { time, modified }: Packument,
  version: string,
  publishedBefore: Temporal.Instant | undefined,
): boolean {
  if (publishedBefore === undefined) return true;
  const published = findInstant(time?.[version] ?? modified);
  return published !== undefined && Temporal.Instant.compare(published, publishedBefore) <= 0;
}

function heldBack({ time }: Packument, version: string, { oldEnoughAt }: VersionChoice): HeldBack {
  const publishedAt = findInstant(time?.[version]);
  const until = publishedAt && oldEnoughAt?.(publishedAt);
  return { version, publishedAt: publishedAt?.toString(), until: until?.toString() };
}
