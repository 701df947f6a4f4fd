import { parsePattern, type PatternNode } from "./parse_pattern.ts";

/**
 * Whether a pattern that is handed to JavaScript's own engine ends soon for short texts: at most two repetitions
 * without bound, none of them within another repetition. Throws `PatternError`.
 */
export function isSimplePattern(source: string): boolean {
  let unbounded = 0;
  return visit(parsePattern(source), false) && unbounded <= 2;

  function visit(node: PatternNode, repeated: boolean): boolean {
    switch (node.kind) {
      case "sequence":
      case "alternatives":
        return node.parts.every((each) => visit(each, repeated));
      case "repeat":
        if (node.maximum === Infinity) unbounded++;
        return !repeated && visit(node.part, node.maximum > 1);
      default:
        return true;
    }
  }
}
