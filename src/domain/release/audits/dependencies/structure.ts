import { components, findCycleBreaks } from "../../plan/cycles.ts";
import type { DependencyGraph } from "../../plan/dependency_graph.ts";
import type { LockedPackage, Lockfile } from "../../dependencies/model.ts";
import type { Dependency, Package, Workspace } from "../../model.ts";
import { parseSpecifier } from "../../versions/specifier.ts";
import { compareVersions, isVersion } from "../../versions/version.ts";
import { isSatisfied } from "../../versions/range.ts";
import type { IgnoreMatcher } from "../ignore.ts";
import type { Finding } from "../model.ts";

/** Packages of the project that depend on each other in a circle, and what to remove. */
export function findCircles(graph: DependencyGraph): Finding[] {
  return findCycleBreaks(graph).map(({ cycle, from, to, kinds, reason }): Finding => {
    const names = cycle.packages;
    const developmentOnly = kinds.length > 0 && kinds.every((kind) => kind === "devDependencies");
    return {
      id: "dependencies/cycle",
      section: "dependencies",
      severity: developmentOnly ? "medium" : "high",
      title: "Circular dependency detected",
      detail: [...names, names[0]!].join(" → "),
      package: from,
      dependency: to,
      file: graph.packages.get(from)?.manifestPath ?? "package.json",
      recommendation: {
        text: `Remove '${to}' from ${kinds.join(" and ")} of ${from}: ${reason.replace(/\.$/, "")}`,
        command: "workspace graph --packages " + names.join(","),
      },
    };
  });
}

/** How many dependencies come from where. */
export interface Categories {
  /** Packages of the project that others of it depend on. */
  internal: number;
  /** Packages from registries, each name once. */
  external: number;
  /** References by `workspace:`. */
  workspaceLinks: number;
  /** References to folders and files: `file:`, `link:`, `portal:`. */
  localLinks: number;
  /** References to git and URLs. */
  foreign: number;
}

export function countCategories(packages: readonly Package[], graph: DependencyGraph): Categories {
  const internal = new Set<string>();
  const external = new Set<string>();
  const counts = { workspaceLinks: 0, localLinks: 0, foreign: 0 };
  for (const { dependencies } of packages) {
    for (const { name, specifier } of dependencies) {
      const parsed = parseSpecifier(name, specifier);
      const target = parsed.type === "foreign" ? name : parsed.target;
      if (specifier.startsWith("workspace:")) counts.workspaceLinks++;
      else if (parsed.type === "local") counts.localLinks++;
      else if (parsed.type === "foreign") counts.foreign++;
      if (graph.packages.has(target)) internal.add(target);
      else if (parsed.type !== "local" && parsed.type !== "foreign") external.add(target);
    }
  }
  return { internal: internal.size, external: external.size, ...counts };
}

/** The length of the longest chain of packages of the project; those of a cycle count as one. 0 without packages. */
export function internalDepth(graph: DependencyGraph): number {
  const names = [...graph.packages.keys()];
  const next = (name: string) => (graph.references.get(name) ?? []).map(({ to }) => to.name);
  const depths = new Map<string, number>();
  for (const component of components(names, next)) {
    const members = new Set(component);
    const below = component.flatMap(next).filter((each) => !members.has(each)).map((each) => depths.get(each) ?? 0);
    const depth = 1 + below.reduce((a, b) => Math.max(a, b), 0);
    for (const name of component) depths.set(name, depth);
  }
  return [...depths.values()].reduce((a, b) => Math.max(a, b), 0);
}

/** How deep the dependencies from elsewhere go. */
export interface LockedDepth {
  /** Steps from the project to the package that is furthest, by the shortest way to each: 1 for direct ones. */
  depth: number;
  /** Names on the way to it. */
  path: string[];
}

/** The depth of the lockfile's graph; undefined where it records no dependencies of packages. */
export function lockedDepth(lockfile: Lockfile, direct: readonly Dependency[]): LockedDepth | undefined {
  const byName = Map.groupBy(lockfile.packages, ({ name }) => name);
  const pick = (name: string, range: string): LockedPackage | undefined => {
    const all = byName.get(name);
    return all &&
      (all.length === 1
        ? all[0]
        : all.find(({ version }) => isVersion(version) && isSatisfied(range, version)) ?? all[0]);
  };
  const cameFrom = new Map<LockedPackage, LockedPackage | undefined>();
  let wave: LockedPackage[] = [];
  for (const { name, specifier } of direct) {
    const found = pick(name, specifier);
    if (found && !cameFrom.has(found)) {
      cameFrom.set(found, undefined);
      wave.push(found);
    }
  }
  let depth = 0;
  let last: LockedPackage | undefined;
  while (wave.length > 0) {
    depth++;
    last = wave[0];
    const following: LockedPackage[] = [];
    for (const each of wave) {
      for (const [name, range] of Object.entries(each.dependencies)) {
        const found = pick(name, range);
        if (!found || cameFrom.has(found)) continue;
        cameFrom.set(found, each);
        following.push(found);
      }
    }
    wave = following;
  }
  const path: string[] = [];
  for (let each = last; each; each = cameFrom.get(each)) path.unshift(each.name);
  return depth === 0 ? undefined : { depth, path };
}

/** Packages that the lockfile has in several versions, most versions first. */
export function listDuplicates(lockfile: Lockfile): { name: string; versions: string[] }[] {
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of lockfile.packages) {
    if (!isVersion(version)) continue;
    const known = versions.get(name);
    if (known) known.add(version);
    else versions.set(name, new Set([version]));
  }
  return [...versions].filter(([, all]) => all.size > 1)
    .map(([name, all]) => ({ name, versions: [...all].sort(compareVersions) }))
    .sort((a, b) => b.versions.length - a.versions.length || (a.name < b.name ? -1 : 1));
}

export function findDuplicates(
  lockfile: Lockfile,
  { isIgnored = () => false, manager }: { isIgnored?: IgnoreMatcher; manager: Workspace["manager"] },
): Finding[] {
  const duplicates = listDuplicates(lockfile).filter(({ name }) =>
    !isIgnored("dependencies/duplicates", { dependency: name })
  );
  if (duplicates.length === 0) return [];
  const one = duplicates.length === 1;
  return [{
    id: "dependencies/duplicates",
    section: "dependencies",
    severity: "low",
    title: one
      ? "1 package is locked in several versions"
      : `${duplicates.length} packages are locked in several versions`,
    detail: "Each version is installed, and code that compares classes or keeps state may meet two of them",
    file: lockfile.file,
    affected: duplicates.map(({ name, versions }) => ({ dependency: name, text: `${name}: ${versions.join(", ")}` })),
    recommendation: {
      text: one
        ? `Dedupe '${duplicates[0]!.name}', as far as the ranges that ask for it allow`
        : `Dedupe ${duplicates.length} packages, as far as the ranges that ask for them allow`,
      ...canDedupe(manager) ? { command: `${manager.name} dedupe` } : {},
    },
  }];
}

/** Whether the package manager takes versions away that no range needs: bun, Deno and Yarn 1 have no command for it. */
function canDedupe({ name, version }: Workspace["manager"]): boolean {
  return name === "npm" || name === "pnpm" || name === "yarn" && version !== undefined && !version.startsWith("1.");
}
