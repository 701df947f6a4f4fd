import { DURATION_INVALID } from "./faults.ts";

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000], ["ms", 1]] as const;

/** A hundred years: longer is a mistake, and dates could not hold it. */
export const LONGEST_DURATION = 100 * 365 * 86_400_000;

/**
 * Milliseconds of `500ms`, `30s`, `1.5h`, `1h30m`; rounded to a whole one. Undefined for what is no duration, and for
 * more than a hundred years.
 */
export function findDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * UNITS.find(([name]) => name === unit)![1];
  }
  return total <= LONGEST_DURATION ? Math.round(total) : undefined;
}

/** Milliseconds of a duration. Fault: `DURATION_INVALID`, which none of a definition that was read is. */
export function parseDuration(text: string): number {
  const found = findDuration(text);
  if (found === undefined) throw DURATION_INVALID({ text });
  return found;
}

/** The shortest text that `parseDuration` reads as these milliseconds: `1h30m`, `0s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  let text = "";
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text || "0s";
}
