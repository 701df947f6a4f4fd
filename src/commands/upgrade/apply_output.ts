import { BUMP_TYPES } from "../../domain/release/model.ts";
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
import { CHECK_OUTPUT, UPGRADE } from "./upgrade_output.ts";

const TEXT_OR_NULL = either([text(), nothing]);

/** Why an upgrade was not made. */
export const APPLY_SKIP_REASONS = [
  "major_version",
  "minor_version",
  "patch_version",
  "ignored",
  "too_young",
  "tag_missing",
  "version_unknown",
  "not_selected",
  "range_admits",
  "registry_failure",
] as const;

const APPLIED = object({
  package: text(),
  from: text(),
  to: text(),
  type: oneOf(BUMP_TYPES),
  ...UPGRADE.properties as Record<never, never>,
});

/** The JSON form of `workspace upgrade apply`. */
export const APPLY_OUTPUT = object({
  status: oneOf(["applied", "preview", "nothing-to-upgrade", "nothing-selected", "skipped"], {
    description: "skipped: run by a git hook of bump",
  }),
  dryRun: boolean(),
  applied: list(APPLIED, { description: "Entries that were changed, or would be" }),
  skipped: list(object({
    package: text(),
    reason: oneOf(APPLY_SKIP_REASONS, {
      description: "not_selected: at the prompt; range_admits: only the lockfile is behind",
    }),
    currentVersion: TEXT_OR_NULL,
    latestVersion: TEXT_OR_NULL,
    file: text(),
  })),
  failures: CHECK_OUTPUT.properties!.failures as typeof FAILURES,
  files: list(text(), { description: "Files that were written, or would be" }),
  packages: list(text(), { description: "Packages of the project that they concern" }),
  changeset: either([
    object({ id: text(), file: text(), bump: oneOf(BUMP_TYPES), created: boolean(), message: text() }),
    nothing,
  ]),
  lockfile: object({
    file: TEXT_OR_NULL,
    state: oneOf(["refreshed", "stale", "none"], { description: "stale: an install brings it up to date" }),
    command: text({ description: "What was run, or is to be run" }),
  }),
  filters: CHECK_OUTPUT.properties!.filters as typeof FILTERS,
  removedBackups: list(text(), { description: "Older backups that are not kept any longer" }),
  recovered: optional(object({ startedAt: text(), command: text(), backup: text() }, {
    description: "A change that was interrupted and was undone first",
  })),
  summary: object({
    totalApplied: integer(),
    totalSkipped: integer(),
    totalFailed: integer(),
    major: integer(),
    minor: integer(),
    patch: integer(),
    backupId: TEXT_OR_NULL,
  }),
});

export type ApplyOutput = Infer<typeof APPLY_OUTPUT>;
