import type { Config } from "../config/schema.ts";
import type { BumpType, Package, ReleaseReason } from "../model.ts";
import { highestBump } from "../versions/bump.ts";
import { nextPrerelease } from "../versions/prerelease_version.ts";
import { isSatisfied, isWithin } from "../versions/range.ts";
import { findSpecifierRange } from "../versions/specifier.ts";
import { highestVersion, incrementVersion, isVersion } from "../versions/version.ts";
import type { DependencyGraph, Reference } from "./dependency_graph.ts";
import { announcedBump, baseVersion, type PendingPackage, publishedPrereleases } from "./pending.ts";
import type { VersionGroup } from "./version_groups.ts";

/** A package that gets a new version. */
export interface Release {
  package: Package;
  bump: BumpType;
  /** The version that the new one counts from. */
  base: string;
  version: string;
  reason: ReleaseReason;
  /** Names from the package that was changed directly to this one; empty for direct changes. */
  chain: string[];
  /** The directly changed package in which this release has its cause. */
  root: string;
}

/** A package with which releasing begins. */
export interface DirectRelease {
  package: Package;
  bump: BumpType;
  reason: "direct" | "requested" | "graduation";
}

export interface ReleaseContext {
  graph: DependencyGraph;
  pending: ReadonlyMap<string, PendingPackage>;
  groups: readonly VersionGroup[];
  config: Config;
  /** The tag of prereleases; undefined for stable versions. */
  prereleaseTag: string | undefined;
  /** Whether the package may get a new version at all (it has one and is not ignored). */
  isBumpable: (each: Package) => boolean;
  /** Whether it may get one because of others. */
  isSelected: (name: string) => boolean;
}

/**
 * Every package that gets a new version: the direct ones, those in their groups, and the dependents that follow.
 * Works in waves, nearest dependents first, each in order of names, until nothing changes: the result does not depend
 * on the order of the input, and cycles converge because a package is only ever added or raised.
 */
export function computeReleases(direct: readonly DirectRelease[], context: ReleaseContext): Map<string, Release> {
  const releases = new Map<string, Release>();
  const groups = groupStates(context);
  let wave = direct.map((each) => ownRelease(each.package, { ...each, chain: [], root: each.package.name }, context));
  for (const each of wave) releases.set(each.package.name, each);
  while (wave.length > 0) {
    const changed = new Set(wave);
    const touched = new Map<GroupState, Release[]>();
    for (const release of wave) {
      const group = groups.get(release.package.name);
      if (group) touched.set(group, [...(touched.get(group) ?? []), release]);
    }
    for (const [group, members] of touched) {
      for (const each of alignGroup(group, members, { releases, context })) changed.add(each);
    }
    wave = followers([...changed].sort(byName), { releases, context });
  }
  return releases;
}

/** Whether the reference is to the package as it is here; one that asks for a tag or other versions is left alone. */
export function refersToWorkspace({ specifier, to }: Reference): boolean {
  if (specifier.type !== "range") return specifier.type === "floating" || specifier.type === "local";
  return to.version !== undefined && isVersion(to.version) && isWithin(specifier.range, to.version);
}

function followers(
  wave: Release[],
  { releases, context }: { releases: Map<string, Release>; context: ReleaseContext },
): Release[] {
  const { config: { dependency }, graph, isBumpable, isSelected } = context;
  if (dependency.propagation === "none") return [];
  const found: Release[] = [];
  for (const release of wave) {
    for (const reference of graph.referrers.get(release.package.name)!) {
      const { from } = reference;
      if (reference.dependency.kind === "devDependencies" || releases.has(from.name)) continue;
      if (!isBumpable(from) || !isSelected(from.name) || !refersToWorkspace(reference)) continue;
      if (dependency.propagation === "out-of-range" && !leavesRange(reference, release.version)) continue;
      const { bump, marks } = context.pending.get(from.name) ?? { bump: undefined, marks: [] };
      const bumps = [dependency.propagationBump, bump, announcedBump(marks)].filter((each) => each !== undefined);
      const cause = { chain: [...chainFrom(release), from.name], root: release.root };
      const reason = "dependency_propagation";
      const follower = ownRelease(from, { bump: highestBump(bumps)!, reason, ...cause }, context);
      releases.set(from.name, follower);
      found.push(follower);
    }
  }
  return found.sort(byName);
}

