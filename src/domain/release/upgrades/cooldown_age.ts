const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** What a cooldown has to look like, for messages. */
export const COOLDOWN_FORM =
  "a number of minutes, hours, days or weeks, such as 90m, 12h, 3d or 2w (a bare number is days)";

/** The minutes of an age such as `12h`, `3d` or `2w`; a bare number is days. Undefined for what is none. */
export function findMinutes(age: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,6})\s*([mhdw]?)$/.exec(age.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * MINUTES[unit === "" ? "d" : unit]!;
}
