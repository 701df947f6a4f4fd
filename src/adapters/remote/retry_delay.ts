/** Milliseconds. A server that asks for a longer pause is not waited for. */
export interface RetrySettings {
  /** How often a request is repeated. */
  attempts: number;
  minMilliseconds: number;
  maxMilliseconds: number;
  /** Longest pause that a server may ask for. */
  patienceMilliseconds: number;
}

export const RETRY: RetrySettings = {
  attempts: 4,
  minMilliseconds: 250,
  maxMilliseconds: 8_000,
  patienceMilliseconds: 60_000,
};

/**
 * How long a server asks to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), `RateLimit-Reset` in
 * seconds, `X-RateLimit-Reset` as seconds since 1970. Dates are seen from the answer's own `Date`.
 */
export function askedDelay(headers: Headers): number | undefined {
  const dated = Date.parse(headers.get("date") ?? "");
  const now = Number.isNaN(dated) ? Date.now() : dated;
  const after = headers.get("retry-after")?.trim();
  if (after) {
    if (/^\d+$/.test(after)) return Number(after) * 1000;
    const until = Date.parse(after);
    if (!Number.isNaN(until)) return Math.max(0, until - now);
  }
  const delta = headers.get("ratelimit-reset")?.trim();
  if (delta && /^\d+$/.test(delta)) return Number(delta) * 1000;
  const epoch = headers.get("x-ratelimit-reset")?.trim();
  if (epoch && /^\d+$/.test(epoch)) return Math.max(0, Number(epoch) * 1000 - now);
  return undefined;
}

/** The pause after the attempt with this number (from 0) failed: a random part of one that doubles (full jitter). */
export function backoff(attempt: number, { minMilliseconds, maxMilliseconds }: RetrySettings): number {
  return Math.random() * Math.min(maxMilliseconds, minMilliseconds * 2 ** attempt);
}

/** Waits; ends early when `signal` aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}
