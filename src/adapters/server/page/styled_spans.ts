import { readForeignText } from "../../../formats/foreign_text.ts";
import { visible } from "./markup.ts";

/** A stretch of a line of a log, and the classes that it looks like. */
export interface Span {
  text: string;
  /** Separated by spaces: `f1` is the colour red, `b1` the background, `bold`. */
  classes: string;
}

const ATTRIBUTES: Readonly<Record<number, string>> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
};
const ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

/** A line that another program wrote, as spans: attributes and the 16 colours become classes, other sequences go. */
export function styledSpans(line: string): Span[] {
  const spans: Span[] = [];
  const attributes = new Set<string>();
  let [foreground, background] = ["", ""];
  const apply = (code: number) => {
    if (code === 0) {
      attributes.clear();
      foreground = background = "";
    } else if (ATTRIBUTES[code]) attributes.add(ATTRIBUTES[code]);
    else if (ENDS[code]) ENDS[code].forEach((each) => attributes.delete(each));
    else if (code === 39) foreground = "";
    else if (code === 49) background = "";
    else if (code >= 30 && code <= 37) foreground = `f${code - 30}`;
    else if (code >= 90 && code <= 97) foreground = `f${code - 82}`;
    else if (code >= 40 && code <= 47) background = `b${code - 40}`;
    else if (code >= 100 && code <= 107) background = `b${code - 92}`;
  };
  for (const piece of readForeignText(line)) {
    if (piece.kind === "style") {
      piece.codes.forEach(apply);
      continue;
    }
    const classes = [...attributes, foreground, background].filter((each) => each !== "").join(" ");
    const last = spans.at(-1);
    if (last?.classes === classes) last.text += visible(piece.text);
    else spans.push({ text: visible(piece.text), classes });
  }
  return spans;
}
