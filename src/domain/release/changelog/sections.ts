import type { Config } from "../config/schema.ts";

type Layout = { titles: Record<string, string>; order: string[] };

/** keepachangelog.com 1.1.0. Breaking changes stand in their section, marked. */
const KEEP_A_CHANGELOG: Layout = {
  titles: {
    feat: "Added",
    perf: "Changed",
    revert: "Changed",
    dependencies: "Changed",
    other: "Changed",
    deprecate: "Deprecated",
    remove: "Removed",
    fix: "Fixed",
    security: "Security",
  },
  order: ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"],
};

/** The sections that tools for conventional commits write. Breaking changes have a section of their own. */
const CONVENTIONAL: Layout = {
  titles: {
    breaking: "Breaking Changes",
    feat: "Features",
    fix: "Bug Fixes",
    perf: "Performance",
    security: "Security",
    deprecate: "Deprecations",
    remove: "Removals",
    revert: "Reverts",
    other: "Other Changes",
    dependencies: "Dependencies",
  },
  order: [
    "Breaking Changes",
    "Features",
    "Bug Fixes",
    "Performance",
    "Security",
    "Deprecations",
    "Removals",
    "Reverts",
    "Other Changes",
    "Dependencies",
  ],
};

/** Titles and order of an entry's sections. */
export interface SectionLayout {
  /** True when breaking changes have no section of their own and are marked instead. */
  marksBreaking: boolean;
  /**
   * The section of a conventional commit type, or of `dependencies` and `other` (what has no type).
   * Undefined: such changes are of no interest to users (`chore`, `docs`, …) and are not shown.
   */
  findTitle(type: string, breaking: boolean): string | undefined;
  /** Position among the sections. */
  rank(title: string): number;
}

/**
 * The layout that the configuration asks for. `changelog.sections` renames or adds: its keys are commit types, and
 * `breaking`, `dependencies`, `other`. Templates (`format = "custom"`) get the sections of Keep a Changelog.
 */
export function sectionLayout(config: Pick<Config["changelog"], "format" | "sections">): SectionLayout {
  const base = config.format === "conventional" ? CONVENTIONAL : KEEP_A_CHANGELOG;
  const custom = new Map(Object.entries(config.sections).map(([type, title]) => [type.toLowerCase(), title]));
  const titleOf = (type: string) =>
    custom.get(type) ?? (Object.hasOwn(base.titles, type) ? base.titles[type] : undefined);
  // A renamed section takes the place of the one whose name it replaces.
  const order = base.order.flatMap((title) => {
    const types = Object.keys(base.titles).filter((type) => base.titles[type] === title);
    return [...types.flatMap((type) => custom.get(type) ?? []), title];
  });
  for (const title of custom.values()) order.push(title);
  const ownBreaking = titleOf("breaking");
  return {
    marksBreaking: ownBreaking === undefined,
    findTitle: (type, breaking) => breaking ? ownBreaking ?? titleOf(type) ?? titleOf("other") : titleOf(type),
    rank: (title) => order.indexOf(title),
  };
}
