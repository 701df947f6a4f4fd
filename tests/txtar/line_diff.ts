const CONTEXT = 2;

/** The lines that differ, `-` wanted and `+` found, with two lines around them; `…` stands for lines left out. */
export function lineDiff(wanted: string, found: string): string {
  const marked = mark(wanted.split("\n"), found.split("\n"));
  const near = marked.map((_, i) =>
    marked.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => line[0] !== " ")
  );
  return marked.flatMap((line, i) => near[i] ? [line] : near[i - 1] ? ["…"] : []).join("\n");
}

/** Every line of both texts, marked by where it is, by way of a longest common subsequence. */
function mark(wanted: string[], found: string[]): string[] {
  const common = Array.from({ length: wanted.length + 1 }, () => new Array<number>(found.length + 1).fill(0));
  for (let i = wanted.length - 1; i >= 0; i--) {
    for (let j = found.length - 1; j >= 0; j--) {
      common[i]![j] = wanted[i] === found[j]
        ? common[i + 1]![j + 1]! + 1
        : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const marked: string[] = [];
  let [i, j] = [0, 0];
  while (i < wanted.length || j < found.length) {
    if (i < wanted.length && j < found.length && wanted[i] === found[j]) {
      marked.push(` ${wanted[i++]}`);
      j++;
    } else if (i < wanted.length && (j === found.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      marked.push(`-${wanted[i++]}`);
    } else marked.push(`+${found[j++]}`);
  }
  return marked;
}