/** Whether a package's new version is outside of what the reference admits. */
export function leavesRange({ specifier, to }: Reference, version: string): boolean {
  const range = findSpecifierRange(specifier, to.version!);
  return range !== undefined && !isSatisfied(range, version);
}

function chainFrom(release: Release): string[] {
  return release.chain.length > 0 ? release.chain : [release.package.name];
}

function ownRelease(
  each: Package,
  why: Pick<Release, "bump" | "reason" | "chain" | "root">,
  { pending, prereleaseTag }: ReleaseContext,
): Release {
  const marks = pending.get(each.name)?.marks ?? [];
  const base = baseVersion(each.version!, marks);
  const published = publishedPrereleases(each.version!, marks);
  const { bump, reason, chain, root } = why;
  const version = nextVersion({ base, bump }, { tag: prereleaseTag, published });
  return { package: each, bump, base, version, reason, chain, root };
}

function nextVersion(
  from: { base: string; bump: BumpType },
  { tag, published }: { tag: string | undefined; published: string[] },
): string {
  return tag === undefined ? incrementVersion(from.base, from.bump) : nextPrerelease(from, { tag, published });
}

/** A group with what its members have in common, and the version it has come to so far. */
interface GroupState extends VersionGroup {
  base: string;
  published: string[];
  /** What pending changesets ask of members that release, or have prereleases out, whether they began this or not. */
  leastBump: BumpType[];
  bump: BumpType | undefined;
  version: string;
}

function groupStates({ groups, pending, prereleaseTag, isBumpable }: ReleaseContext): Map<string, GroupState> {
  const states = new Map<string, GroupState>();
  for (const group of groups) {
    const versioned = group.members.filter((each) => each.version !== undefined && isVersion(each.version));
    const marksOf = (each: Package) => pending.get(each.name)?.marks ?? [];
    const base = highestVersion(versioned.map((each) => baseVersion(each.version!, marksOf(each))));
    if (base === undefined) continue;
    const published = versioned.flatMap((each) => publishedPrereleases(each.version!, marksOf(each)));
    const all = group.kind !== "linked" || prereleaseTag !== undefined;
    const waiting = all ? versioned.filter(isBumpable).flatMap((each) => pending.get(each.name) ?? []) : [];
    const leastBump = waiting.flatMap(({ bump, marks }) => bump ?? announcedBump(marks) ?? []);
    const state: GroupState = { ...group, base, published, leastBump, bump: undefined, version: base };
    for (const each of versioned) states.set(each.name, state);
  }
  return states;
}

/** Brings a group up to its new members, and returns the releases that changed or came with it. */
function alignGroup(
  group: GroupState,
  joining: Release[],
  { releases, context }: { releases: Map<string, Release>; context: ReleaseContext },
): Release[] {
  const bump = highestBump([...joining.map((each) => each.bump), ...(group.bump ? [group.bump] : group.leastBump)])!;
  const raised = bump !== group.bump;
  const cause = joining.filter((each) => each.bump === bump).sort(byName)[0] ?? joining[0]!;
  if (raised) {
    group.bump = bump;
    group.version = nextVersion({ base: group.base, bump }, { tag: context.prereleaseTag, published: group.published });
  }
  const changed: Release[] = [];
  for (const member of raised ? group.members : joining.map((each) => each.package)) {
    let release = releases.get(member.name);
    if (release === undefined) {
      if (group.kind === "linked" || !context.isBumpable(member)) continue;
      const reason = group.kind === "unified" ? "unified" : "fixed_group";
      const chain = group.kind === "unified" ? [] : [...chainFrom(cause), member.name];
      release = ownRelease(member, { bump, reason, chain, root: cause.root }, context);
      releases.set(member.name, release);
    } else if (group.kind === "linked" && release.reason === "dependency_propagation") {
      if (release.version !== group.version) release.reason = "linked_group";
    }
    Object.assign(release, { bump, base: group.base, version: group.version });
    changed.push(release);
  }
  return changed;
}

function byName(a: Release, b: Release): number {
  return a.package.name < b.package.name ? -1 : 1;
}
