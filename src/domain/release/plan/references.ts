import type { CatalogUpdate, ReferenceUpdate, Workspace } from "../model.ts";
import { isDenoManifest } from "../packages/deno_manifest.ts";
import { parseSpecifier, rewriteImport, rewriteSpecifier } from "../versions/specifier.ts";
import type { DependencyGraph } from "./dependency_graph.ts";
import { refersToWorkspace, type Release } from "./releases.ts";

/** The rewriting of everything that refers to the packages that get new versions. */
export interface ReferencePlan {
  references: ReferenceUpdate[];
  catalogs: CatalogUpdate[];
  warnings: string[];
}

/**
 * Which references and catalog entries change. `versions` are the new versions by name. With `exact` (snapshots)
 * references between packages that both get one become that version; all others keep their form. A reference through
 * a catalog is left alone: the catalog's entry changes, once. A reference whose range does not reach the current
 * version asks for one from the registry, and stays.
 */
export function planReferences(
  workspace: Workspace,
  graph: DependencyGraph,
  { releases, versions, exact }: {
    releases: ReadonlyMap<string, Release>;
    versions: ReadonlyMap<string, string>;
    exact: boolean;
  },
): ReferencePlan {
  const plan: ReferencePlan = { references: [], catalogs: [], warnings: [] };
  const rewritings = new Map<string, string>();
  const rewrite = (specifier: string, version: string, how: { exact: boolean; isImport?: boolean }): string => {
    const key = `${specifier} ${version} ${how.exact}`;
    const rewritten = rewritings.get(key) ?? (how.isImport ? rewriteImport : rewriteSpecifier)(specifier, version, how);
    rewritings.set(key, rewritten);
    return rewritten;
  };
  const references = [
    ...workspace.packages.flatMap(({ name }) => graph.references.get(name)!),
    ...graph.rootReferences,
  ];
  for (const reference of references) {
    const { from, dependency, specifier, to, catalog } = reference;
    const version = versions.get(to.name);
    if (version === undefined) continue;
    if (!refersToWorkspace(reference)) {
      if (specifier.type !== "range") continue;
      const asked = catalog?.entries[dependency.name] ?? dependency.specifier;
      plan.warnings.push(
        `'${from.name}' asks for '${to.name}' with '${asked}', which leaves out its current version ${to.version}; ` +
          "the reference stays as it is",
      );
      continue;
    }
    if (catalog) continue;
    const how = { exact: exact && releases.has(from.name), isImport: isDenoManifest(from.manifestPath) };
    const rewritten = rewrite(dependency.specifier, version, how);
    if (rewritten === dependency.specifier) continue;
    plan.references.push({
      package: from.name,
      manifestPath: from.manifestPath,
      kind: dependency.kind,
      dependency: dependency.name,
      from: dependency.specifier,
      to: rewritten,
    });
  }
  for (const catalog of workspace.catalogs) {
    for (const [name, entry] of Object.entries(catalog.entries)) {
      const specifier = parseSpecifier(name, entry);
      const to = "target" in specifier ? graph.packages.get(specifier.target) : undefined;
      const version = to && versions.get(to.name);
      if (version === undefined || specifier.type === "catalog") continue;
      const dependency = { name, kind: "dependencies" as const, specifier: entry };
      if (!refersToWorkspace({ from: to!, to: to!, dependency, specifier })) continue;
      const rewritten = rewrite(entry, version, { exact });
      if (rewritten === entry) continue;
      const { file, keys } = catalog;
      plan.catalogs.push({ file, keys, catalog: catalog.name, dependency: name, from: entry, to: rewritten });
    }
  }
  return plan;
}
