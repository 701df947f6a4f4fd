/** Longest slug in UTF-8 bytes: with a suffix and `.json` it stays far below the 255 of file systems. */
const LONGEST = 100;

/** Names that Windows keeps for devices, whatever follows after a dot. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(?:\.|$)/;

/**
 * The id that a branch gives its changeset: `feature/new-api` → `feature-new-api`. It is a file name on every
 * system: lower case (file systems that ignore case), letters, digits, dots, underscores and dashes only, no dot at
 * its ends, no Windows device, at most 100 bytes. Letters of all scripts stay (NFKC). Where the branch does not
 * survive this in a recognisable form (too long, reserved, nothing left), a hash of it is added.
 */
export function slugOfBranch(branch: string): string {
  const slug = plain(branch);
  const cut = plain(truncate(slug));
  if (cut === slug && slug !== "" && !RESERVED.test(slug)) return slug;
  return slugWithHash(branch);
}

/**
 * The id of a branch whose slug belongs to another branch already (`a/b` and `a-b`): the slug and a hash of the
 * branch, the same on every machine. `attempt` above 1 is for the case that this is taken as well.
 */
export function slugWithHash(branch: string, attempt = 1): string {
  const slug = plain(truncate(plain(branch)));
  const hash = shortHash(attempt === 1 ? branch : `${branch}#${attempt}`);
  return slug === "" || RESERVED.test(slug) ? `branch-${hash}` : `${slug}-${hash}`;
}

/** The first id for the branch that `isTaken` does not claim for another branch. */
export function freeSlug(branch: string, isTaken: (id: string) => boolean): string {
  let id = slugOfBranch(branch);
  for (let attempt = 1; isTaken(id); attempt++) id = slugWithHash(branch, attempt);
  return id;
}

/** Eight hexadecimal digits that tell texts apart: FNV-1a, 32 bits, over UTF-8. Not for security. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function plain(text: string): string {
  // The tables of Unicode's classes cost 1.5 ms, and few branches need them.
  if (/^[\w./-]*$/.test(text)) {
    return text.toLowerCase().replace(/[/-]+/g, "-").replace(/\.{2,}/g, ".").replace(/^[-._]+|[-._]+$/g, "");
  }
  return text.normalize("NFKC").toLowerCase().normalize("NFKC")
    .replace(/[^\p{L}\p{M}\p{N}._]+/gu, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-._\p{M}]+|[-._]+$/gu, "");
}

function truncate(slug: string): string {
  let bytes = 0;
  let kept = "";
  for (const character of slug) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > LONGEST) break;
    kept += character;
  }
  return kept;
}
