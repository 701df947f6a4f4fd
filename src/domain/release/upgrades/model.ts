import type { DeclaredDependency } from "../dependencies/model.ts";
import type { BumpType } from "../model.ts";
import type { Advisory } from "../registry/model.ts";

/** Words for what is upgraded to; any other word is a dist-tag of the registry. */
export const UPGRADE_TARGETS = ["latest", "minor", "patch", "newest", "greatest"] as const;

/** A version that is not offered because it is too young, or because nobody knows how old it is. */
export interface HeldBack {
  version: string;
  /** ISO 8601; undefined where the registry does not say. */
  publishedAt: string | undefined;
  /** When it will be old enough, ISO 8601. */
  until: string | undefined;
}

/** A peer that a package asks for in other versions than the project would have. */
export interface PeerConflict {
  /** Folder of the package of the project where they meet. */
  path: string;
  /** The package that asks. */
  package: string;
  /** The version of it that asks. */
  version: string;
  peer: string;
  /** The range that it asks for. */
  wanted: string;
  /** The version that it would get. */
  wouldGet: string;
}

/** One entry of a file, and the version that it can move to. */
export interface Upgrade {
  declared: DeclaredDependency;
  /** The locked version; without one the lowest that the range admits. */
  current: string;
  currentSource: "lockfile" | "range";
  target: string;
  /** What the registry calls `latest`; undefined where it names none. */
  latest: string | undefined;
  /** By numbers, 0.x taken literally: 0.2.0 to 0.3.0 is minor, and breaking. */
  type: BumpType;
  breaking: boolean;
  /** The text that takes the place of the specifier; the same where only the lockfile would change. */
  newSpecifier: string;
  /** Its range. */
  newRange: string | undefined;
  /** The publisher's reasons, where versions are deprecated. */
  deprecated: { current: string | undefined; target: string | undefined };
  advisories: { current: Advisory[]; target: Advisory[] };
  heldBack: HeldBack | undefined;
  /** The Node versions that the target asks for, where the project claims to run on others too. */
  engines: { wanted: string; project: string } | undefined;
  peerConflicts: PeerConflict[];
}

/** Why an entry is not upgraded though there is another version. */
export type SkipReason =
  | "major_version"
  | "minor_version"
  | "patch_version"
  | "ignored"
  | "too_young"
  | "tag_missing"
  | "version_unknown";

/** An entry for which there is another version that the options leave out. */
export interface SkippedUpgrade {
  declared: DeclaredDependency;
  /** Undefined where it is not known. */
  current: string | undefined;
  /** The version that is left out. */
  latest: string | undefined;
  reason: SkipReason;
  heldBack: HeldBack | undefined;
}

/** An entry whose version in use its publisher has deprecated or that has known vulnerabilities, upgraded or not. */
export interface Concern {
  declared: DeclaredDependency;
  current: string;
  deprecated: string | undefined;
  advisories: Advisory[];
}

/** What can be upgraded. Pure data: the same input gives the same plan. */
export interface UpgradePlan {
  /** In the order of the declared dependencies. */
  upgrades: Upgrade[];
  skipped: SkippedUpgrade[];
  concerns: Concern[];
  /** How many entries need nothing. */
  upToDate: number;
}
