/** What a rule is about, for lists of rules (SARIF, documentation). */
export const RULES = {
  "upgrades/major": "A dependency has a newer major version",
  "upgrades/minor": "A dependency has a newer minor version",
  "upgrades/patch": "A dependency has a newer patch version",
  "dependencies/cycle": "Packages of the project depend on each other in a circle",
  "dependencies/missing": "A source imports a package that is declared nowhere",
  "dependencies/phantom": "A source imports a package that only another package declares",
  "dependencies/dev-in-production": "Published code imports a package that is only in devDependencies",
  "dependencies/unused": "A declared dependency is used by no source, script or configuration that could be seen",
  "dependencies/deprecated": "A locked version is deprecated by its publisher",
  "dependencies/duplicates": "The lockfile has a package in several versions",
  "dependencies/categories": "Where dependencies come from",
  "version-consistency/different-ranges":
    "Packages ask for a dependency in different ranges that have versions in common",
  "version-consistency/conflict": "Packages ask for a dependency in ranges that have no version in common",
  "version-consistency/internal-mismatch": "A range of a package of the project does not admit its version",
  "version-consistency/workspace-protocol":
    "A reference within the project goes without `workspace:`, which others use",
  "version-consistency/catalog-bypassed": "A manifest states a range for what a catalog has an entry for",
  "version-consistency/catalog-unused": "No manifest refers to an entry of a catalog",
  "version-consistency/catalog-entry-missing": "A manifest refers to an entry that its catalog does not have",
  "breaking-changes/commit": "A commit since a package's last release announces a breaking change",
  "breaking-changes/dependency-major": "A package's dependency went up by a major version since its last release",
  "breaking-changes/major-available": "A major version of a dependency is available, which may break its users",
  "security/advisory": "A locked version has a known vulnerability",
  "licenses/denied": "A dependency has a licence that the configuration denies",
  "licenses/not-allowed": "A dependency has a licence that is not on the configuration's list",
  "licenses/unknown": "A dependency does not say what its licence is",
  "licenses/inventory": "Which licences dependencies have",
} as const;
/** A rule of ours, or `plugins/<plugin>/<rule>`. */
export type RuleId = keyof typeof RULES | `plugins/${string}/${string}`;
