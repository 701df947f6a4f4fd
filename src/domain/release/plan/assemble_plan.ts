import type { Config } from "../config/schema.ts";
import type { BumpType, Changeset, Cycle, Package, ReleasePlan, Workspace } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import { highestBump } from "../versions/bump.ts";
import { isPrereleaseTag } from "../versions/prerelease_version.ts";
import type { SnapshotContext, SnapshotFormat } from "../versions/snapshot_version.ts";
import { compareVersions, highestVersion } from "../versions/version.ts";
import { prereleaseFates, releaseFates, snapshotFates } from "./changeset_fates.ts";
import { checkManifests } from "./check_manifests.ts";
import { findCycles } from "./cycles.ts";
import { type DependencyGraph, dependencyGraph } from "./dependency_graph.ts";
import { directReleases } from "./direct_releases.ts";
import {
  CIRCULAR_DEPENDENCY,
  cycleText,
  PACKAGES_WITH_UNIFIED,
  PRERELEASE_GOES_BACK,
  PRERELEASE_TAG_INVALID,
} from "./faults.ts";
import { bumpOf, type PendingPackage, pendingPackages, publishedPrereleases, waitingPackages } from "./pending.ts";
import { plannedPackages, releaseTags, snapshotVersions } from "./planned_packages.ts";
import { planReferences } from "./references.ts";
import { computeReleases, leavesRange, refersToWorkspace, type Release } from "./releases.ts";
import { versionGroups } from "./version_groups.ts";

/** Where and when a snapshot is made; the format is `version.snapshotFormat` where none is given. */
export type PlanSnapshot = SnapshotContext & Partial<Pick<SnapshotFormat, "format">>;

export interface PlanOptions {
  config: Config;
  /** Stable versions; prereleases with a tag such as "beta"; or snapshots, which leave changesets and tags alone. */
  mode: "release" | { prerelease: string } | { snapshot: PlanSnapshot };
  /** Names that `--packages` gives; others are not bumped, whatever changesets say. */
  packages?: readonly string[] | undefined;
  /** The bump of packages named there that no changeset lists; `version.defaultBump` when left out. */
  bump?: BumpType | undefined;
  /** With it every planned package shows the version a snapshot would have. Not needed for snapshots themselves. */
  snapshot?: PlanSnapshot | undefined;
}

/**
 * Decides a whole release: which packages get which versions and why, what is rewritten, tagged and archived. Pure:
 * the same input, in any order, gives the same plan.
 *
 * Raises the faults of `faults.ts` beside this file (a changeset lists a package that is gone, a version or range is
 * invalid, a selection cannot be met, a tag or group is ambiguous, a prerelease would go back, a forbidden cycle),
 * `PACKAGE_NOT_FOUND`, and for snapshots those of the snapshot format.
 */
export function assemblePlan(
  workspace: Workspace,
  changesets: readonly Changeset[],
  options: PlanOptions,
): ReleasePlan {
  const { config, mode } = options;
  const prereleaseTag = typeof mode === "object" && "prerelease" in mode ? mode.prerelease : undefined;
  const snapshotMode = typeof mode === "object" && "snapshot" in mode ? mode.snapshot : undefined;
  checkOptions(options, prereleaseTag);

  const graph = dependencyGraph(workspace);
  const isIgnored = globMatcher(config.version.ignore);
  checkManifests(graph, (each) => isIgnored(each.name));
  const findObstacle = (each: Package) =>
    each.version === undefined ? "no_version" : isIgnored(each.name) ? "ignored" : undefined;
  const cycles = findCycles(graph);
  if (cycles.length > 0 && config.dependency.failOnCircular) {
    throw CIRCULAR_DEPENDENCY({ cycles: cycles.map((each) => each.packages) });
  }

  const pending = pendingPackages(changesets, graph.packages);
  const { groups, warnings: groupWarnings } = versionGroups(
    workspace.packages.filter((each) => each.version !== undefined),
    config.version,
  );
  const { direct, isSelected } = directReleases({
    packages: graph.packages,
    changesets,
    pending,
    selection: options.packages,
    requestedBump: options.bump ?? config.version.defaultBump,
    propagationBump: config.dependency.propagationBump,
    isPrerelease: prereleaseTag !== undefined,
    findObstacle,
  });
  const isBumpable = (each: Package) => findObstacle(each) === undefined;
  const releases = computeReleases(direct, { graph, pending, groups, config, prereleaseTag, isBumpable, isSelected });
  const warnings = [
    ...cycleWarnings(cycles),
    ...groupWarnings,
    ...neverReleased(changesets, (name) => isBumpable(graph.packages.get(name)!)),
    ...orderWarnings(releases, { pending, prereleaseTag }),
    ...heldBack(graph, { releases, isSelected, isBumpable }),
    ...nothingNew(pending, { releases, prereleaseTag }),
  ];

  const snapshot = snapshotMode ?? options.snapshot;
  const { snapshotFormat, snapshotVariables } = config.version;
  const snapshots = snapshot === undefined ? new Map<string, string>() : snapshotVersions(releases.values(), {
    context: { ...snapshot, format: snapshot.format ?? snapshotFormat, variables: snapshotVariables },
    required: snapshotMode !== undefined,
    warnings,
  });
  const versions = snapshotMode
    ? snapshots
    : new Map([...releases].map(([name, { version }]) => [name, version] as const));
  const rewriting = planReferences(workspace, graph, { releases, versions, exact: snapshotMode !== undefined });
  const tags = snapshotMode
    ? new Map<string, string>()
    : releaseTags(releases.values(), { config, shape: workspace.shape });
  const packages = plannedPackages(workspace, {
    pending,
    releases,
    versions,
    snapshots,
    tags,
    findObstacle,
    isSelected,
  });
  const fates = snapshotMode
    ? snapshotFates(changesets, releases)
    : prereleaseTag !== undefined
    ? prereleaseFates(changesets, releases)
    : releaseFates(changesets, { releases, canWait: (name) => isBumpable(graph.packages.get(name)!) });
  return {
    mode: snapshotMode ? "snapshot" : prereleaseTag !== undefined ? "prerelease" : "release",
    strategy: config.version.strategy,
    packages,
    changesets: fates,
    references: rewriting.references,
    catalogs: rewriting.catalogs,
    tags: [...new Set(packages.flatMap((each) => each.tag ?? []))],
    cycles,
    warnings: [...warnings, ...rewriting.warnings],
    highestBump: highestBump(
      fates.flatMap(({ changeset }) => waitingPackages(changeset).map((name) => bumpOf(changeset, name))),
    ) ?? null,
  };
}

