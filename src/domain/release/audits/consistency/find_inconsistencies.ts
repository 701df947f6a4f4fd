import type { DeclaredDependency } from "../../dependencies/model.ts";
import type { Package, Workspace } from "../../model.ts";
import type { DependencyGraph, Reference } from "../../plan/dependency_graph.ts";
import { isBreaking } from "../../upgrades/upgrade_type.ts";
import { isSatisfied, isWithin } from "../../versions/range.ts";
import { findLowestVersion } from "../../versions/range_bounds.ts";
import { compareVersions, isVersion } from "../../versions/version.ts";
import type { IgnoreMatcher } from "../ignore.ts";
import { shownPackage } from "../manifests.ts";
import type { Finding } from "../model.ts";
import { findMisalignments, type Misalignment } from "./align_ranges.ts";

/** A text of a file that takes another value so that the project is consistent. */
export interface Alignment {
  file: string;
  /** Keys from the top of the file to the text. */
  keys: string[];
  /** Name of the package whose manifest it is; "." for a root that is none. */
  package: string;
  dependency: string;
  from: string;
  to: string;
  /** Whether versions are asked for that may break the package: a greater major, or of 0.x a greater minor. */
  breaking: boolean;
}

export interface Inconsistencies {
  findings: Finding[];
  /** What `--fix` writes. */
  alignments: Alignment[];
}

export interface ConsistencyInput {
  workspace: Workspace;
  /** Packages and the root. */
  packages: readonly Package[];
  declared: readonly DeclaredDependency[];
  graph: DependencyGraph;
  isIgnored: IgnoreMatcher;
}

const FIX = "workspace audit --sections version-consistency --fix";

/** What the manifests and catalogs of a project disagree on. */
export function findInconsistencies(input: ConsistencyInput): Inconsistencies {
  const inCatalog = catalogEntries(input.workspace);
  const misaligned = findMisalignments(input.declared.filter(({ name }) => !inCatalog.has(name)))
    .filter(({ name, conflict }) => !input.isIgnored(misalignmentRule(conflict), { dependency: name }));
  const bypassing = findBypassing(input.declared, inCatalog).filter(({ name, packages }) =>
    !input.isIgnored("version-consistency/catalog-bypassed", { dependency: name, package: packages[0] ?? "." })
  );
  return {
    findings: [
      ...misaligned.map((each) => misalignmentFinding(each)),
      ...bypassing.map((each) => bypassFinding(each, inCatalog.get(each.name)!)),
      ...catalogFindings(input, new Set(bypassing.map(({ name }) => name))),
      ...internalFindings(input),
    ],
    alignments: [
      ...misaligned.flatMap(({ entries, suggested }) =>
        entries.filter(({ range }) => range!.trim() !== suggested).map((each) =>
          alignment(each, { to: each.specifier.replace(each.range!, suggested), range: suggested })
        )
      ),
      ...bypassing.map((each) => alignment(each, { to: "catalog:", range: inCatalog.get(each.name)! })),
    ],
  };
}

function alignment(
  { file, keys, packages, alias, specifier, range }: DeclaredDependency,
  { to, range: suggested }: { to: string; range: string },
): Alignment {
  const [before, after] = [range === undefined ? undefined : findLowestVersion(range), findLowestVersion(suggested)];
  const breaking = before !== undefined && after !== undefined && !isSatisfied(range!, after) &&
    compareVersions(before, after) < 0 && isBreaking(before, after);
  return { file, keys, package: packages[0] ?? ".", dependency: alias, from: specifier, to, breaking };
}

function misalignmentRule(conflict: boolean) {
  return conflict ? "version-consistency/conflict" as const : "version-consistency/different-ranges" as const;
}

function misalignmentFinding({ name, entries, ranges, conflict, suggested }: Misalignment): Finding {
  return {
    id: misalignmentRule(conflict),
    section: "version-consistency",
    severity: conflict ? "medium" : "low",
    title: conflict
      ? `'${name}' is asked for in ${ranges.length} ranges that have no version in common`
      : `'${name}' is asked for in ${ranges.length} different ranges`,
    detail: conflict
      ? `${ranges.join(", ")}: more than one version is installed`
      : `${ranges.join(", ")}: they have versions in common, but may part`,
    dependency: name,
    affected: entries.map(({ file, packages, specifier, kind }) => ({
      package: packages[0] ?? ".",
      dependency: name,
      file,
      text: `${shownPackage(packages[0] ?? ".")}: ${specifier} (${kind})`,
    })),
    recommendation: { text: `Ask for '${name}' as ${suggested} everywhere`, command: FIX },
  };
}

/** The entries of the unnamed catalog: named ones differ on purpose. */
function catalogEntries({ catalogs }: Workspace): Map<string, string> {
  return new Map(catalogs.filter(({ name }) => name === "default").flatMap(({ entries }) => Object.entries(entries)));
}

