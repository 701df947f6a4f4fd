import type { BumpType, Changeset, Package, PrereleaseMark } from "../model.ts";
import { highestBump } from "../versions/bump.ts";
import { findBumpBetween, highestVersion, isPrerelease } from "../versions/version.ts";
import { CHANGESET_PACKAGE_GONE } from "./faults.ts";

/** What the pending changesets say of one package. */
export interface PendingPackage {
  /** Changesets that list it and have not released it yet, sorted by branch. */
  changesets: Changeset[];
  /** The highest bump among them; undefined where it is only marked. */
  bump: BumpType | undefined;
  /** Changesets among them that no prerelease of this package came from yet. */
  fresh: Changeset[];
  /** Prereleases of it that are out. */
  marks: PrereleaseMark[];
}

/** The packages of a changeset that still wait to be released. */
export function waitingPackages(changeset: Changeset): string[] {
  const released = new Set(changeset.released);
  return [...new Set(changeset.packages)].filter((name) => !released.has(name));
}

/** The packages of a changeset whose prerelease holds all that it says of them. */
export function currentMarks(changeset: Changeset): Set<string> {
  return new Set(changeset.prereleases?.filter((each) => !each.outdated).map((each) => each.package));
}

/** Changesets in the order in which plans and their texts name them. */
export function sortedChangesets(changesets: readonly Changeset[]): Changeset[] {
  const key = (each: Changeset) => `${each.branch}\0${each.id}`;
  return [...changesets].sort((a, b) => key(a) < key(b) ? -1 : 1);
}

/** What a changeset asks for one of its packages. */
export function bumpOf(changeset: Changeset, name: string): BumpType {
  const own = changeset.packageBumps;
  return own && Object.hasOwn(own, name) ? own[name]! : changeset.bump;
}

/**
 * The pending changesets by package, for every package that one lists or marks. A listed package that the project
 * does not have raises `CHANGESET_PACKAGE_GONE`; marks of such packages are passed over.
 */
export function pendingPackages(
  changesets: readonly Changeset[],
  packages: ReadonlyMap<string, Package>,
): Map<string, PendingPackage> {
  const pending = new Map<string, PendingPackage>();
  const of = (name: string): PendingPackage => {
    const known = pending.get(name);
    if (known) return known;
    const created: PendingPackage = { changesets: [], bump: undefined, fresh: [], marks: [] };
    pending.set(name, created);
    return created;
  };
  for (const changeset of sortedChangesets(changesets)) {
    const marked = currentMarks(changeset);
    for (const name of waitingPackages(changeset)) {
      if (!packages.has(name)) {
        const { id, branch } = changeset;
        throw CHANGESET_PACKAGE_GONE({ changeset: id, branch, package: name, known: [...packages.keys()] });
      }
      const entry = of(name);
      entry.changesets.push(changeset);
      entry.bump = highestBump([bumpOf(changeset, name), ...(entry.bump ? [entry.bump] : [])])!;
      if (!marked.has(name)) entry.fresh.push(changeset);
    }
    for (const mark of changeset.prereleases ?? []) {
      if (packages.has(mark.package)) of(mark.package).marks.push(mark);
    }
  }
  return pending;
}

/** The version that the next one counts from: the stable one before the prereleases that are out, or the current one. */
export function baseVersion(current: string, marks: readonly PrereleaseMark[]): string {
  if (marks.length === 0) return current;
  const bases = marks.map((each) => each.base);
  // A stable version above the marked base was released on the side, and counts.
  return highestVersion(isPrerelease(current) ? bases : [...bases, current])!;
}

/** The prereleases that are out: those marked, and the current version where it is one. */
export function publishedPrereleases(current: string, marks: readonly PrereleaseMark[]): string[] {
  const published = marks.map((each) => each.version);
  return isPrerelease(current) ? [...published, current] : published;
}

/** The bump that the prereleases of a package announced, such as minor for 1.1.0-beta.0 from 1.0.0. */
export function announcedBump(marks: readonly PrereleaseMark[]): BumpType | undefined {
  return highestBump(marks.flatMap(({ base, version }) => findBumpBetween(base, version) ?? []));
}