function checkOptions({ config, packages }: PlanOptions, prereleaseTag: string | undefined): void {
  if (packages !== undefined && config.version.strategy === "unified") {
    throw PACKAGES_WITH_UNIFIED({ packages: [...packages] });
  }
  if (prereleaseTag !== undefined && !isPrereleaseTag(prereleaseTag)) {
    throw PRERELEASE_TAG_INVALID({ tag: prereleaseTag });
  }
}

function cycleWarnings(cycles: Cycle[]): string[] {
  return cycles.map((each) => `Circular dependency: ${cycleText(each.packages)}`);
}

function neverReleased(changesets: readonly Changeset[], isBumpable: (name: string) => boolean): string[] {
  return changesets
    .filter((each) => {
      const waiting = waitingPackages(each);
      return waiting.length > 0 && !waiting.some(isBumpable);
    })
    .map((each) => `Changeset '${each.id}' lists only packages that are ignored or have no version; it stays`)
    .sort();
}

/** A prerelease below a published one raises `PRERELEASE_GOES_BACK`; for a stable version it is worth a warning. */
function orderWarnings(
  releases: ReadonlyMap<string, Release>,
  { pending, prereleaseTag }: { pending: ReadonlyMap<string, PendingPackage>; prereleaseTag: string | undefined },
): string[] {
  const warnings: string[] = [];
  for (const name of [...releases.keys()].sort()) {
    const { package: { version: current }, version } = releases.get(name)!;
    const published = highestVersion(publishedPrereleases(current!, pending.get(name)?.marks ?? []));
    if (published === undefined || compareVersions(version, published) > 0) continue;
    if (prereleaseTag !== undefined) throw PRERELEASE_GOES_BACK({ package: name, version, published });
    warnings.push(`'${name}' becomes ${version}, which is lower than its prerelease ${published}`);
  }
  return warnings;
}

/** Dependents that would have followed but are not among the packages that were named. */
function heldBack(
  graph: DependencyGraph,
  { releases, isSelected, isBumpable }: {
    releases: ReadonlyMap<string, Release>;
    isSelected: (name: string) => boolean;
    isBumpable: (each: Package) => boolean;
  },
): string[] {
  const warnings = new Set<string>();
  for (const [name, { version }] of releases) {
    for (const reference of graph.referrers.get(name)!) {
      const { from, dependency } = reference;
      if (releases.has(from.name) || isSelected(from.name) || !isBumpable(from)) continue;
      if (dependency.kind === "devDependencies" || !refersToWorkspace(reference)) continue;
      if (!leavesRange(reference, version)) continue;
      warnings.add(`'${from.name}' is not selected, though ${name}@${version} leaves the range it asks for`);
    }
  }
  return [...warnings].sort();
}

function nothingNew(
  pending: ReadonlyMap<string, PendingPackage>,
  { releases, prereleaseTag }: { releases: ReadonlyMap<string, Release>; prereleaseTag: string | undefined },
): string[] {
  if (prereleaseTag === undefined || releases.size > 0 || pending.size === 0) return [];
  if ([...pending.values()].some((each) => each.fresh.length > 0)) return [];
  return [`Nothing to release as ${prereleaseTag}: every pending changeset is in a prerelease already`];
}
