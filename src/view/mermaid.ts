import type { DrawnEdge, DrawnGraph, DrawnNode } from "./drawn_graph.ts";
import { printable } from "./printable.ts";

/** A graph as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html), for markdown on forges. */
export function drawMermaid({ nodes, edges }: DrawnGraph): string {
  const ids = new Map(nodes.map(({ name }, i) => [name, `p${i}`]));
  const inCycle = edges.flatMap(({ isInCycle }, i) => isInCycle ? [i] : []);
  const marks = new Set(nodes.map(({ mark }) => mark));
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${ids.get(node.name)}${box(node)}`),
    ...edges.map((edge) => `  ${ids.get(edge.from)} ${arrow(edge)} ${ids.get(edge.to)}`),
    ...(inCycle.length === 0 ? [] : [`  linkStyle ${inCycle.join(",")} stroke:#d00000`]),
    ...(marks.has("changed") ? ["  classDef changed fill:#ffd580,color:#000000"] : []),
    ...(marks.has("dependent") ? ["  classDef dependent fill:#fff3d6,color:#000000"] : []),
  ].join("\n");
}

function box({ name, version, mark }: DrawnNode): string {
  const label = version === "" ? entities(name) : `${entities(name)}<br/>${entities(version)}`;
  return `["${label}"]${mark === "" ? "" : `:::${mark}`}`;
}

function arrow({ label }: DrawnEdge): string {
  return label === "" ? "-->" : `-. "${entities(label)}" .->`;
}

/** Text inside quotes: whatever Mermaid, markdown or HTML could read as their own becomes an entity code. */
function entities(text: string): string {
  return printable(text).replace(/[^\p{L}\p{N}@/._ ,-]/gu, (char) => `#${char.codePointAt(0)};`);
}
