/**
 * An instant as the store keeps it: in UTC, with milliseconds, of one width; so the order of texts is that of time.
 * Takes any instant in ISO 8601 (RFC 9557), such as `2026-11-20T12:00:00+01:00`.
 */
export function keptInstant(text: string): string {
  if (text.length === 24 && text.endsWith("Z") && text[19] === ".") return text;
  return Temporal.Instant.from(text).toString({ smallestUnit: "millisecond" });
}

/** The same where there may be none. */
export function keptInstantOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : keptInstant(text);
}
