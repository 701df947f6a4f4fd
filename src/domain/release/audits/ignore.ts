import { globMatcher } from "../packages/glob.ts";
import type { FindingPlace } from "./model.ts";
import type { RuleId } from "./rules.ts";

/** An entry of the configuration's `audit.ignore`: globs; all that are given must fit. */
export interface IgnoreRule {
  id?: string;
  package?: string;
  dependency?: string;
}

/** Whether something found is to be left out. */
export type IgnoreMatcher = (id: RuleId, place: Pick<FindingPlace, "package" | "dependency">) => boolean;

/** A rule without any of its keys ignores nothing. */
export function ignoreMatcher(rules: readonly IgnoreRule[]): IgnoreMatcher {
  const tests = rules.filter((each) => each.id ?? each.package ?? each.dependency).map((rule) => {
    const fits = (pattern: string | undefined) => {
      if (pattern === undefined) return () => true;
      const matches = globMatcher([pattern]);
      return (value: string | undefined) => value !== undefined && matches(value);
    };
    return { id: fits(rule.id), package: fits(rule.package), dependency: fits(rule.dependency) };
  });
  return (id, place) =>
    tests.some((each) => each.id(id) && each.package(place.package) && each.dependency(place.dependency));
}
