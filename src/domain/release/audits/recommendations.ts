import { compareFindings, type Finding, type Recommendation } from "./model.ts";
import type { RuleId } from "./rules.ts";

/** A recommendation for all findings of one rule. */
export interface RuleRecommendation extends Recommendation {
  rule: RuleId;
  findings: number;
}

/** What to do about several findings of a rule at once. */
const TOGETHER: Partial<Record<RuleId, (count: number) => Recommendation>> = {
  "dependencies/cycle": (count) => ({ text: `Break ${count} circular dependencies`, command: "workspace graph" }),
  "dependencies/missing": (count) => ({ text: `Declare ${count} missing dependencies where they are imported` }),
  "dependencies/phantom": (count) => ({ text: `Declare ${count} dependencies that are found only by luck` }),
  "dependencies/dev-in-production": (count) => ({
    text: `Move ${count} dependencies of published code out of devDependencies`,
  }),
  "dependencies/unused": (count) => ({
    text: `Remove ${count} dependencies that nothing seems to use, or list them in audit.ignoreUnused`,
  }),
  "version-consistency/conflict": (count) => ({
    text: `Align ${count} dependencies whose ranges have no version in common`,
    command: "workspace audit --sections version-consistency --fix",
  }),
  "version-consistency/different-ranges": (count) => ({
    text: `Align ${count} dependencies that are asked for in different ranges`,
    command: "workspace audit --sections version-consistency --fix",
  }),
  "version-consistency/catalog-bypassed": (count) => ({
    text: `Take ${count} dependencies from the catalog`,
    command: "workspace audit --sections version-consistency --fix",
  }),
  "version-consistency/workspace-protocol": (count) => ({
    text: `Write workspace: for ${count} references within the project`,
  }),
  "version-consistency/catalog-unused": (count) => ({
    text: `Remove ${count} entries of catalogs that nobody refers to`,
  }),
  "version-consistency/internal-mismatch": (count) => ({
    text: `Correct ${count} references that do not admit the project's own versions`,
  }),
  "version-consistency/catalog-entry-missing": (count) => ({ text: `Add ${count} missing entries to catalogs` }),
  "breaking-changes/commit": (count) => ({
    text: `Release ${count} breaking changes as major versions`,
    command: "workspace changeset create --bump major",
  }),
  "breaking-changes/dependency-major": (count) => ({
    text: `Check ${count} major upgrades of dependencies before the release`,
  }),
  "breaking-changes/major-available": (count) => ({
    text: `Plan ${count} major upgrades`,
    command: "workspace upgrade check --no-minor --no-patch",
  }),
  "security/advisory": (count) => ({
    text: `Upgrade ${count} vulnerable versions`,
    command: "workspace upgrade check",
  }),
  "licenses/denied": (count) => ({ text: `Replace ${count} dependencies with denied licences` }),
  "licenses/not-allowed": (count) => ({
    text: `Look at ${count} licences that are not on the list, and allow or replace them`,
  }),
};

/** Findings of a plugin's rule may each have an advice of their own. */
function sharedAdvice(rule: RuleId, [first, ...others]: readonly Finding[]): (count: number) => Recommendation {
  const advice = first!.recommendation!;
  const isShared = others.every(({ recommendation }) => recommendation?.text === advice.text);
  return (count) =>
    isShared || !rule.startsWith("plugins/") ? advice : { text: `Look at ${count} findings of ${rule}` };
}

/** One recommendation for each rule with findings that are more than information, the most urgent first. */
export function recommend(findings: readonly Finding[]): RuleRecommendation[] {
  const urgent = findings.filter(({ severity, recommendation }) => severity !== "info" && recommendation !== undefined)
    .toSorted(compareFindings);
  return [...Map.groupBy(urgent, ({ id }) => id)].map(([rule, same]) => {
    const together = same.length > 1 ? (TOGETHER[rule] ?? sharedAdvice(rule, same))(same.length) : undefined;
    return { rule, findings: same.length, ...together ?? same[0]!.recommendation! };
  });
}
