import type { Git } from "../../../../kernel/git.ts";
import type { Files } from "../../../../kernel/ports.ts";
import type { DependencyKind, Package } from "../../model.ts";
import { type DependencyGraph, dependentsOf } from "../../plan/dependency_graph.ts";
import { findLowestVersion } from "../../versions/range_bounds.ts";
import { parseSpecifier } from "../../versions/specifier.ts";
import { parseVersion } from "../../versions/version.ts";
import { parseTable } from "../manifests.ts";
import type { Finding } from "../model.ts";
import { breakingSection } from "./changelog_sections.ts";
import type { ReleasePoint } from "./release_points.ts";

/** A dependency that went up by a major version since its package's last release. */
export interface DependencyMajor {
  package: Package;
  tag: string;
  dependency: string;
  kind: DependencyKind;
  /** Specifiers as written. */
  from: string;
  to: string;
  /** The lowest versions that they admit. */
  fromVersion: string;
  toVersion: string;
}

/** Development dependencies do not reach users. */
const KINDS: readonly DependencyKind[] = ["dependencies", "peerDependencies", "optionalDependencies"];

/** Compares manifests with those of the last releases; only manifests that changed are read from git. */
export async function readDependencyMajors(
  git: Git,
  points: readonly ReleasePoint[],
  { head, prefix }: { head: string; prefix: string },
): Promise<DependencyMajor[]> {
  const found: DependencyMajor[] = [];
  for (const [from, same] of Map.groupBy(points, ({ commit }) => commit)) {
    const changes = await git.diff({ kind: "commits", from, to: head }, { renames: false });
    const changed = new Set(changes.map(({ path }) => path));
    for (const { package: pkg, tag } of same) {
      const path = prefix + pkg.manifestPath;
      if (!changed.has(path)) continue;
      const before = parseTable(await git.readFileAt(from, path));
      found.push(...compareDependencies(pkg, before).map((each) => ({ ...each, tag })));
    }
  }
  return found;
}

/** What went up by a major version between the fields of an older manifest and a package as it is. */
export function compareDependencies(
  pkg: Package,
  before: Record<string, unknown>,
): Omit<DependencyMajor, "tag">[] {
  return pkg.dependencies.flatMap(({ name, kind, specifier }) => {
    const table = before[kind];
    if (!KINDS.includes(kind) || typeof table !== "object" || table === null || !Object.hasOwn(table, name)) return [];
    const old: unknown = (table as Record<string, unknown>)[name];
    if (typeof old !== "string" || old === specifier) return [];
    const [fromVersion, toVersion] = [lowestOf(name, old), lowestOf(name, specifier)];
    if (fromVersion === undefined || toVersion === undefined) return [];
    if (parseVersion(toVersion).major <= parseVersion(fromVersion).major) return [];
    return [{ package: pkg, dependency: name, kind, from: old, to: specifier, fromVersion, toVersion }];
  });
}

function lowestOf(name: string, specifier: string): string | undefined {
  const parsed = parseSpecifier(name, specifier);
  return parsed.type === "range" ? findLowestVersion(parsed.range) : undefined;
}

const CHANGELOGS = ["CHANGELOG.md", "changelog.md", "HISTORY.md", "History.md", "CHANGES.md"];
const CHANGELOG_LIMIT = 2 * 1024 * 1024;

/** Findings with what the dependency's own changelog, where it is installed, says of the versions passed. */
export function findDependencyMajors(
  majors: readonly DependencyMajor[],
  { files, root, graph }: { files: Files; root: string; graph: DependencyGraph },
): Finding[] {
  return majors.map((each): Finding => {
    const { package: pkg, tag, dependency, kind, from, to } = each;
    const dependents = dependentsOf(graph, pkg.name, { transitive: true }).length;
    const told = readChangelog(files, { root, path: pkg.path, dependency });
    const section = told === undefined
      ? undefined
      : breakingSection(told, { after: each.fromVersion, upTo: each.toVersion });
    return {
      id: "breaking-changes/dependency-major",
      section: "breaking-changes",
      severity: kind === "peerDependencies" && !pkg.private ? "medium" : "low",
      title: `'${dependency}' of ${pkg.name} went from ${from} to ${to} since ${tag}`,
      detail: `${section === undefined ? "" : `Its changelog: ${section}; `}${
        dependents === 0
          ? "nothing in the project depends on the package"
          : `${dependents} of the project depend on the package`
      }`,
      package: pkg.name,
      dependency,
      file: pkg.manifestPath,
      recommendation: {
        text: `Say in the changelog of ${pkg.name} what '${dependency}' ${each.toVersion} means for its users`,
      },
    };
  });
}

function readChangelog(
  files: Files,
  { root, path, dependency }: { root: string; path: string; dependency: string },
): string | undefined {
  const folders = path === "." ? [root] : [`${root}/${path}`, root];
  for (const folder of folders) {
    for (const name of CHANGELOGS) {
      const text = files.readText(`${folder}/node_modules/${dependency}/${name}`);
      if (text !== undefined) return text.slice(0, CHANGELOG_LIMIT);
    }
  }
  return undefined;
}
