import type { Backup } from "./model.ts";

/** Which backups stay. */
export interface Retention {
  /** The newest this many stay; undefined for any number. */
  keep: number | undefined;
  /** Those older than this many days go; undefined for any age. */
  days: number | undefined;
}

/**
 * The backups that go, newest first. The newest of all stays, whatever its age, unless `keep` is 0. `backups` are newest
 * first.
 */
export function planRetention(
  backups: readonly Backup[],
  { keep, days, at }: Retention & { at: Temporal.Instant },
): Backup[] {
  const limit = days === undefined ? undefined : at.subtract({ hours: 24 * days });
  return backups.filter(({ createdAt }, i) => {
    if (keep !== undefined && i >= keep) return true;
    return i > 0 && limit !== undefined && Temporal.Instant.compare(Temporal.Instant.from(createdAt), limit) < 0;
  });
}
