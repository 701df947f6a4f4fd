import { readForeignText } from "../formats/foreign_text.ts";
import { printable } from "./printable.ts";

/**
 * A line that another program wrote, safe for a terminal: colours of 16 stay where `color` says so, other escape
 * sequences go, other control characters are shown. A line that changes colours ends with a reset.
 */
export function foreignText(text: string, color: boolean): string {
  let painted = false;
  const safe = readForeignText(text).map((piece) => {
    if (piece.kind === "text") return piece.text;
    if (piece.kind === "control") return printable(piece.text);
    if (!color) return "";
    painted = true;
    return piece.codes.map((code) => `\x1b[${code}m`).join("");
  }).join("");
  return painted ? `${safe}\x1b[0m` : safe;
}
