import { PACKAGE_NOT_FOUND } from "../faults.ts";
import type { BumpType, Changeset, Package } from "../model.ts";
import { PACKAGE_NOT_BUMPABLE, PRERELEASE_WITHOUT_CHANGESET } from "./faults.ts";
import { announcedBump, type PendingPackage, waitingPackages } from "./pending.ts";
import type { DirectRelease } from "./releases.ts";

export interface DirectContext {
  packages: ReadonlyMap<string, Package>;
  changesets: readonly Changeset[];
  pending: ReadonlyMap<string, PendingPackage>;
  /** What `--packages` names; undefined for all. */
  selection: readonly string[] | undefined;
  /** The bump of packages named there that no changeset lists. */
  requestedBump: BumpType;
  /** Bump of packages whose prereleases do not tell one. */
  propagationBump: BumpType;
  isPrerelease: boolean;
  findObstacle: (each: Package) => "ignored" | "no_version" | undefined;
}

/**
 * The packages with which a release begins, by name, and the test for those that may follow.
 *
 * A stable release begins with everything that changesets list or mark (prereleases graduate); a prerelease with what
 * a changeset lists that no prerelease of the package came from yet. A selection narrows both. Packages that it names
 * and no changeset lists are released as well, and marked packages follow the last listed package of their changeset.
 *
 * Raises `PACKAGE_NOT_FOUND`, `PACKAGE_NOT_BUMPABLE` and `PRERELEASE_WITHOUT_CHANGESET` for what is selected in vain.
 */
export function directReleases(context: DirectContext): {
  direct: DirectRelease[];
  isSelected: (name: string) => boolean;
} {
  const { packages, pending, selection, isPrerelease } = context;
  const selected = selection && selectedNames(selection, context);
  const isSelected = (name: string) => selected?.has(name) ?? true;
  const direct: DirectRelease[] = [];
  for (const [name, { bump, fresh, marks }] of pending) {
    const each = packages.get(name)!;
    if (!isSelected(name) || context.findObstacle(each) !== undefined) continue;
    if (isPrerelease && fresh.length === 0) continue;
    const reason = fresh.length > 0 ? "direct" : "graduation";
    direct.push({ package: each, bump: bump ?? announcedBump(marks) ?? context.propagationBump, reason });
  }
  for (const name of new Set(selection)) {
    if (pending.has(name)) continue;
    if (isPrerelease) throw PRERELEASE_WITHOUT_CHANGESET({ package: name });
    direct.push({ package: packages.get(name)!, bump: context.requestedBump, reason: "requested" });
  }
  direct.sort((a, b) => a.package.name < b.package.name ? -1 : 1);
  return { direct, isSelected };
}

function selectedNames(
  selection: readonly string[],
  { packages, changesets, findObstacle }: DirectContext,
): Set<string> {
  for (const name of selection) {
    const each = packages.get(name);
    if (each === undefined) throw PACKAGE_NOT_FOUND({ name, known: [...packages.keys()] });
    const why = findObstacle(each);
    if (why !== undefined) throw PACKAGE_NOT_BUMPABLE({ package: name, why, manifestPath: each.manifestPath });
  }
  const selected = new Set(selection);
  for (const changeset of changesets) {
    const waiting = waitingPackages(changeset).filter((name) => findObstacle(packages.get(name)!) === undefined);
    if (!waiting.every((name) => selected.has(name))) continue;
    const listed = new Set(waiting);
    for (const mark of changeset.prereleases ?? []) {
      if (packages.has(mark.package) && !listed.has(mark.package)) selected.add(mark.package);
    }
  }
  return selected;
}
