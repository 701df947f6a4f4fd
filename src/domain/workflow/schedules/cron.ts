import { cronProblem } from "../definition/cron_fields.ts";
import { isTimeZone } from "../definition/time_zone.ts";
import { type WallTimes, wallTimesOf } from "./wall_times.ts";

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
  const times = timesOf(schedule.cron);
  return times.isFixed ? nextFixed(times, schedule, after) : nextRepeated(times, schedule, after);
}

function nextFixed(
  times: WallTimes,
  { timezone }: CronSchedule,
  after: Temporal.Instant,
): Temporal.Instant | undefined {
  let wall = times.next(after.toZonedDateTimeISO(timezone).toPlainDateTime());
  while (wall) {
    const time = onClock(wall, timezone);
    if (Temporal.Instant.compare(time, after) > 0) return time;
    wall = times.next(wall.add({ seconds: 1 }));
  }
}

/** When a clock first shows a time; where it leaves it out, when it goes on after the gap. */
function onClock(wall: Temporal.PlainDateTime, timezone: string): Temporal.Instant {
  const time = wall.toZonedDateTime(timezone, { disambiguation: "earlier" });
  const isShown = time.toPlainDateTime().equals(wall);
  return (isShown ? time : time.getTimeZoneTransition("next")!).toInstant();
}

/** From one change of the clocks to the next, wall time is steady. */
function nextRepeated(
  times: WallTimes,
  { timezone }: CronSchedule,
  after: Temporal.Instant,
): Temporal.Instant | undefined {
  let from = after.round({ smallestUnit: "second", roundingMode: "floor" }).add({ seconds: 1 });
  for (;;) {
    const start = from.toZonedDateTimeISO(timezone);
    const wall = times.next(start.toPlainDateTime());
    if (!wall) return undefined;
    const time = from.add(start.toPlainDateTime().until(wall, { largestUnit: "seconds" }));
    const change = start.getTimeZoneTransition("next")?.toInstant();
    if (!change || Temporal.Instant.compare(time, change) < 0) return time;
    from = change;
  }
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
  const from = until.subtract({ seconds: LONGEST_WAIT });
  return latestWithin(schedule, { from, to: until.add({ nanoseconds: 1 }), limit });
}

/** Halves without a time are left out, and the earlier one is not looked at where the later one has enough. */
function latestWithin(
  schedule: CronSchedule,
  span: { from: Temporal.Instant; to: Temporal.Instant; limit: number },
): Temporal.Instant[] {
  const { from, to, limit } = span;
  const seconds = from.until(to).total("seconds");
  if (seconds <= 2 * limit) return timesBetween(schedule, { from, to, limit: Infinity }).slice(-limit);
  if (timesBetween(schedule, { from, to, limit: 1 }).length === 0) return [];
  const middle = from.add({ seconds: Math.floor(seconds / 2) });
  const later = latestWithin(schedule, { from: middle, to, limit });
  if (later.length === limit) return later;
  return [...latestWithin(schedule, { from, to: middle, limit: limit - later.length }), ...later];
}

/** No schedule waits longer for its next time: the years from one 29 February to another, at most. In seconds. */
const LONGEST_WAIT = 9 * 366 * 24 * 3600;

/** Why a schedule cannot be: what is wrong with its cron expression or time zone; undefined for one that can. */
export function scheduleProblem({ cron, timezone }: CronSchedule): string | undefined {
  const problem = cronProblem(cron)?.problem;
  return problem ?? (isTimeZone(timezone) ? undefined : `'${timezone}' is no time zone`);
}

const known = new Map<string, WallTimes>();
const KNOWN_LIMIT = 1000;

function timesOf(cron: string): WallTimes {
  let times = known.get(cron);
  if (!times) {
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(cron, times = wallTimesOf(cron));
  }
  return times;
}
