/** A command of a page and what it is to print. */
export interface Step {
  /** As it is handed to the shell. */
  command: string;
  /** Lines on the page; undefined for hidden commands, which only have to succeed. */
  expected: string[] | undefined;
  /** Lines of the page (from 0) that hold the expected output: first, and behind the last. */
  span: [number, number];
}

/** A file that a page gives in full. */
export interface GivenFile {
  path: string;
  content: string;
}

/** What a page does, in its order. `docs/README.md` describes the convention. */
export interface Page {
  /** What the working tree holds at the beginning: a folder of examples, or nothing ("empty"). */
  start: string | undefined;
  /** What the registry of its projects serves: a file of `tests/docs/registries`. */
  registry: string | undefined;
  actions: (Step | GivenFile)[];
  /** Targets of the links to files of the project, relative to the page, and the fragments of links within pages. */
  links: string[];
}

const FENCE = /^```(\S*)(?:\s+(\S+))?/;

/** Reads a page. Throws on a console block without command. */
export function parsePage(text: string): Page {
  const lines = text.split("\n");
  const page: Page = { start: undefined, registry: undefined, actions: [], links: [] };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const fence = FENCE.exec(line);
    if (fence) {
      const end = lines.indexOf("```", i + 1);
      if (end < 0) throw new Error(`line ${i + 1}: a code block without end`);
      const [, language, path] = fence;
      if (language === "console") page.actions.push(...readConsole(lines, { from: i + 1, end }));
      else if (path) page.actions.push({ path, content: `${lines.slice(i + 1, end).join("\n")}\n` });
      i = end;
      continue;
    }
    const start = /^<!-- start: (\S+) -->$/.exec(line);
    if (start) page.start = start[1];
    const registry = /^<!-- registry: (\S+) -->$/.exec(line);
    if (registry) page.registry = registry[1];
    for (const [, command] of line.matchAll(/<!-- \$ (.*?) -->/g)) {
      page.actions.push({ command: command!, expected: undefined, span: [i, i] });
    }
    for (const [, target] of line.matchAll(/\]\(([^)\s]+)\)/g)) page.links.push(target!);
  }
  return page;
}

function readConsole(lines: string[], { from, end }: { from: number; end: number }): Step[] {
  const steps: Step[] = [];
  for (let i = from; i < end;) {
    if (!lines[i]!.startsWith("$ ")) throw new Error(`line ${i + 1}: output before the first command`);
    let command = lines[i++]!.slice(2);
    while (command.endsWith("\\") && i < end) command = `${command}\n${lines[i++]!.replace(/^> /, "")}`;
    const first = i;
    while (i < end && !lines[i]!.startsWith("$ ")) i++;
    let last = i;
    while (last > first && lines[last - 1] === "") last--;
    steps.push({ command, expected: lines.slice(first, last), span: [first, last] });
  }
  return steps;
}

/** Whether output is what a page says: `...` alone is any lines, `...` in a line any text. Hashes only have to be hashes. */
export function matches(expected: string[], actual: string[]): boolean {
  if (expected.length === 0) return actual.length === 0;
  const [first, ...rest] = expected as [string, ...string[]];
  if (first === "...") {
    return actual.some((_, i) => matches(rest, actual.slice(i))) || matches(rest, []);
  }
  return actual.length > 0 && matchesLine(first, actual[0]!) && matches(rest, actual.slice(1));
}

/** Commit hashes follow from everything that was committed before: any of the same length does. */
function withoutHashes(line: string): string {
  return line.replace(/\b[0-9a-f]{7,64}\b/g, (hash) => "#".repeat(hash.length));
}

function matchesLine(expectedLine: string, actualLine: string): boolean {
  const [expected, actual] = [withoutHashes(expectedLine), withoutHashes(actualLine)];
  if (!expected.includes("...")) return expected === actual;
  const escaped = expected.split("...").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(actual);
}
