import type { Commit, Git } from "../../../../kernel/git.ts";
import { parseConventionalCommit } from "../../commits/conventional.ts";
import { withoutReverted } from "../../commits/infer.ts";
import type { Package } from "../../model.ts";
import { type DependencyGraph, dependentsOf } from "../../plan/dependency_graph.ts";
import type { Finding } from "../model.ts";
import type { ReleasePoint } from "./release_points.ts";

/** A commit that announces a breaking change, and the packages it touched since their last release. */
export interface BreakingCommit {
  commit: Commit;
  description: string;
  notes: string[];
  packages: { package: Package; tag: string }[];
}

/**
 * The breaking commits (conventionalcommits.org) since the packages' last releases. `ownersOf` gives the names of the
 * packages that a path, relative to the top of the working tree, belongs to. One walk of git for each release.
 */
export async function readBreakingCommits(
  git: Git,
  points: readonly ReleasePoint[],
  { head, ownersOf }: { head: string; ownersOf(path: string): string[] },
): Promise<BreakingCommit[]> {
  const found = new Map<string, BreakingCommit>();
  for (const [from, same] of Map.groupBy(points, ({ commit }) => commit)) {
    const commits = withoutReverted(await git.listCommits({ to: head, from, noMerges: true }));
    const breaking = commits.flatMap((commit) => {
      const parsed = parseConventionalCommit(commit.subject, commit.body);
      return parsed?.breaking ? [{ commit, parsed }] : [];
    });
    if (breaking.length === 0) continue;
    const touched = await git.listTouchedPaths(breaking.map(({ commit }) => commit.hash));
    for (const { commit, parsed } of breaking) {
      const paths = (touched.get(commit.hash) ?? []).flatMap(({ path, from: old }) =>
        old === undefined ? [path] : [path, old]
      );
      const owners = new Set(paths.flatMap(ownersOf));
      const packages = same.filter((each) => owners.has(each.package.name))
        .map((each) => ({ package: each.package, tag: each.tag }));
      if (packages.length === 0) continue;
      const known = found.get(commit.hash);
      if (known) known.packages.push(...packages);
      else found.set(commit.hash, { commit, description: parsed.description, notes: parsed.breakingNotes, packages });
    }
  }
  return [...found.values()];
}

/** One finding for each package and breaking commit, with what depends on the package. */
export function findBreakingCommits(commits: readonly BreakingCommit[], graph: DependencyGraph): Finding[] {
  return commits.flatMap(({ commit, description, notes, packages }) =>
    packages.map(({ package: pkg, tag }): Finding => {
      const dependents = dependentsOf(graph, pkg.name, { transitive: true });
      const impact = dependents.length === 0
        ? "nothing in the project depends on it"
        : `${dependents.length} package${dependents.length === 1 ? "" : "s"} of the project depend${
          dependents.length === 1 ? "s" : ""
        } on it: ${dependents.slice(0, 5).join(", ")}${dependents.length > 5 ? ", …" : ""}`;
      return {
        id: "breaking-changes/commit",
        section: "breaking-changes",
        severity: pkg.private ? "low" : "medium",
        title: `Breaking change in ${pkg.name} since ${tag}: ${description}`,
        detail: `${commit.hash.slice(0, 7)}${
          notes.length > 0 ? ` ${notes.join(" ").replaceAll(/\s+/g, " ")}` : ""
        }; ${impact}`,
        package: pkg.name,
        file: pkg.manifestPath,
        recommendation: {
          text: `Release ${pkg.name} as a major version`,
          command: `workspace changeset create --bump major --packages ${pkg.name}`,
        },
      };
    })
  );
}
