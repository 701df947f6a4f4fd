/** Where the nodes of a graph without cycles are drawn: layers from left to right, places from top to bottom. */
export interface Layout {
  nodes: { id: string; layer: number; place: number }[];
  edges: { from: string; to: string }[];
  layers: number;
  /** Nodes of the largest layer. */
  places: number;
}

/** Sweeps that bring neighbours closer together; more change nothing to speak of. */
const SWEEPS = 4;

/**
 * Lays out tasks by what they need: each stands one layer behind the last of its needs. Edges that follow from others
 * (a needs b and c, b needs c: a→c) are left out. Within a layer nodes stand by the mean place of their neighbours.
 */
export function layOut(needs: Readonly<Record<string, readonly string[]>>): Layout {
  const ids = Object.keys(needs);
  const known = new Set(ids);
  const needsOf = (id: string) => (needs[id] ?? []).filter((each) => known.has(each));
  const depth = new Map<string, number>();
  const above = new Map<string, Set<string>>();
  const visit = (id: string): void => {
    if (depth.has(id)) return;
    // A definition with a cycle is never deployed; if one came, drawing it ends all the same.
    depth.set(id, 0);
    above.set(id, new Set());
    for (const need of needsOf(id)) {
      visit(need);
      above.get(id)!.add(need);
      above.get(need)!.forEach((each) => above.get(id)!.add(each));
    }
    depth.set(id, Math.max(-1, ...needsOf(id).map((need) => depth.get(need)!)) + 1);
  };
  ids.forEach(visit);
  const edges = ids.flatMap((to) => {
    const own = needsOf(to);
    return own.filter((from) => !own.some((other) => other !== from && above.get(other)!.has(from)))
      .map((from) => ({ from, to }));
  });
  const layers: string[][] = [];
  for (const id of ids) (layers[depth.get(id)!] ??= []).push(id);
  const place = new Map<string, number>();
  const settle = (layer: string[]) =>
    layer.forEach((id, i) => place.set(id, layer.length === 1 ? 0 : i - (layer.length - 1) / 2));
  layers.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wish = new Map(layer.map((id) => {
        const near = edges.flatMap(({ from, to }) => to === id ? [from] : from === id ? [to] : []);
        const mean = near.length === 0
          ? place.get(id)!
          : near.reduce((sum, each) => sum + place.get(each)!, 0) / near.length;
        return [id, mean];
      }));
      layer.sort((a, b) => wish.get(a)! - wish.get(b)!);
      settle(layer);
    }
  }
  const places = Math.max(0, ...layers.map(({ length }) => length));
  return {
    nodes: ids.map((id) => ({ id, layer: depth.get(id)!, place: place.get(id)! + (places - 1) / 2 })),
    edges,
    layers: layers.length,
    places,
  };
}
