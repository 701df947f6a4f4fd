/** What an age has to look like, for messages. */
export const AGE_FORM = "a number of days, weeks, months or years, such as 30d, 8w, 6m or 1y";

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** The days of an age such as `30d`, `8w`, `6m` (of 30 days) or `1y`; a bare number is days. Undefined for no age. */
export function findDays(age: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,5})\s*([dwmy]?)$/.exec(age.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * (DAYS[unit] ?? 1);
}
