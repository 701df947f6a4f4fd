import type { DependencyKind } from "../model.ts";

/** Where a declared dependency stands. */
export type DependencySource = "manifest" | "catalog" | "override" | "packageManager" | "engines";

/** One place in the project that asks for versions of a package from elsewhere. */
export interface DeclaredDependency {
  /** Name of the package asked for at the registry; an alias is seen through. */
  name: string;
  /** The key it stands under: differs from `name` for aliases (`npm:`). */
  alias: string;
  source: DependencySource;
  /** For manifests; undefined elsewhere. */
  kind: DependencyKind | undefined;
  /** As written: `^1.0.0`, `npm:other@^2`, `catalog:react18`. */
  specifier: string;
  /** The part of the specifier that is a semver range, or undefined (dist-tags, URLs, git, files, `workspace:`). */
  range: string | undefined;
  /** Relative to the root: `packages/core/package.json`, `pnpm-workspace.yaml`. */
  file: string;
  /** Keys from the top of that file to the text. */
  keys: string[];
  /** Names of the packages of the project that it concerns: the manifest's own; for a catalog entry all its users. */
  packages: string[];
  /** For catalogs: the entries of manifests that refer to it. */
  users?: DependencyUser[];
  /** What the lockfile has for it; undefined where there is no lockfile or it does not have it. */
  locked: string | undefined;
}

/** An entry of a manifest that refers to a catalog. */
export interface DependencyUser {
  /** Undefined for a root that is no package of the project. */
  package: string | undefined;
  /** The package's folder. */
  path: string;
  kind: DependencyKind;
  /** As the manifest has it: `catalog:`. */
  specifier: string;
}

/** A version that a lockfile records. */
export interface LockedPackage {
  name: string;
  version: string;
  /** Where it was resolved from: a registry's tarball URL, git, a file; empty where the lockfile does not say. */
  resolved: string;
  /** Reached only through devDependencies, where the lockfile says so. */
  dev: boolean;
  /** Names and ranges that it depends on, where the lockfile says so. */
  dependencies: Record<string, string>;
  /** What its manifest says of its licence, where the lockfile repeats that: package-lock.json does. */
  license?: string;
}

/** What a project's lockfile says, whichever package manager wrote it. */
export interface Lockfile {
  /** `package-lock.json`; relative to the root. */
  file: string;
  readonly packages: LockedPackage[];
  /** The version that a package of the project (its folder) gets for a key of its dependency tables. */
  findLocked(packagePath: string, alias: string, specifier: string): string | undefined;
}
