import {
  boolean,
  either,
  type Infer,
  integer,
  list,
  nothing,
  object,
  oneOf,
  optional,
  text,
} from "../../kernel/schema.ts";
import { BUMP_TYPES, DEPENDENCY_KINDS } from "../../domain/release/model.ts";

const BUMP_OR_NONE = oneOf([...BUMP_TYPES, "none"]);

const PACKAGE = object({
  name: text(),
  path: text({ description: "Folder below the project's root" }),
  private: boolean(),
  currentVersion: text({ description: "Empty where the manifest has none" }),
  nextVersion: text(),
  snapshotVersion: optional(text({ description: "What a snapshot would be called" })),
  bump: BUMP_OR_NONE,
  reason: oneOf([
    "direct",
    "dependency_propagation",
    "unified",
    "fixed_group",
    "linked_group",
    "requested",
    "graduation",
    "no_changes",
    "ignored",
    "not_selected",
    "no_version",
  ]),
  willBump: boolean(),
  chain: list(text(), { description: "For propagation: from the package changed directly to this one" }),
  changesets: list(text(), { description: "Ids of the changesets that list it" }),
  tag: either([text(), nothing]),
});

const CHANGESET = object({
  id: text(),
  branch: text(),
  bump: oneOf(BUMP_TYPES),
  commits: integer({ description: "How many commits it lists" }),
  packages: list(text()),
  environments: list(text()),
  message: text(),
  fate: oneOf(["archive", "keep", "mark"], {
    description:
      "archive: moves to the history; keep: some of its packages still wait; mark: a prerelease of it is out",
  }),
});

/** The JSON form of `workspace bump`, in all its modes. */
export const BUMP_OUTPUT = object({
  status: oneOf(["preview", "applied", "nothing-pending", "resumed", "aborted", "skipped"], {
    description: "skipped: run by a git hook of another bump",
  }),
  mode: oneOf(["release", "prerelease", "snapshot"]),
  strategy: oneOf(["independent", "unified"]),
  dryRun: boolean(),
  packages: list(PACKAGE),
  changesets: list(CHANGESET),
  references: list(object({
    package: text(),
    kind: oneOf(DEPENDENCY_KINDS),
    dependency: text(),
    from: text(),
    to: text(),
  })),
  catalogs: list(object({ file: text(), catalog: text(), dependency: text(), from: text(), to: text() })),
  tags: list(text()),
  cycles: list(list(text())),
  warnings: list(text()),
  highestBump: either([oneOf(BUMP_TYPES), nothing]),
  files: list(text(), { description: "Files that were written" }),
  changelogs: list(text(), { description: "Changelog files among them" }),
  commit: either([text(), nothing], { description: "The release commit" }),
  pushed: boolean(),
  next: list(text(), { description: "Commands that complete the release: what was not asked for" }),
  recovered: optional(object({
    outcome: oneOf(["finished", "undone"]),
    startedAt: text(),
    commit: either([text(), nothing]),
    tags: list(text()),
  }, { description: "An interrupted release that was brought to its end first" })),
  summary: object({
    totalPackages: integer(),
    bumpedPackages: integer(),
    totalChangesets: integer(),
    totalTags: integer(),
  }),
});

export type BumpOutput = Infer<typeof BUMP_OUTPUT>;
