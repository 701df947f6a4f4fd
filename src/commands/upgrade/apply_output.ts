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
  type Schema,
  text,
} from "../../kernel/schema.ts";
import { CHECK_OUTPUT, type CheckOutput, UPGRADE, type UpgradeJson } from "./upgrade_output.ts";

/** Why an upgrade was not made. */
const SKIP_REASONS = [
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

/** An upgrade that was made, or would be: PRD 7.3's fields, and all of `upgrade check`. */
export type AppliedJson = UpgradeJson & {
  from: string;
  to: string;
  /** The package of the project, the catalog or the table that it stands in. */
  owner: string;
};

const APPLIED_FIELDS = object({
  from: text(),
  to: text(),
  owner: text({ description: "Package of the project, catalog or table that the entry belongs to" }),
});

const APPLIED = {
  ...UPGRADE,
  properties: { ...APPLIED_FIELDS.properties, ...UPGRADE.properties },
  required: [...APPLIED_FIELDS.required!, ...UPGRADE.required!],
} as unknown as Schema<AppliedJson>;

const TEXT_OR_NULL = either([text(), nothing]);

/** The JSON form of `workspace upgrade apply`. */
export const APPLY_OUTPUT = object({
  status: oneOf(["applied", "preview", "nothing-to-upgrade", "nothing-selected", "skipped"], {
    description: "skipped: run by a git hook of bump",
  }),
  dryRun: boolean(),
  applied: list(APPLIED, { description: "Entries that were changed, or would be" }),
  skipped: list(
    object({
      package: text(),
      reason: oneOf(SKIP_REASONS, {
        description: "not_selected: at the prompt; range_admits: only the lockfile is behind",
      }),
      currentVersion: TEXT_OR_NULL,
      latestVersion: TEXT_OR_NULL,
      file: text(),
    }),
  ),
  failures: CHECK_OUTPUT.properties!.failures as Schema<CheckOutput["failures"]>,
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
  filters: either([CHECK_OUTPUT.properties!.filters as Schema<CheckOutput["filters"]>, nothing]),
  removedBackups: list(text(), { description: "Older backups that are not kept any longer" }),
  recovered: optional(
    object({ startedAt: text(), command: text(), backup: text() }, {
      description: "A change that was interrupted and was undone first",
    }),
  ),
  summary: object({
    totalApplied: integer(),
    totalSkipped: integer(),
    totalFailed: integer({ description: "Dependencies that could not be read" }),
    major: integer(),
    minor: integer(),
    patch: integer(),
    backupId: TEXT_OR_NULL,
  }),
});

export type ApplyOutput = Infer<typeof APPLY_OUTPUT>;
