import assert from "node:assert/strict";
import fc from "fast-check";
import { findCycles, transitiveNeeds } from "./graph.ts";

const node = (id: string, ...needs: string[]) => ({ id, needs });

Deno.test("needs are followed all the way", () => {
  const needs = transitiveNeeds([node("a"), node("b", "a"), node("c", "b"), node("d", "nobody")]);
  assert.deepEqual([...needs.get("c")!].sort(), ["a", "b"]);
  assert.deepEqual([...needs.get("a")!], []);
  assert.deepEqual([...needs.get("d")!], []);
});

Deno.test("a cycle is told in the order of its needs", () => {
  assert.deepEqual(findCycles([node("a", "c"), node("b", "a"), node("c", "b"), node("d", "a")]), [["a", "c", "b"]]);
  assert.deepEqual(findCycles([node("a", "a")]), [["a"]]);
  assert.deepEqual(findCycles([node("a", "b"), node("b", "a"), node("c", "d"), node("d", "c")]).length, 2);
});

Deno.test("a chain of thousands is no problem", () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => node(`t${i}`, ...i === 0 ? [] : [`t${i - 1}`]));
  assert.deepEqual(findCycles(chain.toReversed()), []);
});

Deno.test("there is a cycle exactly where a task needs itself, directly or not", () => {
  const tasks = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .map((lists) => lists.map((needs, i) => node(`t${i}`, ...new Set(needs.map((need) => `t${need % lists.length}`)))));
  fc.assert(
    fc.property(tasks, (tasks) => {
      const needs = transitiveNeeds(tasks);
      const circular = tasks.some(({ id }) => needs.get(id)!.has(id));
      const cycles = findCycles(tasks);
      assert.equal(cycles.length > 0, circular);
      for (const cycle of cycles) {
        cycle.forEach((id, i) => {
          const next = cycle[(i + 1) % cycle.length]!;
          assert.ok(tasks.find((each) => each.id === id)!.needs.includes(next));
        });
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
});
