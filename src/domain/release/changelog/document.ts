/** A heading of a changelog. Offsets count UTF-16 units from the start of the text. */
export interface Heading {
  level: number;
  /** Without the marks. */
  text: string;
  start: number;
  /** Behind its line end. */
  end: number;
}

/** What matters of a changelog's text for adding to it. */
export interface ChangelogDocument {
  eol: "\n" | "\r\n";
  /** Behind a byte order mark and front matter. */
  bodyStart: number;
  headings: Heading[];
  /** Link reference definitions, in order. */
  definitions: { label: string; start: number; end: number }[];
  /** Start of the definitions that end the text; undefined when it ends otherwise. */
  definitionsStart: number | undefined;
  /** True when a code block or comment is still open at the end: nothing may be added there. */
  openAtEnd: boolean;
}

/** Which version a heading announces. */
export interface VersionHeading {
  /** The package before the version, as in `name@1.0.0` or `name 1.0.0`. */
  name: string | undefined;
  version: string;
}

const VERSION =
  /^\[?(?:(?<name>@?[A-Za-z][\w.\/-]*)(?:@|[ \t]+)\[?)?v?(?<version>\d+\.\d+(?:\.\d+)?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)(?=$|[\s\](:,/])/;
const DATE = /^\[?\d{4}-\d{2}-\d{2}(?!\d)/;

/** The version at the start of a heading: `[1.2.0] - 2026-11-20`, `v1.2.0`, `name@1.2.0`, `[1.2.0](https://…)`. */
export function findVersion(text: string): VersionHeading | undefined {
  const groups = VERSION.exec(text)?.groups;
  if (!groups) return undefined;
  const name = /^(?:version|release)$/i.test(groups.name ?? "") ? undefined : groups.name;
  return { name, version: groups.version! };
}

/** True for the heading of a release: a version or a date. */
export function isRelease(heading: Heading): boolean {
  return findVersion(heading.text) !== undefined || DATE.test(heading.text);
}

export function isUnreleased(heading: Heading): boolean {
  return /^\[?unreleased\]?(?:$|[\s(:-])/i.test(heading.text);
}

interface Line {
  text: string;
  start: number;
  end: number;
}

interface Fence {
  mark: string;
  /** Width of all before the mark. */
  indent: number;
  /** Whether it stands in a list or quote. */
  nested: boolean;
}

const FENCE = /^((?:\s|[-*+]\s|\d{1,9}[.)]\s|>)*)(?:(`{3,})[^`]*|(~{3,}).*)$/;
const ATX = /^(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const DEFINITION = /^ {0,3}\[([^\]\[]+)\]:[ \t]*\S/;

/** What a line is to the line below it. */
type LineKind = "blank" | "text" | "heading" | "definition" | "other";

/**
 * Finds headings (`#` at the start of a line, or one underlined line) and link definitions of a markdown text,
 * skipping front matter, fenced code and comments. Headings inside lists and quotes are not the document's own.
 */
export function scanChangelog(text: string): ChangelogDocument {
  const lines = splitLines(text);
  const front = frontMatterEnd(lines);
  const headings: Heading[] = [];
  const definitions: ChangelogDocument["definitions"] = [];
  const kinds: LineKind[] = [];
  let definitionsStart: number | undefined;
  let fence: Fence | undefined;
  let inComment = false;
  let inList = false;
  for (const [i, { text: content, start, end }] of lines.slice(front).entries()) {
    kinds[i] = content.trim() === "" ? "blank" : "other";
    if (kinds[i] === "blank") continue;
    const runStart = definitionsStart;
    definitionsStart = undefined;
    if (fence && leaves(fence, content)) fence = undefined;
    if (fence) {
      if (closes(fence, content)) fence = undefined;
      continue;
    }
    if (inComment || /^ {0,3}<!--/.test(content)) {
      inComment = !content.includes("-->", inComment ? 0 : content.indexOf("<!--") + 4);
    } else {
      // Text at the margin ends a list; what is indented belongs to it.
      if (/^\S/.test(content)) inList = /^(?:[-*+]|\d{1,9}[.)])\s/.test(content);
      fence = openFence(content, inList);
      if (fence) continue;
      // A definition cannot interrupt a paragraph or a list.
      const definition = kinds[i - 1] === "text" || kinds[i - 1] === "other"
        ? undefined
        : DEFINITION.exec(content)?.[1];
      const atx = ATX.exec(content);
      const underline = /^(?:(=+)|-+)[ \t]*$/.exec(content);
      if (definition !== undefined) {
        kinds[i] = "definition";
        definitions.push({ label: definition, start, end });
        definitionsStart = runStart ?? start;
      } else if (atx) {
        kinds[i] = "heading";
        headings.push({ level: atx[1]!.length, text: atx[2] ?? "", start, end });
      } else if (underline && kinds[i - 1] === "text" && kinds[i - 2] !== "text") {
        kinds[i] = "heading";
        const line = lines[front + i - 1]!;
        headings.push({ level: underline[1] ? 1 : 2, text: line.text.trim(), start: line.start, end });
      } else if (!/^(?:\s|[-*+>|]|\d+[.)]\s)/.test(content)) kinds[i] = "text";
    }
  }
  return {
    eol: /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n",
    bodyStart: front === 0 ? (text.startsWith("\uFEFF") ? 1 : 0) : lines[front - 1]!.end,
    headings,
    definitions,
    definitionsStart,
    openAtEnd: fence !== undefined || inComment,
  };
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = text.startsWith("\uFEFF") ? 1 : 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push({ text: text.slice(start, end).replace(/\r?\n$/, ""), start, end });
    start = end;
  }
  return lines;
}

/** Number of lines that front matter (`---` for YAML, `+++` for TOML) takes at the top. */
function frontMatterEnd(lines: readonly Line[]): number {
  const mark = lines[0]?.text.trimEnd();
  if (mark !== "---" && mark !== "+++") return 0;
  const end = lines.findIndex((line, i) => i > 0 && line.text.trimEnd() === mark);
  return end + 1;
}

function openFence(content: string, inList: boolean): Fence | undefined {
  const match = FENCE.exec(content);
  const mark = match?.[2] ?? match?.[3];
  if (mark === undefined) return undefined;
  const before = match![1]!;
  return { mark, indent: before.length, nested: inList || before.trim() !== "" };
}

function closes(fence: Fence, content: string): boolean {
  const mark = content.trim();
  return mark.startsWith(fence.mark) && mark === fence.mark[0]!.repeat(mark.length);
}

/** A fence inside a list or quote ends where that does. */
function leaves(fence: Fence, content: string): boolean {
  return fence.nested && content.length - content.trimStart().length < fence.indent;
}
