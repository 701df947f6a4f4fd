/** Names that CEL keeps for itself. */
const RESERVED = new Set(
  ("as break const continue else false for function if import in let loop namespace null package return true var void " +
    "while").split(" "),
);

/**
 * `tasks.a-b` as `tasks["a-b"]`, outside of texts: ids are wider than CEL's names. Those that are names stay as they are:
 * `has()` takes nothing else. `original` gives where an offset of the
 * new text stands in the old one.
 */
export function withBracketedTasks(source: string): { text: string; original: (offset: number) => number } {
  const pieces =
    /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?<![\w.])tasks\s*\.\s*([a-z0-9][a-z0-9_-]*)/g;
  const shifts: { from: number; by: number }[] = [];
  let by = 0;
  const text = source.replace(pieces, (match, id: string | undefined, at: number) => {
    if (id === undefined || /^[a-z][a-z0-9_]*$/.test(id) && !RESERVED.has(id)) return match;
    const written = `tasks["${id}"]`;
    // The text in quotes stands for the id; what comes after it has moved.
    shifts.push({ from: at + by, by: by + "tasks[".length - (match.length - id.length) });
    by += written.length - match.length;
    shifts.push({ from: at + match.length - 1 + by, by });
    return written;
  });
  return {
    text,
    original(offset) {
      const shift = shifts.findLast(({ from }) => from < offset)?.by ?? 0;
      return Math.max(0, Math.min(source.length, offset - shift));
    },
  };
}
