import type { Changeset, ChangesetFate, PrereleaseMark } from "../model.ts";
import { currentMarks, sortedChangesets, waitingPackages } from "./pending.ts";
import type { Release } from "./releases.ts";

/**
 * What a stable release makes of each changeset that it releases something of: it is archived when all its packages
 * are released, and otherwise kept without those released. Packages that can never be released hold nothing back.
 */
export function releaseFates(
  changesets: readonly Changeset[],
  { releases, canWait }: { releases: ReadonlyMap<string, Release>; canWait: (name: string) => boolean },
): ChangesetFate[] {
  return sortedChangesets(changesets).flatMap((changeset): ChangesetFate[] => {
    if (!isProcessed(changeset, releases)) return [];
    const left = waitingPackages(changeset).filter((name) => !releases.has(name));
    if (!left.some(canWait)) return [{ changeset, fate: "archive" }];
    return [{ changeset, fate: "keep", replacement: withoutReleased(changeset, { releases, left }) }];
  });
}

/** Snapshots leave every changeset as it is. */
export function snapshotFates(
  changesets: readonly Changeset[],
  releases: ReadonlyMap<string, Release>,
): ChangesetFate[] {
  return sortedChangesets(changesets)
    .filter((changeset) => isProcessed(changeset, releases))
    .map((changeset) => ({ changeset, fate: "keep" }));
}

/**
 * What a prerelease makes of each changeset that caused one: it stays, with a mark for each package it lists and each
 * that follows from those. A package has one mark in a changeset: the latest.
 */
export function prereleaseFates(
  changesets: readonly Changeset[],
  releases: ReadonlyMap<string, Release>,
): ChangesetFate[] {
  const byRoot = Map.groupBy(releases.values(), (each) => each.root);
  return sortedChangesets(changesets).flatMap((changeset): ChangesetFate[] => {
    const marked = currentMarks(changeset);
    const fresh = waitingPackages(changeset).filter((name) => !marked.has(name));
    const caused = new Set(fresh.flatMap((name) => releases.get(name) ?? []));
    for (const name of fresh) for (const release of byRoot.get(name) ?? []) caused.add(release);
    if (caused.size === 0) return [];
    const marks = new Map<string, PrereleaseMark>(changeset.prereleases?.map((each) => [each.package, each]));
    for (const { package: { name }, base, version } of caused) marks.set(name, { package: name, base, version });
    const prereleases = [...marks.values()].sort((a, b) => a.package < b.package ? -1 : 1);
    return [{ changeset, fate: "mark", replacement: { ...changeset, prereleases } }];
  });
}

function isProcessed(changeset: Changeset, releases: ReadonlyMap<string, Release>): boolean {
  const waiting = waitingPackages(changeset);
  const named = waiting.length > 0 ? waiting : (changeset.prereleases ?? []).map((each) => each.package);
  return named.some((name) => releases.has(name));
}

function withoutReleased(
  changeset: Changeset,
  { releases, left }: { releases: ReadonlyMap<string, Release>; left: string[] },
): Changeset {
  const { prereleases, packageBumps, ...rest } = changeset;
  const released = [...new Set([...changeset.released ?? [], ...waitingPackages(changeset)])]
    .filter((name) => !left.includes(name));
  const marks = prereleases?.filter((each) => !releases.has(each.package)) ?? [];
  const bumps = Object.entries(packageBumps ?? {}).filter(([name]) => left.includes(name));
  return {
    ...rest,
    packages: left,
    released,
    ...(bumps.length > 0 && { packageBumps: Object.fromEntries(bumps) }),
    ...(marks.length > 0 && { prereleases: marks }),
  };
}
