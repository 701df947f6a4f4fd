import type { Config } from "../config/schema.ts";
import type { Package } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import { VERSION_GROUP_OVERLAP } from "./faults.ts";

/**
 * Packages whose versions go together. In a fixed group (and a unified project) all are released when one is; in a
 * linked group those that are released anyway share a version.
 */
export interface VersionGroup {
  kind: "unified" | "fixed" | "linked";
  members: Package[];
}

/** The groups of a project and what was odd about them. A package in two raises `VERSION_GROUP_OVERLAP`. */
export function versionGroups(
  packages: readonly Package[],
  { strategy, fixed, linked }: Config["version"],
): { groups: VersionGroup[]; warnings: string[] } {
  if (strategy === "unified") return { groups: [{ kind: "unified", members: [...packages] }], warnings: [] };
  const warnings: string[] = [];
  const labels = new Map<string, string[]>();
  const groups = ([["fixed", fixed], ["linked", linked]] as const).flatMap(([kind, lists]) =>
    lists.map((patterns, i): VersionGroup => {
      const label = `version.${kind}[${i}]`;
      for (const pattern of patterns) {
        if (!packages.some((each) => globMatcher([pattern])(each.name))) {
          warnings.push(`${label} names '${pattern}', which no package with a version is called`);
        }
      }
      const isMember = globMatcher(patterns);
      const members = packages.filter((each) => isMember(each.name));
      for (const { name } of members) labels.set(name, [...(labels.get(name) ?? []), label]);
      return { kind, members };
    })
  );
  for (const [name, found] of labels) {
    if (found.length > 1) throw VERSION_GROUP_OVERLAP({ package: name, groups: found });
  }
  return { groups, warnings };
}
