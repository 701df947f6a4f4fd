import type { StoredSchedule } from "../store/ports.ts";
import { parseDuration } from "../definition/duration.ts";
import { latestTimes, nextTime } from "./cron.ts";

/** A server that is this late was busy, not away. */
const GRACE_MILLISECONDS = 60_000;
/** Most runs that one schedule starts at once to make up for missed times; the latest ones. */
const CATCH_UP_LIMIT = 100;

/** What a schedule asks for at an instant. */
export interface DueRuns {
  /** Times for which a run is to start, oldest first. */
  fire: Temporal.Instant[];
  /** Whether times before them passed too long ago. */
  hasMissed: boolean;
  next: Temporal.Instant | undefined;
}

/** The times of an active schedule since `nextRunAt`: those that are late by more than `catchup` are missed for good. */
export function dueRuns(schedule: StoredSchedule, now: Temporal.Instant): DueRuns {
  const next = nextTime(schedule, now);
  if (schedule.nextRunAt === null) return { fire: [], hasMissed: false, next };
  const from = Temporal.Instant.from(schedule.nextRunAt);
  if (isBefore(now, from)) return { fire: [], hasMissed: false, next: from };

  const lateness = Math.max(GRACE_MILLISECONDS, schedule.catchup === null ? 0 : parseDuration(schedule.catchup));
  const earliest = now.subtract({ milliseconds: lateness });
  const start = isBefore(from, earliest) ? earliest : from;
  const latest = latestTimes(schedule, { until: now, limit: CATCH_UP_LIMIT + 1 })
    .filter((time) => Temporal.Instant.compare(time, start) >= 0);
  const fire = latest.slice(-CATCH_UP_LIMIT);
  return { fire, hasMissed: fire.length < latest.length || isBefore(from, fire[0] ?? now), next };
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}
