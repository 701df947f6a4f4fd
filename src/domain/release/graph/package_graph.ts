import { DEPENDENCY_KINDS, type DependencyKind, type Package, type Workspace } from "../model.ts";
import { PACKAGE_NOT_FOUND } from "../faults.ts";
import { globMatcher } from "../packages/glob.ts";
import { components, type CycleBreak, findCycleBreaks } from "../plan/cycles.ts";
import { dependenciesOf, type DependencyGraph, dependencyGraph, dependentsOf } from "../plan/dependency_graph.ts";

/** How a package is affected: its own files changed, or it depends on a package that is affected. */
export type Affected = "changed" | "dependent";

export interface GraphNode {
  name: string;
  /** Null where the manifest has none. */
  version: string | null;
  /** Folder below the project's root. */
  path: string;
  private: boolean;
  /** Only where affected packages were asked for. */
  affected?: Affected;
}

/** One entry of a manifest that asks for another package of the project. */
export interface GraphEdge {
  from: string;
  to: string;
  kind: DependencyKind;
  /** As written in the manifest. */
  specifier: string;
  /** Name of the catalog that the specifier refers to. */
  catalog?: string;
}

/** Packages of a project and how they depend on each other. Names are sorted. */
export interface PackageGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  cycles: CycleBreak[];
  /** Packages that none of the others depends on. */
  roots: string[];
  /** Packages that depend on none of the others. */
  leaves: string[];
  /** Every package comes in a level after those of its dependencies; packages of one cycle share a level. */
  levels: string[][];
}

export interface PackageGraphOptions {
  /** Kinds of dependencies that count; all when undefined. */
  kinds?: readonly DependencyKind[] | undefined;
  /** Only these packages: names or globs. */
  packages?: readonly string[] | undefined;
  /** With `packages`: also what depends on them, directly or not. */
  dependents?: boolean;
  /** With `packages`: also what they depend on, directly or not. */
  dependencies?: boolean;
  /** Names of packages that changed: the graph is then of them and all that depend on them. */
  changed?: readonly string[] | undefined;
}

/** The graph of a project's packages, or of a part of them. Fault: `PACKAGE_NOT_FOUND`. */
export function assemblePackageGraph(workspace: Workspace, options: PackageGraphOptions = {}): PackageGraph {
  const { kinds = DEPENDENCY_KINDS } = options;
  const whole = withKinds(dependencyGraph(workspace), kinds);
  const affected = options.changed && affectedPackages(whole, options.changed);
  const selected = options.packages && selectedPackages(whole, { ...options, packages: options.packages });
  const graph = within(whole, (name) => (!affected || affected.has(name)) && (!selected || selected.has(name)));
  const names = [...graph.packages.keys()].sort();
  const leadsElsewhere = (name: string) => graph.references.get(name)!.some((each) => each.to.name !== name);
  const isAskedFor = (name: string) => graph.referrers.get(name)!.some((each) => each.from.name !== name);
  return {
    nodes: names.map((name) => nodeOf(graph.packages.get(name)!, affected?.get(name))),
    edges: names.flatMap((name) => edgesFrom(graph, name)),
    cycles: findCycleBreaks(graph),
    roots: names.filter((name) => !isAskedFor(name)),
    leaves: names.filter((name) => !leadsElsewhere(name)),
    levels: levelsOf(graph, names),
  };
}

function withKinds(graph: DependencyGraph, kinds: readonly DependencyKind[]): DependencyGraph {
  return filtered(graph, { isNode: () => true, isKind: (kind) => kinds.includes(kind) });
}

function within(graph: DependencyGraph, isNode: (name: string) => boolean): DependencyGraph {
  return filtered(graph, { isNode, isKind: () => true });
}

function filtered(
  { packages, references, referrers, rootReferences }: DependencyGraph,
  { isNode, isKind }: { isNode: (name: string) => boolean; isKind: (kind: DependencyKind) => boolean },
): DependencyGraph {
  const filter = (map: DependencyGraph["references"]): DependencyGraph["references"] =>
    new Map(
      [...map].filter(([name]) => isNode(name)).map(([name, list]) => [
        name,
        list.filter((each) => isNode(each.from.name) && isNode(each.to.name) && isKind(each.dependency.kind)),
      ]),
    );
  return {
    packages: new Map([...packages].filter(([name]) => isNode(name))),
    references: filter(references),
    referrers: filter(referrers),
    rootReferences,
  };
}

/** The changed packages and all that depend on them; changed ones that are no longer there are left out. */
function affectedPackages(graph: DependencyGraph, changed: readonly string[]): Map<string, Affected> {
  const affected = new Map<string, Affected>();
  const present = changed.filter((name) => graph.packages.has(name));
  for (const name of present) affected.set(name, "changed");
  for (const name of present) {
    for (const dependent of dependentsOf(graph, name, { transitive: true })) {
      if (!affected.has(dependent)) affected.set(dependent, "dependent");
    }
  }
  return affected;
}

function selectedPackages(
  graph: DependencyGraph,
  { packages, dependents = false, dependencies = false }: PackageGraphOptions & { packages: readonly string[] },
): Set<string> {
  const known = [...graph.packages.keys()];
  const missing = packages.find((each) => !known.some(globMatcher([each])));
  if (missing !== undefined) throw PACKAGE_NOT_FOUND({ name: missing, known });
  const named = known.filter(globMatcher(packages));
  const transitive = { transitive: true };
  return new Set([
    ...named,
    ...(dependents ? named.flatMap((name) => dependentsOf(graph, name, transitive)) : []),
    ...(dependencies ? named.flatMap((name) => dependenciesOf(graph, name, transitive)) : []),
  ]);
}

function nodeOf({ name, version, path, private: isPrivate }: Package, affected: Affected | undefined): GraphNode {
  return { name, version: version ?? null, path, private: isPrivate, ...(affected && { affected }) };
}

function edgesFrom(graph: DependencyGraph, name: string): GraphEdge[] {
  const edges = graph.references.get(name)!.map(({ from, to, dependency, catalog }): GraphEdge => ({
    from: from.name,
    to: to.name,
    kind: dependency.kind,
    specifier: dependency.specifier,
    ...(catalog && { catalog: catalog.name }),
  }));
  const rank = ({ kind }: GraphEdge) => DEPENDENCY_KINDS.indexOf(kind);
  return edges.sort((a, b) => a.to < b.to ? -1 : a.to > b.to ? 1 : rank(a) - rank(b));
}

function levelsOf(graph: DependencyGraph, names: string[]): string[][] {
  const next = (name: string) => graph.references.get(name)!.map((each) => each.to.name);
  const levelOf = new Map<string, number>();
  const levels: string[][] = [];
  for (const component of components(names, next)) {
    let level = 0;
    for (const below of component.flatMap(next)) level = Math.max(level, (levelOf.get(below) ?? -1) + 1);
    for (const name of component) levelOf.set(name, level);
    (levels[level] ??= []).push(...component);
  }
  return levels.map((level) => level.sort());
}
