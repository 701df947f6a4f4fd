import { displayWidth } from "../../../view/wrap.ts";

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });
// deno-lint-ignore no-control-regex
const PARTS = /\x1b\[\d+m|[^\x1b]+/g;

/** A line of exactly so many columns: cut, or filled up with spaces. Colours take no room. */
export function fit(line: string, width: number): string {
  let room = width;
  let isFull = false;
  let fitted = "";
  for (const [part] of line.matchAll(PARTS)) {
    if (part.startsWith("\x1b")) {
      fitted += part;
      continue;
    }
    for (const { segment } of GRAPHEMES.segment(part)) {
      const columns = displayWidth(segment);
      // A wide character that is cut leaves a column empty.
      isFull ||= columns > room;
      if (isFull) break;
      fitted += segment;
      room -= columns;
    }
  }
  return fitted + " ".repeat(room);
}
