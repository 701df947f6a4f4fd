/** A graph of packages as it is drawn, whatever the notation. */
export interface DrawnGraph {
  nodes: readonly DrawnNode[];
  /** At most one between two nodes. */
  edges: readonly DrawnEdge[];
  /** Every node, in the order in which trees may begin with it: those that no edge leads to come first. */
  entries: readonly string[];
}

export interface DrawnNode {
  name: string;
  /** Empty where there is none. */
  version: string;
  /** What sets it apart, such as `changed`; empty for most. */
  mark: "" | "changed" | "dependent";
  private: boolean;
}

export interface DrawnEdge {
  from: string;
  to: string;
  /** Words below the arrow, such as `dev, peer`; empty for a plain dependency. */
  label: string;
  isInCycle: boolean;
}

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Names come from files: control characters are shown, not obeyed by the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
