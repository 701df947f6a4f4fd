/** Lines of context around a difference. */
const CONTEXT = 3;
/** Larger differences are only told, not shown: the search costs the square of this. */
const LONGEST = 2000;

interface Step {
  sign: " " | "-" | "+";
  line: string;
}

/**
 * What leads from one text to another, as hunks of the unified format (`diff -u`) without its header; null where they
 * differ in too many lines to be shown.
 */
export function diffLines(from: string, to: string): string | null {
  const [a, b] = [from.split("\n"), to.split("\n")];
  // The final newline ends a line and begins none.
  if (a.at(-1) === "" && b.at(-1) === "") [a, b].forEach((lines) => lines.pop());
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const steps = editScript(a.slice(start, a.length - end), b.slice(start, b.length - end));
  if (!steps) return null;
  const same = (lines: string[]): Step[] => lines.map((line) => ({ sign: " ", line }));
  return hunks([...same(a.slice(0, start)), ...steps, ...same(a.slice(a.length - end))]);
}

/** The shortest edit script (longest common subsequence). */
function editScript(a: string[], b: string[]): Step[] | undefined {
  if (a.length > LONGEST || b.length > LONGEST) return undefined;
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j]
        ? common[(i + 1) * width + j + 1]! + 1
        : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push({ sign: " ", line: a[i++]! });
      j++;
    } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      steps.push({ sign: "-", line: a[i++]! });
    } else steps.push({ sign: "+", line: b[j++]! });
  }
  return steps;
}

function hunks(steps: readonly Step[]): string {
  const changed = steps.flatMap(({ sign }, i) => sign === " " ? [] : [i]);
  const lines: string[] = [];
  for (let first = 0; first < changed.length;) {
    let last = first;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT + 1) last++;
    const from = Math.max(0, changed[first]! - CONTEXT);
    const to = Math.min(steps.length, changed[last]! + CONTEXT + 1);
    const count = (sign: Step["sign"], end: number, begin = 0) =>
      steps.slice(begin, end).filter((step) => step.sign !== sign).length;
    const range = (other: Step["sign"]) => {
      const length = count(other, to, from);
      return `${count(other, from) + (length === 0 ? 0 : 1)},${length}`;
    };
    lines.push(`@@ -${range("+")} +${range("-")} @@`);
    lines.push(...steps.slice(from, to).map(({ sign, line }) => sign + line));
    first = last + 1;
  }
  return lines.join("\n");
}
