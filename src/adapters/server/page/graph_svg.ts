import type { TaskState, TaskStatus } from "../../../domain/workflow/model.ts";
import { layOut, type Spot } from "./graph_layout.ts";
import { type Html, markup, raw } from "./markup.ts";
import { anchorOf } from "./links.ts";

const [WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN] = [168, 44, 56, 16, 4];
/** Letters of a task's id that fit its box. */
const LETTERS = 17;

/** The graph of a run's tasks as an inline image: boxes by status, each a link to its task. */
export function graphSvg(needs: Readonly<Record<string, readonly string[]>>, tasks: readonly TaskState[]): Html {
  const { nodes, edges, layers, places } = layOut(needs);
  if (nodes.length === 0) return raw("");
  const corner = ({ layer, place }: Spot): Point => ({
    x: MARGIN + layer * (WIDTH + GAP_X),
    y: MARGIN + place * (HEIGHT + GAP_Y),
  });
  const at = new Map(nodes.map((node) => [node.id, corner(node)]));
  const width = layers * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN;
  const height = places * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN;
  const lines = edges.map(({ from, to, via }) => edge([at.get(from)!, ...via.map(corner), at.get(to)!]));
  const boxes = nodes.map(({ id }) =>
    node(id, { ...at.get(id)!, status: statusOf(id, tasks), needs: needs[id] ?? [] })
  );
  return markup`<div class="graph" tabindex="0" role="group" aria-label="Task graph">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${lines}${boxes}</svg></div>`;
}

interface Point {
  x: number;
  y: number;
}

/** A line from the right side of the first box to the left side of the last, straight where it passes others. */
function edge(points: readonly Point[]): Html {
  const steps = points.slice(1).map((to, i) => {
    const from = points[i]!;
    const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
    const bend = (x1 + x2) / 2;
    return `${i === 0 ? "M" : "L"}${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
  });
  return markup`<path class="edge" d="${steps.join("")}"/>`;
}

function node(
  id: string,
  { x, y, status, needs }: Point & { status: TaskStatus; needs: readonly string[] },
): Html {
  const shown = id.length > LETTERS ? `${id.slice(0, LETTERS - 1)}…` : id;
  const label = `${id}: ${status}${needs.length > 0 ? `, needs ${needs.join(", ")}` : ""}`;
  const middle = y + HEIGHT / 2;
  return markup`<a href="#${anchorOf(id)}" aria-label="${label}">
<g class="node s-${status}" data-task="${id}"><title>${label}</title>
<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="8"/><circle cx="${x + 18}" cy="${middle}" r="5"/>
<text x="${x + 32}" y="${middle}">${shown}</text></g></a>
`;
}

/** Of the task itself; of one with items what they come to while it has no state of its own. */
export function statusOf(id: string, tasks: readonly TaskState[]): TaskStatus {
  const states = tasks.filter(({ task }) => task === id);
  return (states.find(({ item }) => item === null) ?? states[0])?.status ?? "PENDING";
}
