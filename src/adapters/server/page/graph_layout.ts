/** A place in a drawn graph: layers go from left to right, places from top to bottom (and may be halves). */
export interface Spot {
  layer: number;
  place: number;
}

/** Where a graph without cycles is drawn. */
export interface Layout {
  nodes: (Spot & { id: string })[];
  /** From one node to another, past the spots that are kept free for it in the layers between. */
  edges: { from: string; to: string; via: Spot[] }[];
  layers: number;
  /** Spots of the largest layer. */
  places: number;
}

/** Sweeps that bring neighbours closer together; more change nothing to speak of. */
const SWEEPS = 6;

/**
 * Lays out tasks by what they need: each stands one layer behind the last of its needs. Edges that follow from others
 * (a needs b and c, b needs c: a→c) are left out; one that passes a layer keeps a spot there, so that it crosses no node.
 * Within a layer everything stands by the mean place of its neighbours (after Sugiyama).
 */
export function layOut(needs: Readonly<Record<string, readonly string[]>>): Layout {
  const depth = depths(needs);
  const ids = Object.keys(needs);
  const layers: string[][] = Array.from({ length: Math.max(-1, ...depth.values()) + 1 }, () => []);
  for (const id of ids) layers[depth.get(id)!]!.push(`node ${id}`);
  const near = new Map<string, string[]>();
  const join = (a: string, b: string) => {
    near.set(a, [...near.get(a) ?? [], b]);
    near.set(b, [...near.get(b) ?? [], a]);
  };
  const edges = reducedEdges(needs).map(({ from, to }, i) => {
    const via = [];
    for (let layer = depth.get(from)! + 1; layer < depth.get(to)!; layer++) {
      const spot = `edge ${i} ${layer}`;
      layers[layer]!.push(spot);
      via.push({ spot, layer });
    }
    [`node ${from}`, ...via.map(({ spot }) => spot), `node ${to}`].reduce((a, b) => (join(a, b), b));
    return { from, to, via };
  });
  const place = order(layers, near);
  const places = Math.max(0, ...layers.map(({ length }) => length));
  const middle = (places - 1) / 2;
  return {
    nodes: ids.map((id) => ({ id, layer: depth.get(id)!, place: place.get(`node ${id}`)! + middle })),
    edges: edges.map(({ via, ...edge }) => ({
      ...edge,
      via: via.map(({ spot, layer }) => ({ layer, place: place.get(spot)! + middle })),
    })),
    layers: layers.length,
    places,
  };
}

/** How many tasks come before each at least, one after another. */
function depths(needs: Readonly<Record<string, readonly string[]>>): Map<string, number> {
  const depth = new Map<string, number>();
  const visit = (id: string): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    // A definition with a cycle is never deployed; if one came, drawing it would end all the same.
    depth.set(id, 0);
    const own = Math.max(-1, ...(needs[id] ?? []).filter((each) => each in needs).map(visit)) + 1;
    depth.set(id, own);
    return own;
  };
  Object.keys(needs).forEach(visit);
  return depth;
}

/** Edges without those that follow from others. */
function reducedEdges(needs: Readonly<Record<string, readonly string[]>>): { from: string; to: string }[] {
  const above = new Map<string, Set<string>>();
  const ancestors = (id: string): Set<string> => {
    const known = above.get(id);
    if (known) return known;
    const found = new Set<string>();
    above.set(id, found);
    for (const need of needs[id] ?? []) {
      found.add(need);
      ancestors(need).forEach((each) => found.add(each));
    }
    return found;
  };
  return Object.entries(needs).flatMap(([to, all]) => {
    const own = [...new Set(all)].filter((each) => each in needs);
    return own.filter((from) => !own.some((other) => other !== from && ancestors(other).has(from)))
      .map((from) => ({ from, to }));
  });
}

/** Orders each layer (in place); the places lie around 0. */
function order(layers: string[][], near: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const place = new Map<string, number>();
  const settle = (layer: string[]) => layer.forEach((spot, i) => place.set(spot, i - (layer.length - 1) / 2));
  layers.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wish = new Map(layer.map((spot) => {
        const others = near.get(spot) ?? [];
        const sum = others.reduce((total, each) => total + place.get(each)!, 0);
        return [spot, others.length === 0 ? place.get(spot)! : sum / others.length];
      }));
      layer.sort((a, b) => wish.get(a)! - wish.get(b)!);
      settle(layer);
    }
  }
  return place;
}
