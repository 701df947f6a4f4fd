import assert from "node:assert/strict";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";

const cancel = (runId: string) => ({ kind: "cancel", runId, reason: "no more", by: "ann@here" }) as const;

Deno.test("a workflow runs as a step of another one, and ends with it", async () => {
  using world = await World.open();
  const inner = flow([shell("x", { run: "x" })], {
    id: "inner",
    config: { input: { type: "object", properties: { n: { type: "number" }, m: { type: "number", default: 5 } } } },
    outputs: { sum: "${{ input.n + input.m }}" },
  });
  world.deploy(inner);
  const outer = flow([{ id: "call", type: "workflow", workflow: "inner", input: { n: "${{ input.n }}" } }], {
    outputs: { sum: "${{ tasks.call.output.sum }}" },
  });
  const id = world.create(outer, { input: { n: 2 } });
  world.start();
  assert.deepEqual((await world.until(id)).output, { sum: 7 });
  const [child] = world.store.listRuns({ workflowId: "inner" }).items;
  assert.deepEqual([child!.parentRun, child!.trigger, child!.status], [id, "workflow", "SUCCESS"]);

  world.behave = () => ({ milliseconds: 60_000 });
  const cancelled = world.create(outer, { input: { n: 2 } });
  world.start();
  await world.advance(() => world.executions.length === 2);
  world.order(cancel(cancelled));
  assert.equal((await world.until(cancelled)).status, "CANCELED");
  assert.deepEqual(world.store.listRuns({ workflowId: "inner" }).items.map(({ status }) => status).sort(), [
    "CANCELED",
    "SUCCESS",
  ]);
});

Deno.test("a step that cannot start its workflow fails and says why", async () => {
  using world = await World.open();
  world.deploy(flow([{ id: "again", type: "workflow", workflow: "endless" }], { id: "endless" }));
  const input = { type: "object", required: ["n"], properties: { n: { type: "number" } } };
  world.deploy(flow([shell("x")], { id: "inner", config: { input } }));
  const definition = flow([
    { id: "missing", type: "workflow", workflow: "nowhere" },
    { id: "wrong", type: "workflow", workflow: "inner", input: { n: "x" } },
    { id: "deep", type: "workflow", workflow: "endless" },
  ]);
  const id = world.create(definition);
  world.start();
  await world.until(id);
  assert.equal(world.state(id, "missing").error?.code, "WORKFLOW_NOT_FOUND");
  assert.equal(world.state(id, "wrong").error?.code, "INPUT_INVALID");
  assert.equal(world.state(id, "deep").error?.code, "TOO_DEEP");
});

Deno.test("pausing a run pauses the runs that are its steps, through a crash too", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 200 });
  world.stored.set("KEY", "secret-value");
  world.deploy(flow([shell("x"), shell("y", { needs: ["x"] })], { id: "inner" }));
  const id = world.create(flow([{ id: "call", type: "workflow", workflow: "inner" }], { secrets: [{ name: "KEY" }] }));
  world.start();
  await world.advance(() => world.executions.length === 1);
  world.order({ kind: "pause", runId: id, reason: null, by: "ann@here" });
  await world.until(id, "PAUSED");
  const [child] = world.store.listRuns({ workflowId: "inner" }).items;
  assert.equal(child!.status, "PAUSED");
  world.crash();
  world.start();
  await world.advance(5000);
  assert.deepEqual([world.run(id).status, world.run(child!.id).status], ["PAUSED", "PAUSED"]);
  world.order({ kind: "resume", runId: id, by: "ann@here" });
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.deepEqual(world.keys(child!.id), ["x#1", "y#1"]);
});
