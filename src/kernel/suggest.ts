/**
 * Edits between two words: insertion, deletion, substitution, and swapping neighbours
 * (optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** Longer words are not compared: it takes time in proportion to the product of their lengths. */
const LONGEST_WORD = 200;

/** The candidates nearest to what was typed, best first, at most three; none when nothing is near. */
export function nearest(typed: string, candidates: Iterable<string>): string[] {
  if (typed.length > LONGEST_WORD) return [];
  const wanted = typed.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate.length > LONGEST_WORD) continue;
    const known = candidate.toLowerCase();
    const contains = wanted.length >= 3 && (known.includes(wanted) || wanted.includes(known) && known.length >= 3);
    const distance = contains ? Math.min(1, editDistance(wanted, known)) : editDistance(wanted, known);
    if (distance <= limit) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, 3).map((each) => each.candidate);
}

/** A hint: "Did you mean 'x'?" when something is near, and otherwise the given text. */
export function didYouMean(typed: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(typed, candidates);
  if (near.length === 0) return otherwise;
  const quoted = near.map((each) => `'${each}'`);
  const last = quoted.pop();
  return `Did you mean ${quoted.length > 0 ? `${quoted.join(", ")} or ${last}` : last}?`;
}
