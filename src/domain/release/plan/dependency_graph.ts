import type { Catalog, Dependency, DependencyKind, Package, Workspace } from "../model.ts";
import { isDenoManifest } from "../packages/deno_manifest.ts";
import { parseImport, parseSpecifier, type Specifier } from "../versions/specifier.ts";

/** One entry of a manifest that asks for a package of the project. */
export interface Reference {
  /** The package whose manifest holds the entry. */
  from: Package;
  /** The package asked for; an alias is seen through. */
  to: Package;
  dependency: Dependency;
  /** What is asked for; for `catalog:` what the catalog's entry says. */
  specifier: Specifier;
  /** The catalog that the entry refers to. */
  catalog?: Catalog;
}

/** Which package of a project depends on which, by name. */
export interface DependencyGraph {
  packages: Map<string, Package>;
  /** What each package asks for. */
  references: Map<string, Reference[]>;
  /** Who asks for each package. */
  referrers: Map<string, Reference[]>;
  /** What the root's manifest asks for where it is no package: rewritten like the others, never a reason to release. */
  rootReferences: Reference[];
}

/**
 * The dependencies between the packages of a project: every kind and protocol, aliases and catalogs included.
 * Left out is what certainly comes from elsewhere (git, URLs).
 */
export function dependencyGraph(workspace: Workspace): DependencyGraph {
  const packages = new Map(workspace.packages.map((each) => [each.name, each]));
  const catalogs = new Map(workspace.catalogs.map((each) => [each.name, each]));
  const references = new Map<string, Reference[]>();
  const referrers = new Map<string, Reference[]>();
  for (const name of packages.keys()) {
    references.set(name, []);
    referrers.set(name, []);
  }
  const known = { packages, catalogs };
  for (const from of packages.values()) {
    const own = references.get(from.name)!;
    for (const dependency of from.dependencies) {
      const reference = findReference(from, dependency, known);
      if (reference === undefined) continue;
      own.push(reference);
      referrers.get(reference.to.name)!.push(reference);
    }
  }
  const root = { ...ROOT, manifestPath: workspace.rootManifestPath ?? ROOT.manifestPath };
  const rootReferences = (workspace.rootDependencies ?? [])
    .map((dependency) => findReference(root, dependency, { packages, catalogs }))
    .filter((each) => each !== undefined);
  return { packages, references, referrers, rootReferences };
}

/** Stands for a root that is no package; "." is no package's name. */
const ROOT: Package = {
  name: ".",
  version: undefined,
  path: ".",
  manifestPath: "package.json",
  private: true,
  dependencies: [],
};

function findReference(
  from: Package,
  dependency: Dependency,
  { packages, catalogs }: { packages: Map<string, Package>; catalogs: Map<string, Catalog> },
): Reference | undefined {
  // Most entries ask for packages from elsewhere: they are passed over without being read.
  if (!packages.has(dependency.name) && !dependency.specifier.includes(":")) return undefined;
  let specifier: Specifier = isDenoManifest(from.manifestPath)
    ? parseImport(dependency.specifier) ?? { type: "foreign" }
    : parseSpecifier(dependency.name, dependency.specifier);
  let catalog: Catalog | undefined;
  if (specifier.type === "catalog") {
    catalog = catalogs.get(specifier.catalog);
    const entry = catalog && Object.hasOwn(catalog.entries, dependency.name)
      ? catalog.entries[dependency.name]
      : undefined;
    if (entry !== undefined) specifier = parseSpecifier(dependency.name, entry);
  }
  const to = specifier.type === "foreign" ? undefined : packages.get(specifier.target);
  return to && { from, to, dependency, specifier, ...(catalog && { catalog }) };
}

/** Names of the packages that depend on this one, sorted; with `transitive` on those as well, and so on. */
export function dependentsOf(graph: DependencyGraph, name: string, options: ReachOptions = {}): string[] {
  return reach(
    name,
    (each) => (graph.referrers.get(each) ?? []).filter(kept(options)).map((r) => r.from.name),
    options,
  );
}

/** Names of the project's packages that this one depends on, sorted; with `transitive` what those need as well. */
export function dependenciesOf(graph: DependencyGraph, name: string, options: ReachOptions = {}): string[] {
  return reach(name, (each) => (graph.references.get(each) ?? []).filter(kept(options)).map((r) => r.to.name), options);
}

export interface ReachOptions {
  transitive?: boolean;
  /** Kinds that count; all when left out. */
  kinds?: readonly DependencyKind[];
}

function kept({ kinds }: ReachOptions): (reference: Reference) => boolean {
  return (reference) => kinds === undefined || kinds.includes(reference.dependency.kind);
}

function reach(name: string, next: (name: string) => string[], { transitive = false }: ReachOptions): string[] {
  const found = new Set(next(name));
  if (transitive) {
    for (const each of found) {
      for (const further of next(each)) found.add(further);
    }
  }
  found.delete(name);
  return [...found].sort();
}
