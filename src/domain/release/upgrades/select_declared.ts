import type { DeclaredDependency } from "../dependencies/model.ts";
import type { DependencyKind } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";

/** Which entries are looked at; all that are given must hold. */
export interface EntryFilter {
  /** Dependency tables; catalogs count by the tables of their users. */
  kinds: ReadonlySet<DependencyKind>;
  catalogs: boolean;
  overrides: boolean;
  packageManager: boolean;
  engines: boolean;
  /** Dependencies: names or globs; those with `!` in front are left out. */
  packages?: readonly string[] | undefined;
  /** Scopes of dependencies, with their @. */
  scopes?: readonly string[] | undefined;
  /** Packages of the project: names or globs. A root that is no package answers to ".". */
  workspacePackages?: readonly string[] | undefined;
}

/** The entries that the filter lets through, in their order. */
export function selectDeclared(
  declared: readonly DeclaredDependency[],
  filter: EntryFilter,
): DeclaredDependency[] {
  const isPackage = filter.packages && dependencyMatcher(filter.packages);
  const isMember = filter.workspacePackages && globMatcher(filter.workspacePackages);
  const scopes = filter.scopes?.map((each) => each.startsWith("@") ? each : `@${each}`);
  return declared.filter((each) => {
    const { name, alias, packages } = each;
    if (!isOfKind(each, filter)) return false;
    if (isPackage && !isPackage([name, alias])) return false;
    if (scopes && !scopes.some((scope) => name.startsWith(`${scope}/`))) return false;
    return !isMember || (packages.length === 0 ? [rootName(each)] : packages).some((member) => isMember(member));
  });
}

/** Patterns alone name what is wanted; where there are only negated ones, everything else is. */
function dependencyMatcher(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const [negated, wanted] = [true, false].map((is) => patterns.filter((each) => each.startsWith("!") === is));
  const isLeftOut = globMatcher(negated!.map((each) => each.slice(1)));
  const isWanted = wanted!.length === 0 ? () => true : globMatcher(wanted!);
  return (names) => names.some(isWanted) && !names.some(isLeftOut);
}

function rootName({ source, users = [] }: DeclaredDependency): string {
  return source !== "catalog" || users.some((each) => each.package === undefined) ? "." : "";
}

function isOfKind({ source, kind, users = [] }: DeclaredDependency, filter: EntryFilter): boolean {
  switch (source) {
    case "manifest":
      return filter.kinds.has(kind!);
    case "catalog":
      return filter.catalogs && (users.length === 0 || users.some((each) => filter.kinds.has(each.kind)));
    case "override":
      return filter.overrides;
    case "packageManager":
      return filter.packageManager;
    case "engines":
      return filter.engines;
  }
}
