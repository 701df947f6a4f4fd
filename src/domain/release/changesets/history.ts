import { type Fault, isFault } from "../../../kernel/fault.ts";
import type { Git } from "../../../kernel/git.ts";
import { json, list, object, type Schema, text, violations } from "../../../kernel/schema.ts";
import type { BumpType, Changeset, ReleaseRecord } from "../model.ts";
import { CHANGESET_FILE, completed, invalidField, parseFile } from "./changeset_file.ts";
import { recordPath } from "./release_record.ts";
import type { ChangesetFolder } from "./store.ts";

/** What to look for in the history. All that is given must hold. */
export interface HistoryQuery {
  package?: string | undefined;
  /** At or after. */
  since?: Temporal.Instant | undefined;
  /** Before. */
  until?: Temporal.Instant | undefined;
  environment?: string | undefined;
  bump?: BumpType | undefined;
}

/** A changeset that was archived, with the release that did it. */
export interface ArchivedChangeset {
  changeset: Changeset;
  release: ReleaseRecord;
}

const RECORD: Schema = {
  ...object({
    releasedAt: text(),
    packages: list(json()),
    tags: list(text()),
    changesets: list(CHANGESET_FILE),
  }),
  additionalProperties: true,
};

/**
 * Archived changesets that fit the query, newest release first, and within one by branch. Files outside the dates
 * asked for are not opened: their names begin with the time. A file that is no record is left out and reported.
 */
export function readHistory(
  folder: ChangesetFolder,
  query: HistoryQuery = {},
): { entries: ArchivedChangeset[]; broken: Fault[] } {
  const entries: ArchivedChangeset[] = [];
  const broken: Fault[] = [];
  for (const id of listRecordIds(folder, query)) {
    try {
      const release = readRecord(folder, id);
      if (!release || !isWithin(release, query)) continue;
      for (const changeset of release.changesets) if (fits(changeset, query)) entries.push({ changeset, release });
    } catch (error) {
      if (!isFault(error)) throw error;
      broken.push(error);
    }
  }
  return { entries, broken };
}

/** The record with this id, or undefined. Faults: `CHANGESET_INVALID`, `CHANGESET_CONFLICTED`. */
export function readRecord(folder: ChangesetFolder, id: string): ReleaseRecord | undefined {
  const file = recordPath(folder, id);
  const content = folder.files.readText(`${folder.root}/${file}`);
  if (content === undefined) return undefined;
  const value = parseFile(content, file);
  const [violation] = violations(RECORD, value);
  if (violation) throw invalidField(content, { file, value, violation });
  const record = value as ReleaseRecord;
  return {
    ...record,
    id,
    changesets: record.changesets.map((each) => completed(each, each.id ?? id))
      .toSorted((a, b) => a.branch < b.branch ? -1 : 1),
  };
}

/**
 * The commit that brought each record, by the record's id: a commit cannot hold its own hash, so git is asked.
 * Records that are not committed are not in the map.
 */
export async function findReleaseCommits(
  git: Git,
  { top, folder, ids }: { top: string; folder: ChangesetFolder; ids: readonly string[] },
): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  if (ids.length === 0) return commits;
  const prefix = folder.root === top ? "" : `${folder.root.slice(top.length + 1)}/`;
  const paths = new Map(ids.map((id) => [`${prefix}${recordPath(folder, id)}`, id]));
  const { code, stdout } = await git.run([
    "-c",
    "core.quotePath=false",
    "log",
    "--no-renames",
    "--diff-filter=A",
    "--name-only",
    "--format=%x00%H",
    "--",
    ...[...paths.keys()].map((path) => `:(top,literal)${path}`),
  ], { allowFailure: true });
  if (code !== 0) return commits;
  for (const section of stdout.split("\0").slice(1)) {
    const [commit, ...files] = section.split("\n").filter((line) => line !== "");
    for (const file of files) {
      const id = paths.get(file);
      // Newest first: the oldest commit that adds the file is the one that brought it.
      if (id !== undefined) commits.set(id, commit!);
    }
  }
  return commits;
}

function listRecordIds({ files, root, historyPath }: ChangesetFolder, { since, until }: HistoryQuery): string[] {
  const from = since && compact(since);
  const to = until && compact(until);
  return (files.list(`${root}/${historyPath}`) ?? [])
    .filter(({ name }) => name.endsWith(".json") && !name.startsWith("."))
    .map(({ name }) => name.slice(0, -".json".length))
    .filter((id) => {
      const time = /^\d{8}T\d{6}Z/.exec(id)?.[0];
      return time === undefined || !(from !== undefined && time < from) && !(to !== undefined && time > to);
    })
    .reverse();
}

function compact(instant: Temporal.Instant): string {
  return instant.round({ smallestUnit: "second", roundingMode: "floor" }).toString().replace(/[-:]/g, "");
}

function isWithin({ releasedAt }: ReleaseRecord, { since, until }: HistoryQuery): boolean {
  if (!since && !until) return true;
  let time: Temporal.Instant;
  try {
    time = Temporal.Instant.from(releasedAt);
  } catch {
    return false;
  }
  return !(since && Temporal.Instant.compare(time, since) < 0) &&
    !(until && Temporal.Instant.compare(time, until) >= 0);
}

function fits(changeset: Changeset, { package: name, environment, bump }: HistoryQuery): boolean {
  return (name === undefined || changeset.packages.includes(name)) &&
    (environment === undefined || changeset.environments.includes(environment)) &&
    (bump === undefined || changeset.bump === bump);
}
