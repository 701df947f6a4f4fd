import { globMatcher } from "../packages/glob.ts";
import type { Cooldown } from "../registry/model.ts";

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
