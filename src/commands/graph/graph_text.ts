import type { DependencyKind } from "../../domain/release/model.ts";
import { drawDot } from "../../view/dot.ts";
import type { DrawnGraph } from "../../view/drawn_graph.ts";
import { printable } from "../../view/printable.ts";
import { drawTree } from "../../view/graph_tree.ts";
import { drawMermaid } from "../../view/mermaid.ts";
import type { Ui } from "../../view/ui.ts";
import type { GraphOutput } from "./graph_output.ts";

type Cycle = GraphOutput["cycles"][number];

const KIND_WORDS: Record<DependencyKind, string> = {
  dependencies: "prod",
  devDependencies: "dev",
  peerDependencies: "peer",
  optionalDependencies: "optional",
};

/** The graph in the notation that was asked for; the tree comes with cycles and counts. */
export function graphText(value: GraphOutput, ui: Ui): string {
  const graph = drawnGraph(value);
  if (value.graphFormat === "dot") return drawDot(graph);
  if (value.graphFormat === "mermaid") return drawMermaid(graph);
  return [
    ui.heading("Package Graph"),
    ...affectedLines(value, ui),
    "",
    ...(value.nodes.length === 0 ? [] : [drawTree(graph, ui), ""]),
    ...value.cycles.flatMap((cycle) => cycleLines(cycle, ui)),
    summary(value),
  ].join("\n");
}

/** A cycle and what to do about it, on one line. */
export function cycleText({ packages, suggestion }: Cycle, arrow = "->"): string {
  const { from, to, kinds, reason } = suggestion;
  return `Circular dependency: ${around(packages, arrow)}. Remove '${printable(to)}' from ${kinds.join(" and ")} of ` +
    `'${printable(from)}': ${lowered(reason)}`;
}

function cycleLines({ packages, suggestion }: Cycle, { style, symbol }: Ui): string[] {
  const { from, to, kinds, reason } = suggestion;
  return [
    style.warning(`${symbol.warning} Circular dependency: ${around(packages, symbol.arrow)}`),
    `  Remove ${style.highlight(printable(to))} from ${kinds.join(" and ")} of ${style.highlight(printable(from))}`,
    `  ${style.dim(reason)}`,
    "",
  ];
}

function around(packages: readonly string[], arrow: string): string {
  return [...packages, packages[0]!].map(printable).join(` ${arrow} `);
}

function lowered(sentence: string): string {
  return sentence[0]!.toLowerCase() + sentence.slice(1);
}

function affectedLines({ affected }: GraphOutput, { style }: Ui): string[] {
  if (!affected) return [];
  const { since, changed, dependents } = affected;
  return [
    `Since ${style.warning(since.slice(0, 7))}: ${changed.length} changed, ${count(dependents.length, "dependent")}`,
  ];
}

function summary({ nodes, edges, cycles }: GraphOutput): string {
  const parts = [count(nodes.length, "package"), count(edges.length, "dependency", "dependencies")];
  if (cycles.length > 0) parts.push(count(cycles.length, "cycle"));
  return parts.join(", ");
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function drawnGraph({ nodes, edges, cycles, roots, levels }: GraphOutput): DrawnGraph {
  const circular = new Set(
    cycles.flatMap(({ packages }) => packages.map((from, i) => pair(from, packages[(i + 1) % packages.length]!))),
  );
  return {
    nodes: nodes.map(({ name, version, private: isPrivate, affected }) => ({
      name,
      version: version ?? "",
      mark: affected ?? "",
      private: isPrivate,
    })),
    edges: [...Map.groupBy(edges, ({ from, to }) => pair(from, to))].map(([key, same]) => ({
      from: same[0]!.from,
      to: same[0]!.to,
      label: same.every(({ kind }) => kind === "dependencies")
        ? ""
        : same.map(({ kind }) => KIND_WORDS[kind]).join(", "),
      isInCycle: circular.has(key),
    })),
    entries: [...roots, ...levels.toReversed().flat()],
  };
}

function pair(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
