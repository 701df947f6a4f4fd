/**
 * A number in [0, 1) that follows from a text and looks random: jitter that is the same when a run is interpreted again.
 * FNV-1a over UTF-16 units, mixed by the finalizer of MurmurHash3.
 */
export function fractionOf(text: string): number {
  return hash32(text, 0x811c9dc5) / 2 ** 32;
}

/** Crockford's base32 in lower case, the alphabet of run ids. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ten characters (50 bits) that follow from a text. */
export function digestOf(text: string): string {
  const high = hash32(text, 0x811c9dc5);
  const low = hash32(text, 0x9747b28c);
  let characters = "";
  for (let i = 0; i < 5; i++) {
    characters += ALPHABET[(high >>> (5 * i)) & 31]! + ALPHABET[(low >>> (5 * i)) & 31]!;
  }
  return characters;
}

function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
