/** A piece of what another program wrote: text, a control character, or a change of how text looks. */
export type ForeignPiece =
  | { kind: "text"; text: string }
  | { kind: "control"; text: string }
  | { kind: "style"; codes: readonly number[] };

/** SGR sequences (`ESC [ … m`), other escape sequences (CSI, OSC and the short ones), and single control characters. */
const CONTROLS =
  // deno-lint-ignore no-control-regex
  /\x1b\[([\d;]*)m|\x1b\[[\x20-\x3f]*[\x40-\x7e]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b.?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/gs;

/**
 * Reads a line that another program wrote. Of escape sequences only attributes and the 16 colours are left (ECMA-48,
 * "SGR"); 256 colours and RGB go with their arguments, so do links, titles and movements of the cursor.
 */
export function readForeignText(line: string): ForeignPiece[] {
  const pieces: ForeignPiece[] = [];
  let end = 0;
  const addText = (until: number) => {
    if (until > end) pieces.push({ kind: "text", text: line.slice(end, until) });
  };
  for (const found of line.matchAll(CONTROLS)) {
    addText(found.index);
    end = found.index + found[0].length;
    const codes = found[1] === undefined ? [] : simpleCodes(found[1]);
    if (codes.length > 0) pieces.push({ kind: "style", codes });
    else if (!found[0].startsWith("\x1b")) pieces.push({ kind: "control", text: found[0] });
  }
  addText(line.length);
  return pieces;
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
