/** The words of the release domain. Paths are relative to the project's root, with "/", and "." for the root itself. */

export const BUMP_TYPES = ["major", "minor", "patch"] as const;
export type BumpType = typeof BUMP_TYPES[number];

export const DEPENDENCY_KINDS = [
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
] as const;
export type DependencyKind = typeof DEPENDENCY_KINDS[number];

/** One entry of a manifest's dependency tables. */
export interface Dependency {
  name: string;
  kind: DependencyKind;
  /** As written: `^1.0.0`, `workspace:^`, `catalog:react18`, `npm:@org/core@^1`. */
  specifier: string;
}

/** A package of the project, as its manifest describes it. */
export interface Package {
  name: string;
  /** Undefined when the manifest has none: such a package is never bumped. */
  version: string | undefined;
  /** Folder of the package: `packages/core`, or `.`. */
  path: string;
  /** `packages/core/package.json`, or a `deno.json`. */
  manifestPath: string;
  private: boolean;
  dependencies: Dependency[];
}

export const PACKAGE_MANAGERS = ["npm", "yarn", "pnpm", "bun", "deno"] as const;
export type PackageManagerName = typeof PACKAGE_MANAGERS[number];

/** A named set of versions that manifests refer to by `catalog:` (pnpm, Yarn 4, bun). */
export interface Catalog {
  /** `default` for the unnamed one. */
  name: string;
  /** The file it stands in: `pnpm-workspace.yaml`, `.yarnrc.yml` or `package.json`. */
  file: string;
  /** Keys from the top of that file to the table of entries, such as `["catalogs", "react18"]`. */
  keys: string[];
  entries: Record<string, string>;
}

/** A project: its packages and what its package manager says of them. */
export interface Workspace {
  /** Absolute. */
  root: string;
  shape: "single" | "monorepo";
  manager: { name: PackageManagerName; version: string | undefined };
  /** Sorted by path. The root's own package is among them only where it has a name and is a member or the only one. */
  packages: Package[];
  /** What the root's package.json refers to, where the root is no package itself: such references follow releases, too. */
  rootDependencies?: Dependency[];
  /** The root's manifest where it is not package.json: `deno.json`. */
  rootManifestPath?: string;
  catalogs: Catalog[];
  /** Lockfiles that exist in the root, such as `package-lock.json`. */
  lockfiles: string[];
  /** Lockfiles of single packages, such as `packages/a/pnpm-lock.yaml`: pnpm with `sharedWorkspaceLockfile: false`. */
  memberLockfiles?: string[];
  /** What was odd but not wrong: shown as warnings. */
  warnings: string[];
}

/** A package that was released as a prerelease from a changeset that is still pending. */
export interface PrereleaseMark {
  package: string;
  /** The stable version that the prereleases count from. */
  base: string;
  /** The prerelease version that was given. */
  version: string;
  /** Work on the package came into the changeset since: the next prerelease releases it again. */
  outdated?: boolean;
}

/** What a branch changes, in which packages and how much: one JSON file per branch. */
export interface Changeset {
  /** The branch as a slug; also the file's name. */
  id: string;
  branch: string;
  bump: BumpType;
  /** Where it differs from `bump`: a bump for single packages. */
  packageBumps?: Record<string, BumpType>;
  environments: string[];
  packages: string[];
  /** Full hashes, oldest first. */
  commits: string[];
  message: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
  updatedAt: string;
  /** Present while prereleases of it are out. */
  prereleases?: PrereleaseMark[];
  /** Packages that were released from it while the others still wait. */
  released?: string[];
}

/** A package and the version a release gave it. */
export interface ReleasedPackage {
  name: string;
  path: string;
  from: string;
  to: string;
  tag: string | null;
}

/** One release: `history/<time>-<hash>.json`. */
export interface ReleaseRecord {
  id: string;
  /** ISO 8601 in UTC. */
  releasedAt: string;
  packages: ReleasedPackage[];
  tags: string[];
  changesets: Changeset[];
}

/** Why a package's version changes, or does not. */
export type ReleaseReason =
  | "direct"
  | "dependency_propagation"
  | "unified"
  | "fixed_group"
  | "linked_group"
  | "requested"
  | "graduation"
  | "no_changes"
  | "ignored"
  | "not_selected"
  | "no_version";

/** What a plan says of one package. */
export interface PlannedPackage {
  name: string;
  path: string;
  private: boolean;
  /** Empty string where the manifest has no version. */
  currentVersion: string;
  /** Equal to `currentVersion` when `willBump` is false. */
  nextVersion: string;
  bump: BumpType | "none";
  reason: ReleaseReason;
  willBump: boolean;
  /** For propagation: the names from the package that was changed directly to this one. */
  chain: string[];
  /** Ids of the changesets that list it. */
  changesets: string[];
  /** The tag a release gives it; null when it is not tagged. */
  tag: string | null;
  /** The version a snapshot would have. */
  snapshotVersion?: string;
}

/** A reference to a package of the project that is rewritten. */
export interface ReferenceUpdate {
  /** The package whose manifest holds the reference; "." for a root that is no package. */
  package: string;
  manifestPath: string;
  kind: DependencyKind;
  /** The package referred to. */
  dependency: string;
  from: string;
  to: string;
}

/** A catalog entry of a package of the project that is rewritten. */
export interface CatalogUpdate {
  file: string;
  keys: string[];
  catalog: string;
  dependency: string;
  from: string;
  to: string;
}

/** A cycle in the dependency graph; the first name is not repeated at the end. */
export interface Cycle {
  packages: string[];
}

/** What becomes of one changeset. */
export interface ChangesetFate {
  changeset: Changeset;
  fate: "archive" | "keep" | "mark";
  /** The content that replaces the file, for `keep` (without the packages released) and `mark` (prereleases recorded). */
  replacement?: Changeset;
}

/** A whole release, decided and not yet done. Pure data: the same input gives the same plan. */
export interface ReleasePlan {
  mode: "release" | "prerelease" | "snapshot";
  strategy: "independent" | "unified";
  /** Every package of the workspace, sorted by path. */
  packages: PlannedPackage[];
  /** Changesets that this bump processes, sorted by branch. */
  changesets: ChangesetFate[];
  references: ReferenceUpdate[];
  catalogs: CatalogUpdate[];
  tags: string[];
  cycles: Cycle[];
  warnings: string[];
  /** The highest bump among the changesets; null when nothing is pending. */
  highestBump: BumpType | null;
}
