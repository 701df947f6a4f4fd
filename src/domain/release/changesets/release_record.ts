import type { Changeset, ReleasedPackage, ReleasePlan, ReleaseRecord } from "../model.ts";
import { formatChangeset } from "./changeset_file.ts";
import { shortHash } from "./slug.ts";
import { changesetPath } from "./store.ts";

/** A file as it shall be: its path relative to the project's root, and its text; null removes it. */
export interface FileWrite {
  path: string;
  content: string | null;
}

/**
 * The record of a release: what was released, and the changesets it came from, each as far as it was released.
 * `at` is when. The id, also the file's name, begins with the time, so that names sort by it.
 */
export function assembleReleaseRecord(plan: ReleasePlan, { at }: { at: Temporal.Instant }): ReleaseRecord {
  const packages = plan.packages.filter((each) => each.willBump).map((each): ReleasedPackage => ({
    name: each.name,
    path: each.path,
    from: each.currentVersion,
    to: each.nextVersion,
    tag: each.tag,
  }));
  const changesets = plan.changesets.filter(({ fate }) => fate !== "mark").map(({ changeset, fate, replacement }) =>
    fate === "keep" ? releasedPart(changeset, replacement) : { ...changeset }
  ).filter((each) => each !== undefined);
  return recordOf({ packages, tags: [...plan.tags], changesets }, at);
}

/** A record of changesets that left the pending ones without a release. */
export function assembleDiscardRecord(changesets: readonly Changeset[], at: Temporal.Instant): ReleaseRecord {
  return recordOf({ packages: [], tags: [], changesets: [...changesets] }, at);
}

/**
 * What a release does to the folder of changesets: the record, and for every changeset its removal or its new text.
 * A release writes one new file and moves none: git takes a moved file for a rename, and then a branch that goes on
 * editing it would change the archive in silence when it is merged again. Prereleases write no record: their
 * changesets stay pending. Snapshots change nothing.
 */
export function planArchive(
  plan: ReleasePlan,
  { at, path, historyPath }: { at: Temporal.Instant; path: string; historyPath: string },
): { record: ReleaseRecord | undefined; writes: FileWrite[] } {
  if (plan.mode === "snapshot") return { record: undefined, writes: [] };
  const writes = plan.changesets.flatMap(({ changeset, fate, replacement }): FileWrite[] => {
    const file = changesetPath({ path }, changeset.id);
    if (fate === "archive") return [{ path: file, content: null }];
    return replacement ? [{ path: file, content: formatChangeset(replacement) }] : [];
  });
  const record = plan.mode === "release" ? assembleReleaseRecord(plan, { at }) : undefined;
  if (!record || record.packages.length === 0 && record.changesets.length === 0) return { record: undefined, writes };
  return {
    record,
    writes: [{ path: recordPath({ historyPath }, record.id), content: formatRecord(record) }, ...writes],
  };
}

/** Where a record stands, relative to the root. */
export function recordPath({ historyPath }: { historyPath: string }, id: string): string {
  return `${historyPath}/${id}.json`;
}

/** The text of a record's file. */
export function formatRecord(record: ReleaseRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function releasedPart(changeset: Changeset, replacement: Changeset | undefined): Changeset | undefined {
  const waiting = new Set(replacement?.packages ?? changeset.packages);
  const packages = changeset.packages.filter((name) => !waiting.has(name));
  return packages.length === 0 ? undefined : { ...changeset, packages };
}

function recordOf(
  content: Pick<ReleaseRecord, "packages" | "tags" | "changesets">,
  at: Temporal.Instant,
): ReleaseRecord {
  const releasedAt = at.round({ smallestUnit: "second", roundingMode: "floor" }).toString();
  const time = releasedAt.replace(/[-:]/g, "");
  return { id: `${time}-${shortHash(JSON.stringify([releasedAt, content]))}`, releasedAt, ...content };
}
