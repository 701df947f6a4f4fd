import assert from "node:assert/strict";
import type { Task } from "../definition/model.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";

Deno.test("a dead owner's attempts are ended before their runs go on, and tried again", async () => {
  using world = await World.open();
  world.behave = ({ task, attempt }) => ({ milliseconds: task === "b" && attempt === 1 ? 60_000 : 10 });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] }), shell("c", { needs: ["b"] })]));
  world.start();
  await world.advance(() => world.keys().includes("b#1"));
  await world.advance(100);
  world.crash();
  world.behave = ({ key }) => {
    assert.deepEqual(world.reaped, ["b#1"], key);
    return {};
  };
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.deepEqual(world.keys(), ["a#1", "b#1", "b#2", "c#1"]);
  assert.equal(world.state(id, "b").attempts, 2);
  assert.ok(world.lines(id).some((line) => line.startsWith("Attempt 1 was interrupted: ")));
});

Deno.test("interruptions do not count as failures, and end after three more tries", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 60_000 });
  const id = world.create(flow([shell("a")]));
  for (let death = 1; death <= 4; death++) {
    world.start();
    await world.advance(() => world.keys().length === death);
    world.crash();
  }
  world.start();
  const run = await world.until(id);
  assert.deepEqual(run.error, {
    code: "INTERRUPTED",
    message: "The program or the machine ended in the middle of it 4 times",
    task: "a",
  });
  assert.deepEqual(world.keys(), ["a#1", "a#2", "a#3", "a#4"]);
});

Deno.test("on_interrupt: fail does not try again", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 60_000 });
  const id = world.create(flow([shell("a", { on_interrupt: "fail" })]));
  world.start();
  await world.advance(() => world.keys().length === 1);
  world.crash();
  world.start();
  const run = await world.until(id);
  assert.deepEqual([run.status, run.error?.code], ["FAILED", "INTERRUPTED"]);
  assert.deepEqual(world.keys(), ["a#1"]);
});

Deno.test("waits keep their end through a crash, time that passed meanwhile counts", async () => {
  using world = await World.open();
  const id = world.create(flow([{ id: "w", type: "wait", duration: "1h" }], { config: { timeout: "2h" } }));
  world.start();
  const { startedAt } = await world.until(id, "WAITING");
  await world.advance(600_000);
  world.crash();
  world.skew += 3_600_000;
  world.start();
  const run = await world.until(id);
  assert.equal(run.status, "SUCCESS");
  assert.equal(run.startedAt, startedAt);
});

Deno.test("a run whose secret is gone when it is taken up again fails, and keeps what it had done", async () => {
  using world = await World.open();
  world.stored.set("KEY", "secret-value");
  world.behave = ({ task }) => ({ milliseconds: task === "b" ? 60_000 : 10 });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })], { secrets: [{ name: "KEY" }] }));
  world.start();
  await world.advance(() => world.keys().length === 2);
  world.crash();
  world.stored.clear();
  world.start();
  const run = await world.until(id);
  assert.deepEqual([run.status, run.error?.code], ["FAILED", "SECRET_NOT_FOUND"]);
  assert.deepEqual(world.tasks(id), { a: "SUCCESS", b: "CANCELED" });
});

Deno.test("secrets of a run that ended are dropped, though the owner died right then", async () => {
  using world = await World.open();
  const id = world.create(flow([shell("a")]));
  world.start();
  await world.until(id);
  world.captured.set(id, { KEY: "secret-value" });
  world.crash();
  world.start();
  await world.advance(10);
  assert.equal(world.captured.has(id), false);
});

Deno.test("orders that a dead owner had not taken are carried out by the next one", async () => {
  using world = await World.open();
  const definition = flow([{ id: "w", type: "wait", signal: "go" }]);
  const [signalled, cancelled] = [world.create(definition), world.create(definition)];
  world.start();
  await world.until(cancelled, "WAITING");
  world.crash();
  world.order({ kind: "signal", runId: signalled, name: "go", payload: "now", at: "2026-03-01T12:00:00Z" });
  world.order({ kind: "cancel", runId: cancelled, reason: null, by: "me" });
  const late = world.create(flow([shell("a")]));
  world.start();
  assert.equal((await world.until(signalled)).status, "SUCCESS");
  assert.equal((await world.until(cancelled)).reason, "Cancelled by me");
  assert.equal((await world.until(late)).status, "SUCCESS");
});

Deno.test("a paused run stays paused through a crash, a queued one keeps its place", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const grouped = (id: string) => flow([shell("a")], { id, config: { concurrency: { group: "g" } } });
  const [first, second, third] = ["one", "two", "three"].map((id) => world.create(grouped(id)));
  world.start();
  await world.advance(() => world.executions.length === 1);
  world.order({ kind: "pause", runId: first!, reason: null, by: "me" });
  await world.until(first!, "PAUSED", "SUCCESS");
  world.crash();
  world.order({ kind: "pause", runId: second!, reason: null, by: "me" });
  world.start();
  await world.until(third!);
  assert.equal(world.run(second!).status, "PAUSED");
  assert.deepEqual(world.keys(second!), []);
});

Deno.test("a workflow that runs as a step goes on where it was", async () => {
  using world = await World.open();
  world.behave = ({ attempt, task }) => ({ milliseconds: task === "y" && attempt === 1 ? 60_000 : 10 });
  world.deploy(flow([shell("x"), shell("y", { needs: ["x"] })], { id: "inner" }));
  const each = { id: "call", type: "workflow", workflow: "inner", for_each: [1, 2] } as Task;
  const id = world.create(flow([each]));
  world.start();
  await world.advance(() => world.executions.filter(({ task }) => task === "y").length === 2);
  world.crash();
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  const children = world.store.listRuns({ workflowId: "inner" }).items;
  assert.equal(children.length, 2);
  for (const child of children) assert.deepEqual(world.keys(child.id), ["x#1", "y#1", "y#2"]);
});
