import { Cron } from "croner";

/** When a schedule is due: a cron expression read on the clocks of a time zone. */
export interface CronSchedule {
  /** Five fields, or six with seconds first. */
  cron: string;
  /** IANA name. */
  timezone: string;
}

/** Most times that are listed in one go. */
export const TIMES_LIMIT = 1000;

/**
 * The first time after an instant; undefined when there is none, as for 30 February. Where clocks change, a time of day
 * that a schedule names (`30 2 * * *`) comes once: one that is left out at the first instant after the gap, one that
 * comes twice the first time. A schedule that repeats (`*\/30 * * * *`) goes on in steady time.
 */
export function nextTime(schedule: CronSchedule, after: Temporal.Instant): Temporal.Instant | undefined {
  const next = jobOf(schedule).nextRun(after.toString());
  return next === null ? undefined : Temporal.Instant.fromEpochMilliseconds(next.getTime());
}

/**
 * The times from an instant (included) to another one (not included), in order, at most `limit`; so spans can follow each
 * other.
 */
export function timesBetween(
  schedule: CronSchedule,
  { from, to, limit = TIMES_LIMIT }: { from: Temporal.Instant; to: Temporal.Instant; limit?: number },
): Temporal.Instant[] {
  const times: Temporal.Instant[] = [];
  let at = nextTime(schedule, from.subtract({ milliseconds: 1 }));
  while (at !== undefined && times.length < limit && Temporal.Instant.compare(at, to) < 0) {
    times.push(at);
    at = nextTime(schedule, at);
  }
  return times;
}

/** The last times up to an instant (included), in order, at most `limit`. */
export function latestTimes(
  schedule: CronSchedule,
  { until, limit }: { until: Temporal.Instant; limit: number },
): Temporal.Instant[] {
  // Whole seconds count: the times before the second after.
  const after = until.add({ seconds: 1 }).round({ smallestUnit: "second", roundingMode: "floor" });
  return jobOf(schedule).previousRuns(limit, after.toString())
    .map((time) => Temporal.Instant.fromEpochMilliseconds(time.getTime())).reverse();
}

/** Why a schedule cannot be: what is wrong with its cron expression or time zone; undefined for one that can. */
export function scheduleProblem(schedule: CronSchedule): string | undefined {
  try {
    const job = jobOf(schedule);
    // The time zone is first used here.
    job.nextRun("2026-01-01T00:00:00Z");
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^(CronPattern|CronDate|Cron): /, "") : String(error);
  }
}

const jobs = new Map<string, Cron>();
const JOBS_LIMIT = 1000;

function jobOf({ cron, timezone }: CronSchedule): Cron {
  const key = `${timezone} ${cron}`;
  let job = jobs.get(key);
  if (!job) {
    job = new Cron(cron, { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard" });
    if (jobs.size >= JOBS_LIMIT) jobs.clear();
    jobs.set(key, job);
  }
  return job;
}
