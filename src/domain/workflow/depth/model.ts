/** Lists and objects within each other, at most, of JSON that comes from outside: nobody who reads it must expect more. */
export const DEPTH_LIMIT = 500;

/** Whether a value of JSON has more levels than `DEPTH_LIMIT`. */
export function isTooDeep(value: unknown, room = DEPTH_LIMIT): boolean {
  if (typeof value !== "object" || value === null) return false;
  return room === 0 || Object.values(value).some((each) => isTooDeep(each, room - 1));
}
