import { printable } from "./printable.ts";

/** SGR sequences (`ESC [ … m`), other escape sequences (CSI, OSC and the short ones), and single control characters. */
const CONTROLS =
  // deno-lint-ignore no-control-regex
  /\x1b\[([\d;]*)m|\x1b\[[\x20-\x3f]*[\x40-\x7e]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b.?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/gs;

/**
 * A line that another program wrote, safe for a terminal: colours of 16 stay where `color` says so, other escape
 * sequences go, other control characters are shown. A line that changes colours ends with a reset.
 */
export function foreignText(text: string, color: boolean): string {
  let painted = false;
  const safe = text.replace(CONTROLS, (found, codes: string | undefined) => {
    if (codes !== undefined) {
      const kept = color ? simpleCodes(codes) : [];
      painted ||= kept.length > 0;
      return kept.map((code) => `\x1b[${code}m`).join("");
    }
    return found.startsWith("\x1b") ? "" : printable(found);
  });
  return painted ? `${safe}\x1b[0m` : safe;
}

/** Codes of attributes and of the 16 colours; of others (256 colours, RGB) nothing, their arguments included. */
function simpleCodes(codes: string): number[] {
  const numbers = codes === "" ? [0] : codes.split(";").map(Number);
  const simple: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i]!;
    if (code === 38 || code === 48) i += numbers[i + 1] === 5 ? 2 : 4;
    else if (code <= 9 || code >= 21 && code <= 49 || code >= 90 && code <= 107) simple.push(code);
  }
  return simple;
}
