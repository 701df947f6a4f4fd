import { CHANGESET_FIELDS } from "../../domain/release/changesets/changeset_file.ts";
import type { Difference } from "../../domain/release/changesets/update.ts";
import type { Changeset } from "../../domain/release/model.ts";
import { type Infer, list, object, type Schema, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";

const open = <S extends Schema>(schema: S): S => ({ ...schema, additionalProperties: true });

/** A changeset as commands print it: all of its fields, and those of others that its file has. */
export const CHANGESET = open(object({
  id: text(),
  branch: text(),
  bump: CHANGESET_FIELDS.bump,
  packages: list(text()),
  environments: list(text()),
  commits: list(text(), { description: "Full hashes, oldest first" }),
  message: text(),
  createdAt: text({ description: "ISO 8601, UTC; empty when the file does not say" }),
  updatedAt: text({ description: "ISO 8601, UTC; empty when the file does not say" }),
  packageBumps: CHANGESET_FIELDS.packageBumps,
  prereleases: CHANGESET_FIELDS.prereleases,
  released: CHANGESET_FIELDS.released,
}));

export type ChangesetOutput = Infer<typeof CHANGESET>;

const CHANGES = object({ packages: list(text()), commits: list(text()), environments: list(text()) });

/** What a command did to a changeset. */
export const DIFFERENCE = {
  added: CHANGES,
  removed: CHANGES,
  changed: list(text(), { description: "Names of the fields that changed" }),
};

export const NO_DIFFERENCE: Difference = {
  added: { packages: [], commits: [], environments: [] },
  removed: { packages: [], commits: [], environments: [] },
  changed: [],
};

/** The fields in the order of the documentation, then those of others. */
export function changesetOutput(changeset: Changeset): ChangesetOutput {
  const { id, branch, bump, packages, environments, commits, message, createdAt, updatedAt, ...rest } = changeset;
  return { id, branch, bump, packages, environments, commits, message, createdAt, updatedAt, ...rest };
}

/** A changeset as a block of lines, in the layout of PRD 7.3. */
export function changesetLines(changeset: ChangesetOutput, ui: Ui): string[] {
  const { branch, bump, environments, commits, createdAt, message } = changeset;
  const [first, ...more] = message.trim().split("\n");
  return [
    `${ui.style.highlight(branch)} (${bump})`,
    ui.wrapped(`  Packages: ${packageList(changeset)}`, 4),
    ui.wrapped(`  Environments: ${environments.join(", ") || ui.style.dim("none")}`, 4),
    `  Commits: ${commits.length}`,
    ...(createdAt === "" ? [] : [`  Created: ${day(createdAt)}`]),
    ...(first === "" ? [] : [ui.wrapped(`  Message: ${first}${more.length > 0 ? ` ${ui.symbol.ellipsis}` : ""}`, 4)]),
  ];
}

/** `@org/core, @org/cli (major)`: a bump stands with the packages that have their own. */
export function packageList(
  { packages, packageBumps = {} }: Pick<ChangesetOutput, "packages" | "packageBumps">,
): string {
  if (packages.length === 0) return "none yet";
  return packages.map((name) => Object.hasOwn(packageBumps, name) ? `${name} (${packageBumps[name]})` : name).join(
    ", ",
  );
}

/** What was added and removed, one line each. */
export function differenceLines(
  { added, removed, changed }: Difference,
  { changeset, ui }: { changeset: ChangesetOutput; ui: Ui },
): string[] {
  const line = (title: string, names: string[]) =>
    names.length === 0 ? [] : [ui.wrapped(`  ${title}: ${names.join(", ")}`, 4)];
  const short = (hashes: string[]) => hashes.map((hash) => hash.slice(0, 7));
  const bumps = Object.entries(changeset.packageBumps ?? {}).map(([name, bump]) => `${name} ${bump}`);
  return [
    ...(changed.includes("bump") ? [`  Bump: ${changeset.bump}`] : []),
    ...(changed.includes("packageBumps") ? [`  Package bumps: ${bumps.join(", ") || "none"}`] : []),
    ...line("Packages added", added.packages),
    ...line("Packages removed", removed.packages),
    ...line("Environments added", added.environments),
    ...line("Environments removed", removed.environments),
    ...line("Commits added", short(added.commits)),
    ...line("Commits replaced or removed", short(removed.commits)),
    ...(changed.includes("message") ? [ui.wrapped(`  Message: ${changeset.message.split("\n")[0] || "none"}`, 4)] : []),
  ];
}

/** `2024-01-15` of an ISO 8601 time. */
export function day(time: string): string {
  return time.slice(0, 10);
}

/** `1 changeset`, `2 changesets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
