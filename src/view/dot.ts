import type { DrawnEdge, DrawnGraph, DrawnNode } from "./drawn_graph.ts";
import { printable } from "./printable.ts";

const FILLS: Record<DrawnNode["mark"], string> = { "": "", changed: "#ffd580", dependent: "#fff3d6" };

/** A graph in DOT, the language of Graphviz (graphviz.org/doc/info/lang.html). */
export function drawDot({ nodes, edges }: DrawnGraph): string {
  return [
    "digraph workspace {",
    "  rankdir=LR;",
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...nodes.map((node) => `  ${quoted(node.name)} [${attributes(nodeAttributes(node))}];`),
    ...edges.map((edge) => {
      const list = attributes(edgeAttributes(edge));
      return `  ${quoted(edge.from)} -> ${quoted(edge.to)}${list === "" ? "" : ` [${list}]`};`;
    }),
    "}",
  ].join("\n");
}

function nodeAttributes({ name, version, mark, private: isPrivate }: DrawnNode): Record<string, string> {
  return {
    label: `${labelText(name)}${version === "" ? "" : `\\n${labelText(version)}`}`,
    ...(mark === "" ? {} : { fillcolor: FILLS[mark] }),
    ...(isPrivate ? { style: "rounded,filled,dashed" } : {}),
  };
}

function edgeAttributes({ label, isInCycle }: DrawnEdge): Record<string, string> {
  return {
    ...(label === "" ? {} : { label: labelText(label), style: "dashed" }),
    ...(isInCycle ? { color: "#d00000" } : {}),
  };
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${value}"`).join(", ");
}

/** A node's identifier. A backslash must not reach the closing quote. */
function quoted(name: string): string {
  return `"${labelText(name)}"`;
}

/** Text inside quotes. Labels know `\N` and other escapes, and character references such as `&lt;`. */
function labelText(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
