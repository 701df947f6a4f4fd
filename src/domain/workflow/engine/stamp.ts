import type { Clock } from "../../../kernel/ports.ts";

/** An instant as it is stored and shown: in UTC, to the millisecond, so that the order of texts is that of time. */
export function stampOf(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: "millisecond" });
}

/** The time as it is stored. */
export function stamp(clock: Clock): string {
  return stampOf(clock.now());
}
