import { stampOf } from "../engine/stamp.ts";

/** The idempotency key of the run for one time of a schedule, fired or made up for: there is at most one. */
export function scheduleKey(time: Temporal.Instant): string {
  return `schedule:${stampOf(time)}`;
}
