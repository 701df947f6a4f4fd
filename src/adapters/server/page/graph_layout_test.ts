import assert from "node:assert/strict";
import fc from "fast-check";
import { layOut } from "./graph_layout.ts";

/** Tasks t0, t1, … that need some of those before them. */
const GRAPHS = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 }).map((all) =>
  Object.fromEntries(all.map((needs, i) => [
    `t${i}`,
    i === 0 ? [] : needs.map((each) => `t${each % i}`),
  ]))
);

Deno.test("graphs: every task stands behind all that it needs, and nothing stands in the same spot", () => {
  fc.assert(
    fc.property(GRAPHS, (needs) => {
      const { nodes, edges, layers, places } = layOut(needs);
      const at = new Map(nodes.map((node) => [node.id, node]));
      assert.deepEqual([...at.keys()], Object.keys(needs));
      for (const [id, own] of Object.entries(needs)) {
        for (const need of own) assert.ok(at.get(need)!.layer < at.get(id)!.layer);
      }
      const spots = [...nodes, ...edges.flatMap(({ via }) => via)];
      assert.equal(new Set(spots.map(({ layer, place }) => `${layer} ${place}`)).size, spots.length);
      for (const { layer, place } of spots) {
        assert.ok(layer >= 0 && layer < layers && place >= 0 && place <= places - 1);
      }
      for (const { from, to, via } of edges) {
        assert.equal(via.length, at.get(to)!.layer - at.get(from)!.layer - 1);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("graphs: an edge that follows from others is not drawn", () => {
  const { edges } = layOut({ a: [], b: ["a"], c: ["a", "b"] });
  assert.deepEqual(edges.map(({ from, to }) => `${from}→${to}`), ["a→b", "b→c"]);
});

Deno.test("graphs: none without tasks, and a cycle that cannot be is drawn somehow", () => {
  assert.deepEqual(layOut({}), { nodes: [], edges: [], layers: 0, places: 0 });
  assert.equal(layOut({ a: ["b"], b: ["a"] }).nodes.length, 2);
});
