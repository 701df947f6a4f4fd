import { OPTION_VALUE_INVALID } from "../cli/faults.ts";
import type { Clock } from "../kernel/ports.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * An instant as people write it: `yesterday`, `today` (their beginning where the user is), `now`, `2h` or `1d12h` for so
 * long ago, a date, a date with a time (where the user is, or with an offset). Returns ISO 8601 in UTC. Fault:
 * `OPTION_VALUE_INVALID`.
 */
export function readInstant(option: string, given: string, at: { clock: Clock; timeZone(): string }): string {
  const now = at.clock.now();
  const word = given.trim().toLowerCase();
  if (word === "now") return now.toString();
  const today = () => now.toZonedDateTimeISO(at.timeZone()).startOfDay();
  if (word === "today") return today().toInstant().toString();
  if (word === "yesterday") return today().subtract({ days: 1 }).toInstant().toString();
  if (/^(\d+[smhdw])+$/.test(word)) {
    const parts = [...word.matchAll(/(\d+)([smhdw])/g)];
    const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
    if (seconds < 1e10) return now.subtract({ seconds }).toString();
  }
  try {
    return Temporal.Instant.from(given.trim()).toString();
  } catch {
    // Without an offset it is a time where the user is.
  }
  try {
    return Temporal.PlainDateTime.from(given.trim()).toZonedDateTime(at.timeZone()).toInstant().toString();
  } catch {
    const expected = "a time such as yesterday, 2h, 2026-01-02 or 2026-01-02T15:04:05Z";
    throw OPTION_VALUE_INVALID({ option, value: given, expected, known: ["yesterday", "today", "now"] });
  }
}
