import { globMatcher } from "../packages/glob.ts";
import type { Cooldown } from "../registry/model.ts";

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** What a cooldown has to look like, for messages. */
export const COOLDOWN_FORM =
  "a number of minutes, hours, days or weeks, such as 90m, 12h, 3d or 2w (a bare number is days)";

/** The minutes of an age such as `12h`, `3d` or `2w`; a bare number is days. Undefined for what is none. */
export function findMinutes(age: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,6})\s*([mhdw]?)$/.exec(age.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * MINUTES[unit === "" ? "d" : unit]!;
}

/** A cooldown at one moment: for each package, when its versions must have been published. */
export interface CooldownAt {
  /** Undefined where the package is exempt. */
  publishedBefore(name: string): Temporal.Instant | undefined;
  /** When a version published then is old enough; undefined where time alone does not make it so. */
  oldEnoughAt(publishedAt: Temporal.Instant): Temporal.Instant | undefined;
}

/** Undefined where versions of any age are offered. */
export function cooldownAt(cooldown: Cooldown | undefined, now: Temporal.Instant): CooldownAt | undefined {
  const { minutes = 0, before, exclude = [] } = cooldown ?? {};
  if (minutes <= 0 && before === undefined) return undefined;
  const byAge = now.subtract({ minutes });
  const stated = before === undefined ? undefined : findInstant(before);
  const limit = stated && Temporal.Instant.compare(stated, byAge) < 0 ? stated : byAge;
  const isExempt = globMatcher(exclude);
  return {
    publishedBefore: (name) => isExempt(name) ? undefined : limit,
    oldEnoughAt: (publishedAt) => stated === undefined ? publishedAt.add({ minutes }) : undefined,
  };
}

/** An instant from a registry's text (ISO 8601), or undefined. */
export function findInstant(text: string | undefined): Temporal.Instant | undefined {
  try {
    return text === undefined ? undefined : Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}
