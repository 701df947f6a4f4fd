import type { Ui } from "./ui.ts";

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Names and messages come from files and people: control characters are shown, not obeyed by the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// deno-lint-ignore no-control-regex
const NOT_OURS = /(\x1b\[\d+m)|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** The same for whole lines on their way out, of which line ends, tabs and the colours of `ui` are our own. */
export function printableLines(text: string, ui: Pick<Ui, "style">): string {
  const isColored = ui.style.bold("x") !== "x";
  return text.replace(NOT_OURS, (found, color?: string) => color && isColored ? color : printable(found));
}
