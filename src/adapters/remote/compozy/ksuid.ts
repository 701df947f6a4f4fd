const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Seconds since 1970 at which the timestamps of KSUIDs begin: 13 May 2014. */
const EPOCH = 1_400_000_000n;
/** A KSUID is 160 bits, of which the first 32 are the time. */
const LARGEST = (1n << 160n) - 1n;

/**
 * When a KSUID was made, to the second, in ISO 8601; undefined for a text that is none (27 digits of base 62, as
 * segmentio/ksuid has them).
 */
export function ksuidTime(id: string): string | undefined {
  if (!/^[0-9A-Za-z]{27}$/.test(id)) return undefined;
  const value = [...id].reduce((sum, digit) => sum * 62n + BigInt(ALPHABET.indexOf(digit)), 0n);
  if (value > LARGEST) return undefined;
  const seconds = (value >> 128n) + EPOCH;
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}
