import assert from "node:assert/strict";
import { flow, shell, World } from "./engine_fixture.ts";

Deno.test("tasks run in the order of their needs, and the outputs come out", async () => {
  using world = await World.open();
  world.behave = ({ task }) => ({ outcome: { output: { from: task } } });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] }), shell("c", { needs: ["a", "b"] })], {
    outputs: { last: "${{ tasks.c.output.from }}" },
  }));
  world.start();
  const run = await world.until(id);
  assert.equal(run.status, "SUCCESS");
  assert.deepEqual(run.output, { last: "c" });
  assert.deepEqual(run.progress, { done: 3, total: 3 });
  assert.deepEqual(world.keys(), ["a#1", "b#1", "c#1"]);
  await world.advance(5000);
  await world.ended;
  assert.equal(world.isOwned, false);
});