function findBypassing(
  declared: readonly DeclaredDependency[],
  inCatalog: ReadonlyMap<string, string>,
): DeclaredDependency[] {
  return declared.filter(({ source, kind, alias, name, range }) =>
    source === "manifest" && kind !== "peerDependencies" && alias === name && range !== undefined && inCatalog.has(name)
  );
}

function bypassFinding({ name, specifier, file, packages, kind }: DeclaredDependency, entry: string): Finding {
  const who = packages[0] ?? ".";
  const same = specifier === entry;
  return {
    id: "version-consistency/catalog-bypassed",
    section: "version-consistency",
    severity: same ? "low" : "medium",
    title: `'${name}' of ${shownPackage(who)} goes past the catalog`,
    detail: same
      ? `It states ${specifier}, which the catalog says, too: the two part when one is changed`
      : `It states ${specifier}, and the catalog ${entry}`,
    package: who,
    dependency: name,
    file,
    recommendation: { text: `Write "catalog:" for '${name}' in ${kind} of ${file}`, command: FIX },
  };
}

/** Entries that nobody refers to or goes past, and references to entries that are not there. */
function catalogFindings({ workspace, packages }: ConsistencyInput, bypassed: ReadonlySet<string>): Finding[] {
  const { catalogs } = workspace;
  const findings: Finding[] = [];
  const wanted = new Set<string>();
  const known = new Set(
    catalogs.flatMap(({ name, entries }) => Object.keys(entries).map((each) => `${name}\n${each}`)),
  );
  for (const pkg of packages) {
    for (const { name, specifier } of pkg.dependencies) {
      if (!specifier.startsWith("catalog:")) continue;
      const catalog = specifier.slice("catalog:".length).trim() || "default";
      wanted.add(`${catalog}\n${name}`);
      if (known.has(`${catalog}\n${name}`)) continue;
      findings.push({
        id: "version-consistency/catalog-entry-missing",
        section: "version-consistency",
        severity: "high",
        title: `'${name}' of ${shownPackage(pkg.name)} refers to an entry that the catalog does not have`,
        detail: `${specifier} has no entry '${name}'${
          catalogs.length === 0 ? ": the project has no catalogs" : ""
        }; installing fails`,
        package: pkg.name,
        dependency: name,
        file: pkg.manifestPath,
        recommendation: { text: `Add '${name}' to the catalog '${catalog}', or state a range in ${pkg.manifestPath}` },
      });
    }
  }
  for (const { name: catalog, file, entries } of catalogs) {
    for (const name of Object.keys(entries)) {
      if (wanted.has(`${catalog}\n${name}`) || catalog === "default" && bypassed.has(name)) continue;
      findings.push({
        id: "version-consistency/catalog-unused",
        section: "version-consistency",
        severity: "low",
        title: `Nobody refers to '${name}' of the catalog '${catalog}'`,
        detail: `No manifest has "catalog:${catalog === "default" ? "" : catalog}" for it`,
        dependency: name,
        file,
        recommendation: { text: `Remove '${name}' from the catalog '${catalog}' in ${file}` },
      });
    }
  }
  return findings;
}

/** References within the project: ranges that do not admit what is there, and those that go without `workspace:`. */
function internalFindings({ graph }: ConsistencyInput): Finding[] {
  const references = [...graph.references.values(), graph.rootReferences].flat();
  const usesProtocol = references.some(({ dependency }) => dependency.specifier.startsWith("workspace:"));
  return references.flatMap((each) => {
    const { dependency, specifier, to } = each;
    const isPeer = dependency.kind === "peerDependencies";
    if (
      specifier.type === "range" && to.version !== undefined && isVersion(to.version) &&
      !isWithin(specifier.range, to.version)
    ) return [internalMismatch(each)];
    if (!usesProtocol || isPeer || specifier.type !== "range" || dependency.specifier.includes(":")) return [];
    return [{
      id: "version-consistency/workspace-protocol" as const,
      section: "version-consistency" as const,
      severity: "low" as const,
      title: `'${dependency.name}' of ${shownPackage(each.from.name)} goes without workspace:`,
      detail:
        `${dependency.specifier} is answered by the registry as soon as it does not admit the project's version; other references use workspace:`,
      package: each.from.name,
      dependency: dependency.name,
      file: each.from.manifestPath,
      recommendation: {
        text: `Write "workspace:${dependency.specifier}" for '${dependency.name}' in ${each.from.manifestPath}`,
      },
    }];
  });
}

function internalMismatch({ from, to, dependency, catalog }: Reference): Finding {
  return {
    id: "version-consistency/internal-mismatch",
    section: "version-consistency",
    severity: "high",
    title: `${shownPackage(from.name)} asks for '${to.name}' in another version than the project has`,
    detail: `${dependency.specifier}${
      catalog ? ` of the catalog '${catalog.name}'` : ""
    } does not admit ${to.version}: another is taken from the registry, or installing fails`,
    package: from.name,
    dependency: dependency.name,
    file: from.manifestPath,
    recommendation: { text: `Ask for a range that admits ${to.version} in ${from.manifestPath}` },
  };
}
