import type { Clock } from "../../kernel/ports.ts";
import { Refusal } from "./problem.ts";

export interface RateLimiter {
  /** Counts a request. Refuses with 429 when there were too many. */
  take(key: string): void;
  /** Counts a failed sign-in as many requests, so that tokens are not guessed. */
  fail(key: string): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** A failed sign-in costs as much as so many requests. */
const FAILURE_COST = 20;
/** Keys that are remembered; the oldest are forgotten, which gives them a full bucket. */
const KEYS = 10_000;

/** A bucket for each key: so many requests a minute, and as many at once. */
export function tokenBuckets(perMinute: number, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();

  function filled(key: string): Bucket {
    const now = clock.now().epochMilliseconds;
    const known = buckets.get(key) ?? { tokens: perMinute, at: now };
    const gained = Math.max(0, now - known.at) * perMinute / 60_000;
    const bucket = { tokens: Math.min(perMinute, known.tokens + gained), at: now };
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > KEYS) buckets.delete(buckets.keys().next().value!);
    return bucket;
  }

  return {
    take(key) {
      const bucket = filled(key);
      if (bucket.tokens < 1) {
        const seconds = Math.ceil((1 - bucket.tokens) * 60 / perMinute);
        throw new Refusal(429, "RATE_LIMITED", "Too many requests", {
          detail: `At most ${perMinute} a minute are taken.`,
          hint: `Wait ${seconds} s, or use the streams instead of asking again and again.`,
          details: { seconds },
          headers: { "retry-after": String(seconds) },
        });
      }
      bucket.tokens--;
    },
    fail(key) {
      filled(key).tokens -= FAILURE_COST;
    },
  };
}
