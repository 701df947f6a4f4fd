import type { Commit } from "../../../kernel/git.ts";
import type { Config } from "../config/schema.ts";
import type { ReleasePlan } from "../model.ts";
import type { Repository } from "../repository/repository.ts";

/** A commit that a release may tell of. */
export interface ReleasedCommit extends Commit {
  /** Names of the packages it touched. */
  packages: string[];
  /** Whether the released commit descends from it. A squashed or rebased commit is not reachable. */
  reachable: boolean;
}

/** What changelog entries are made from. */
export interface ChangelogInput {
  plan: Pick<ReleasePlan, "strategy" | "packages" | "changesets" | "references">;
  config: Config["changelog"];
  /** Day of the release: `2026-11-20`. */
  date: string;
  /** Commits since the last release and those that changesets list, each once; entries keep this order. */
  commits: ReleasedCommit[];
  /** By changeset id: the reachable commit that brought the changeset's file. */
  introducedBy: Record<string, string>;
  /** By package name: the tag of its last release. */
  previousTags: Record<string, string | undefined>;
  /** Where links lead; undefined: no links. */
  repository: Repository | undefined;
  /** Content of the file `changelog.template` names; needed for `format = "custom"` only. */
  template?: string | undefined;
}

/** One bullet. */
export interface ChangelogItem {
  /** Markdown without the bullet; further lines are not indented. */
  text: string;
  breaking: boolean;
}

export interface ChangelogSection {
  title: string;
  items: ChangelogItem[];
}

/** A part of an entry below its heading. */
export interface ChangelogBlock {
  /** Whole line, such as `### Added`; null for text without a heading. */
  heading: string | null;
  /** Markdown with "\n", without blank lines at both ends. */
  text: string;
}

/** What one release adds to one changelog file. */
export interface ChangelogEntry {
  /** The file, relative to the project's root. */
  file: string;
  /** Null in the root's changelog of several packages. */
  package: string | null;
  /** Null where one entry covers packages with versions of their own. */
  version: string | null;
  /** Whole line, such as `## [1.2.0] - 2026-11-20`; null when a template gives none. */
  heading: string | null;
  blocks: ChangelogBlock[];
  /** Link reference definitions that the heading refers to. */
  definitions: { label: string; url: string }[];
}

/** The entry as markdown on its own, such as the notes of a release: "\n", a final newline, definitions last. */
export function renderEntry(entry: ChangelogEntry): string {
  const parts = [entry.heading, ...entry.blocks.flatMap((block) => [block.heading, block.text])];
  const definitions = entry.definitions.map(renderDefinition).join("\n");
  return [...parts, definitions].filter((part) => part !== null && part !== "").join("\n\n") + "\n";
}

export function renderDefinition(definition: { label: string; url: string }): string {
  return `[${definition.label}]: ${definition.url}`;
}
