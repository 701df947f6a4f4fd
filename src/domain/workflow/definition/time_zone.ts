/** Whether a text names a time zone (IANA). Offsets such as +02:00, which know no daylight saving, do not count. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
