import type { DeclaredDependency } from "../dependencies/model.ts";
import type { Advisory } from "../registry/model.ts";
import { isWithin } from "../versions/range.ts";
import { compareVersions } from "../versions/version.ts";
import type { UpgradePlan } from "./model.ts";
import { findCurrentVersion } from "./plan_upgrades.ts";

/** Versions in use and proposed, by package and in their order: what registries are asked for advisories of. */
export function versionsInQuestion(
  plan: Pick<UpgradePlan, "upgrades">,
  declared: readonly DeclaredDependency[],
): Map<string, string[]> {
  const versions = new Map<string, Set<string>>();
  const note = (name: string, version: string | undefined) => {
    if (version !== undefined) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  };
  for (const each of declared) note(each.name, findCurrentVersion(each));
  for (const each of plan.upgrades) note(each.declared.name, each.target);
  return new Map([...versions].map(([name, each]) => [name, [...each].sort(compareVersions)]));
}

/** The plan with the advisories that its versions have: on upgrades, and as concerns of what is in use. */
export function withAdvisories(
  plan: UpgradePlan,
  declared: readonly DeclaredDependency[],
  advisories: readonly Advisory[],
): UpgradePlan {
  const byName = Map.groupBy(advisories, (each) => each.package);
  const affecting = (name: string, version: string) =>
    (byName.get(name) ?? []).filter((each) => isWithin(each.vulnerableRange, version));
  const upgrades = plan.upgrades.map((each) => ({
    ...each,
    advisories: {
      current: affecting(each.declared.name, each.current),
      target: affecting(each.declared.name, each.target),
    },
  }));
  const known = new Map(plan.concerns.map((each) => [each.declared, each]));
  const concerns = declared.flatMap((each) => {
    const current = findCurrentVersion(each);
    if (current === undefined) return [];
    const found = affecting(each.name, current);
    const deprecated = known.get(each)?.deprecated;
    return deprecated === undefined && found.length === 0
      ? []
      : [{ declared: each, current, deprecated, advisories: found }];
  });
  return { ...plan, upgrades, concerns };
}
