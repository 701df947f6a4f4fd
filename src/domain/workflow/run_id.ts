/** Crockford's base32 in lower case. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * The id of a new run: `run-`, the milliseconds since 1970 in ten characters and ten characters that nobody can guess. So
 * ids sort by time. `random` holds ten letters and digits or more.
 */
export function newRunId(at: Temporal.Instant, random: string): string {
  let time = "";
  for (let rest = at.epochMilliseconds; time.length < 10; rest = Math.floor(rest / 32)) {
    time = ALPHABET[rest % 32]! + time;
  }
  const tail = [...random.slice(0, 10)].map((character) => ALPHABET[character.charCodeAt(0) % 32]!);
  return `run-${time}${tail.join("")}`;
}
