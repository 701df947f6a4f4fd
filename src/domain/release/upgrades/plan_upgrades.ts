import type { DeclaredDependency } from "../dependencies/model.ts";
import type { BumpType, Package } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import type { Packument } from "../registry/model.ts";
import { isRange, isSatisfied } from "../versions/range.ts";
import { findLowestOfMajor, findLowestVersion, isSubset } from "../versions/range_bounds.ts";
import { isVersion } from "../versions/version.ts";
import { chooseVersion } from "./choose_version.ts";
import type { CooldownAt } from "./cooldown.ts";
import type { SkippedUpgrade, SkipReason, Upgrade, UpgradePlan } from "./model.ts";
import { addPeerConflicts } from "./peer_conflicts.ts";
import { isStatement, rangeOf, rewriteEntry } from "./rewrite_declared.ts";
import { isBreaking, upgradeType } from "./upgrade_type.ts";

export interface UpgradeOptions {
  /** `latest`, `minor`, `patch`, `newest`, `greatest`, or a dist-tag. */
  target?: string | undefined;
  /** Moves that are allowed; all without it. */
  types?: ReadonlySet<BumpType> | undefined;
  cooldown?: CooldownAt | undefined;
  /** Dependencies that are left alone: names or globs. */
  ignore?: readonly string[] | undefined;
  /** `engines.node` by manifest. */
  nodeRanges?: ReadonlyMap<string, string> | undefined;
  /** Every entry of the project, for peers; `declared` itself without it. */
  installed?: readonly DeclaredDependency[] | undefined;
  /** Packages of the project, for what they want as peers. */
  members?: readonly Package[] | undefined;
}

const ALL_TYPES: ReadonlySet<BumpType> = new Set(["major", "minor", "patch"]);

/**
 * What can be upgraded, and to what. Entries whose package is not among the packuments are passed over: who asked the
 * registry knows why.
 */
export function planUpgrades(
  declared: readonly DeclaredDependency[],
  packuments: ReadonlyMap<string, Packument>,
  options: UpgradeOptions = {},
): UpgradePlan {
  const isIgnored = globMatcher(options.ignore ?? []);
  const plan: UpgradePlan = { upgrades: [], skipped: [], concerns: [], upToDate: 0 };
  for (const each of declared) {
    const packument = packuments.get(each.name);
    if (packument === undefined) continue;
    const current = findCurrentVersion(each);
    const deprecated = current === undefined ? undefined : findDeprecation(packument, current);
    if (deprecated !== undefined) plan.concerns.push({ declared: each, current: current!, deprecated, advisories: [] });
    const outcome = decide(each, packument, { ...options, current, isIgnored: isIgnored(each.name) });
    if (outcome === undefined) plan.upToDate++;
    else if ("reason" in outcome) plan.skipped.push(outcome);
    else plan.upgrades.push(outcome);
  }
  const { installed = declared, members = [] } = options;
  addPeerConflicts(plan.upgrades, installed, { currentOf: findCurrentVersion, packuments, members });
  return plan;
}

/** The version that an entry has: the locked one; without it the lowest that its range admits. */
export function findCurrentVersion(
  { locked, range }: Pick<DeclaredDependency, "locked" | "range">,
): string | undefined {
  if (locked !== undefined && isVersion(locked)) return locked;
  return range === undefined ? undefined : findLowestVersion(range);
}

function decide(
  declared: DeclaredDependency,
  packument: Packument,
  options: UpgradeOptions & { current: string | undefined; isIgnored: boolean },
): Upgrade | SkippedUpgrade | undefined {
  const { target = "latest", types = ALL_TYPES, cooldown, current, isIgnored } = options;
  if (current === undefined) {
    const reason = declared.range === undefined ? undefined : "version_unknown" as const;
    return reason && { declared, current, latest: packument.distTags.latest, reason, heldBack: undefined };
  }
  const chosen = chooseVersion(packument, current, {
    target,
    types,
    publishedBefore: cooldown?.publishedBefore(declared.name),
    oldEnoughAt: (publishedAt) => cooldown?.oldEnoughAt(publishedAt),
  });
  const { version, wanted, heldBack } = chosen;
  const skip = (reason: SkipReason, latest = wanted) => ({ declared, current, latest, reason, heldBack });
  if (chosen.isTagMissing) return skip("tag_missing");
  if (wanted === undefined) return undefined;
  if (isStated(declared, wanted)) return undefined;
  if (isIgnored) return skip("ignored");
  if (version === undefined) {
    return heldBack ? skip("too_young", heldBack.version) : skip(`${upgradeType(current, wanted)}_version`);
  }
  if (isStated(declared, version)) return undefined;
  const newSpecifier = rewriteEntry(declared, version);
  return {
    declared,
    current,
    currentSource: declared.locked === undefined ? "range" : "lockfile",
    target: version,
    latest: packument.distTags.latest,
    type: upgradeType(current, version),
    breaking: isBreaking(current, version),
    newSpecifier,
    newRange: rangeOf(newSpecifier),
    deprecated: { current: findDeprecation(packument, current), target: findDeprecation(packument, version) },
    advisories: { current: [], target: [] },
    heldBack,
    engines: nodeConflict(declared, packument, { current, version, nodeRanges: options.nodeRanges }),
    peerConflicts: [],
  };
}

/**
 * Whether nothing would change: no version is locked, and the entry's text already admits the version and would stay;
 * or it states what is acceptable, and says so already.
 */
function isStated(declared: DeclaredDependency, version: string): boolean {
  const { range, locked, specifier } = declared;
  if (range === undefined) return locked === undefined;
  if (locked !== undefined && !isStatement(declared)) return false;
  return rewriteEntry(declared, version) === specifier && isSatisfied(range, version);
}

function findDeprecation({ versions }: Packument, version: string): string | undefined {
  return Object.hasOwn(versions, version) ? versions[version]!.deprecated : undefined;
}

/** Releases of Node that people stay on; ranges leave out the odd ones before 26 without meaning anything by it. */
const NODE_MAJORS = Array.from({ length: 40 }, (_, major) => major).filter((major) => major % 2 === 0 || major > 26);

/**
 * The Node versions that a version asks for, where a manifest that it concerns states others, and the version in use
 * does not ask for the same.
 */
function nodeConflict(
  declared: DeclaredDependency,
  packument: Packument,
  { current, version, nodeRanges }: {
    current: string;
    version: string;
    nodeRanges: ReadonlyMap<string, string> | undefined;
  },
): Upgrade["engines"] {
  const wanted = packument.versions[version]?.engines?.node;
  if (wanted === undefined || nodeRanges === undefined || !isRange(wanted)) return undefined;
  const before = Object.hasOwn(packument.versions, current) ? packument.versions[current]!.engines?.node : undefined;
  if (before !== undefined && isRange(before) && isSubset(before, wanted)) return undefined;
  const files = declared.source === "manifest"
    ? [declared.file]
    : declared.users?.map(({ path }) => path === "." ? "package.json" : `${path}/package.json`) ?? [];
  for (const file of [...files, "package.json"]) {
    const project = nodeRanges.get(file);
    if (project === undefined || !isRange(project)) continue;
    if (!isSubset(project, wanted) && !admitsMajors(wanted, project)) return { wanted, project };
  }
  return undefined;
}

/** Whether a range admits the lowest version that the project states of each major that people stay on. */
function admitsMajors(wanted: string, project: string): boolean {
  const lowest = NODE_MAJORS.flatMap((major) => findLowestOfMajor(project, major) ?? []);
  return lowest.length > 0 && lowest.every((version) => isSatisfied(wanted, version));
}
