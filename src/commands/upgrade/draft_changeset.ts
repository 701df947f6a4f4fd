import type { Draft } from "../../domain/release/bump/draft.ts";
import { formatChangeset } from "../../domain/release/changesets/changeset_file.ts";
import { freeSlug } from "../../domain/release/changesets/slug.ts";
import { type ChangesetFolder, changesetPath, findChangesetOfBranch } from "../../domain/release/changesets/store.ts";
import { timestamp } from "../../domain/release/changesets/update.ts";
import type { Changeset } from "../../domain/release/model.ts";
import { type UpgradeChange, upgradeMessage, withUpgrades } from "../../domain/release/upgrades/upgrade_changeset.ts";
import type { ApplyOutput } from "./apply_output.ts";

/** Puts the branch's changeset with the upgrades into the draft: a new one, or the one there is, extended. */
export function draftChangeset(
  draft: Draft,
  { folder, branch, environments, change, at }: {
    folder: ChangesetFolder;
    branch: string;
    environments: readonly string[];
    change: UpgradeChange;
    at: Temporal.Instant;
  },
): NonNullable<ApplyOutput["changeset"]> {
  const existing = findChangesetOfBranch(folder, branch);
  const changeset = existing
    ? withUpgrades(existing, change, { at })
    : newChangeset({ folder, branch, environments, change, at });
  const file = changesetPath(folder, changeset.id);
  if (changeset !== existing) draft.set(file, formatChangeset(changeset));
  const { id, bump, message } = changeset;
  return { id, file, bump, created: existing === undefined, message };
}

function newChangeset(
  { folder, branch, environments, change, at }: {
    folder: ChangesetFolder;
    branch: string;
    environments: readonly string[];
    change: UpgradeChange;
    at: Temporal.Instant;
  },
): Changeset {
  const isTaken = (id: string) => folder.files.kindOf(`${folder.root}/${changesetPath(folder, id)}`) !== undefined;
  const { packages, bump, upgrades } = change;
  return {
    id: freeSlug(branch, isTaken),
    branch,
    bump,
    environments: [...environments],
    packages: [...packages],
    commits: [],
    message: upgradeMessage(upgrades),
    createdAt: timestamp(at),
    updatedAt: timestamp(at),
  };
}
