import type { RetryPolicy } from "../definition/model.ts";
import { parseDuration } from "../definition/duration.ts";
import { fractionOf } from "./fraction.ts";

/** Nobody is waited for longer than this, whatever `Retry-After` says. */
const LONGEST_RETRY_AFTER = 24 * 3_600_000;

/**
 * Milliseconds to wait after the given number of failures (from 1). Jitter takes off up to a quarter and follows from
 * `seed`. What the other side asked to wait (`Retry-After`) is waited at least.
 */
export function retryWait(
  policy: RetryPolicy,
  { failures, seed, retryAfter = 0 }: { failures: number; seed: string; retryAfter?: number | undefined },
): number {
  const initial = parseDuration(policy.initial_interval ?? "1s");
  const longest = parseDuration(policy.maximum_interval ?? "1m");
  const backoff = Math.min(longest, initial * (policy.backoff_coefficient ?? 2) ** (failures - 1));
  const varied = policy.jitter === false ? backoff : backoff * (1 - fractionOf(seed) / 4);
  return Math.round(Math.max(varied, Math.min(retryAfter, LONGEST_RETRY_AFTER)));
}
