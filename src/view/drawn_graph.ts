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
