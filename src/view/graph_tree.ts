import type { DrawnEdge, DrawnGraph, DrawnNode } from "./drawn_graph.ts";
import { printable } from "./printable.ts";
import type { Ui } from "./ui.ts";

/** A place in the tree that is still to be drawn. */
interface Branch {
  name: string;
  edge: DrawnEdge | undefined;
  /** Whether a sibling follows at each depth, this one's own last. */
  rails: boolean[];
  /** Names from the root to the parent. */
  above: Above | undefined;
}

interface Above {
  name: string;
  above: Above | undefined;
}

/**
 * A graph as trees with dependencies below their dependents: one tree for each node that none leads to, and for each
 * cycle that none leads into. What stands below a node is drawn once; where an edge leads back up, the cycle is marked.
 */
export function drawTree({ nodes, edges, entries }: DrawnGraph, ui: Ui): string {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const next = Map.groupBy(edges, ({ from }) => from);
  const drawn = new Set<string>();
  const lines: string[] = [];
  const draw = (root: string) => {
    const waiting: Branch[] = [{ name: root, edge: undefined, rails: [], above: undefined }];
    for (let branch = waiting.pop(); branch; branch = waiting.pop()) {
      const below = next.get(branch.name) ?? [];
      const isCycle = leadsBack(branch);
      const isRepeated = !isCycle && below.length > 0 && drawn.has(branch.name);
      const note = isCycle ? ui.style.warning(" (cycle)") : isRepeated ? ui.style.dim(" (see above)") : "";
      lines.push(
        `${stem(branch.rails, ui)}${nodeText(byName.get(branch.name)!, ui)}${edgeText(branch.edge, ui)}${note}`,
      );
      drawn.add(branch.name);
      if (isCycle || isRepeated) continue;
      const above: Above = { name: branch.name, above: branch.above };
      for (let i = below.length - 1; i >= 0; i--) {
        const rails = [...branch.rails, i < below.length - 1];
        waiting.push({ name: below[i]!.to, edge: below[i], rails, above });
      }
    }
  };
  for (const name of entries) if (!drawn.has(name)) draw(name);
  return lines.join("\n");
}

function leadsBack({ name, above }: Branch): boolean {
  for (let each = above; each; each = each.above) if (each.name === name) return true;
  return false;
}

function stem(rails: readonly boolean[], { symbol, style }: Ui): string {
  if (rails.length === 0) return "";
  const bars = rails.slice(0, -1).map((goesOn) => goesOn ? `${symbol.bar}  ` : "   ").join("");
  return style.dim(`${bars}${rails.at(-1) ? symbol.fork : symbol.last} `);
}

function nodeText({ name, version, mark, private: isPrivate }: DrawnNode, { style }: Ui): string {
  const shown = printable(name);
  const title = mark === "changed" ? style.warning(style.bold(shown)) : style.highlight(shown);
  return [
    title,
    ...(version === "" ? [] : [printable(version)]),
    ...(isPrivate ? [style.dim("private")] : []),
    ...(mark === "changed" ? [style.warning("[changed]")] : []),
  ].join(" ");
}

function edgeText(edge: DrawnEdge | undefined, { style }: Ui): string {
  return edge === undefined || edge.label === "" ? "" : style.dim(` (${edge.label})`);
}
