/** The most columns that running text is given: longer lines are hard to read. */
const WIDEST = 100;
/** Narrower than this, words stand below each other: terminals then break the lines themselves. */
const NARROWEST = 24;

/** How a text is wrapped. */
export interface Wrapping {
  /** Columns of the terminal. */
  width: number;
  /** Columns before later lines; what stands before the first is the caller's. */
  indent?: number;
}

/**
 * A text with line breaks between words, so that no line is longer than the terminal or 100 columns. Line breaks of
 * the text stay; colours have no width, wide characters two columns; code between backticks, and words that are
 * longer than a line, are not broken.
 */
export function wrap(text: string, { width, indent = 0 }: Wrapping): string {
  const columns = Math.max(NARROWEST, Math.min(width, WIDEST) - indent);
  const margin = `\n${" ".repeat(indent)}`;
  return text.split("\n").map((line) => wrapLine(line, columns).join(margin)).join(margin);
}

/** Paragraphs that stand as lines in the source, each on one line; a blank line is between two. */
export function paragraphs(text: string): string {
  return text.trim().split(/\n(?:[ \t]*\n)+/).map((each) => each.replace(/\s*\n\s*/g, " ")).join("\n\n");
}

function wrapLine(line: string, columns: number): string[] {
  if (displayWidth(line) <= columns) return [line];
  const lines: string[] = [];
  let current = /^\s*/.exec(line)![0];
  let isEmpty = true;
  for (const word of wordsOf(line, columns)) {
    const longer = isEmpty ? current + word : `${current} ${word}`;
    if (!isEmpty && displayWidth(longer) > columns) {
      lines.push(current);
      current = word;
    } else current = longer;
    isEmpty = false;
  }
  return [...lines, current];
}

/** Words, with code between backticks as one where it fits into a line. */
function wordsOf(line: string, columns: number): string[] {
  const words = line.match(/(?:`[^`]*`|\S)+/g) ?? [];
  return words.flatMap((word) => displayWidth(word) <= columns ? [word] : word.split(" "));
}

// deno-lint-ignore no-control-regex
const STYLES = /\x1b\[[\d;]*m/g;
const ZERO_WIDTH = /^[\p{M}\p{Cf}]+$/u;
/** East Asian wide and full-width characters, and emoji (Unicode, UAX 11). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;

let segmenter: Intl.Segmenter | undefined;

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  const plain = text.replace(STYLES, "");
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(plain)) return plain.length;
  segmenter ??= new Intl.Segmenter();
  let width = 0;
  for (const { segment } of segmenter.segment(plain)) {
    if (!ZERO_WIDTH.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}
