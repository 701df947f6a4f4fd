/** Milliseconds that `Retry-After` asks to wait (RFC 9110, 10.2.3: seconds or a date); undefined where it says neither. */
export function retryAfterMilliseconds(header: string | null, now: Temporal.Instant): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = /^[A-Za-z]+,? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.epochMilliseconds);
}
