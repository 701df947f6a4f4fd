import { isFault } from "../../../kernel/fault.ts";
import type { Package, PlannedPackage, ReleaseReason, Workspace } from "../model.ts";
import { type SnapshotContext, type SnapshotFormat, snapshotVersioning } from "../versions/snapshot_version.ts";
import { TAG_NOT_UNIQUE } from "./faults.ts";
import { formatTag, type TagContext, tagFormatKey } from "./format_tag.ts";
import type { PendingPackage } from "./pending.ts";
import type { Release } from "./releases.ts";

export interface DescriptionContext {
  pending: ReadonlyMap<string, PendingPackage>;
  releases: ReadonlyMap<string, Release>;
  /** The new versions by name: of snapshots where a snapshot is planned. */
  versions: ReadonlyMap<string, string>;
  snapshots: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
  findObstacle: (each: Package) => "ignored" | "no_version" | undefined;
  isSelected: (name: string) => boolean;
}

/** What the plan says of every package, sorted by path. */
export function plannedPackages(workspace: Workspace, context: DescriptionContext): PlannedPackage[] {
  return workspace.packages.map((each): PlannedPackage => {
    const release = context.releases.get(each.name);
    const snapshot = context.snapshots.get(each.name);
    const currentVersion = each.version ?? "";
    return {
      name: each.name,
      path: each.path,
      private: each.private,
      currentVersion,
      nextVersion: context.versions.get(each.name) ?? currentVersion,
      bump: release?.bump ?? "none",
      reason: release?.reason ?? reasonToStay(each, context),
      willBump: release !== undefined,
      chain: release?.chain ?? [],
      changesets: (context.pending.get(each.name)?.changesets ?? []).map(({ id }) => id),
      tag: context.tags.get(each.name) ?? null,
      ...(snapshot !== undefined && { snapshotVersion: snapshot }),
    };
  }).sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function reasonToStay(each: Package, { findObstacle, isSelected, pending }: DescriptionContext): ReleaseReason {
  const obstacle = findObstacle(each);
  if (obstacle) return obstacle;
  return pending.has(each.name) && !isSelected(each.name) ? "not_selected" : "no_changes";
}

/** The tag of every release. Two packages with one tag raise `TAG_NOT_UNIQUE`, where not all are meant to share it. */
export function releaseTags(releases: Iterable<Release>, context: TagContext): Map<string, string> {
  const tags = new Map<string, string>();
  const owners = new Map<string, string>();
  const key = tagFormatKey(context);
  for (const { package: { name }, version } of releases) {
    const tag = formatTag(name, version, context);
    const owner = owners.get(tag);
    if (owner !== undefined && key === "tagFormat") {
      const packages = [owner, name].sort();
      throw TAG_NOT_UNIQUE({ key: `git.${key}`, format: context.config.git[key], tag, packages });
    }
    owners.set(tag, name);
    tags.set(name, tag);
  }
  return tags;
}

/**
 * The snapshot version of every release. Where they are only shown (`required` false) a format that gives none is a
 * warning instead of a fault.
 */
export function snapshotVersions(
  releases: Iterable<Release>,
  { context, required, warnings }: {
    context: SnapshotContext & SnapshotFormat;
    required: boolean;
    warnings: string[];
  },
): Map<string, string> {
  const versions = new Map<string, string>();
  try {
    const snapshotVersion = snapshotVersioning(context);
    for (const { package: { name }, version } of releases) versions.set(name, snapshotVersion(version));
  } catch (error) {
    if (required || !isFault(error)) throw error;
    warnings.push(error.message);
  }
  return versions;
}
