import assert from "node:assert/strict";
import type { Task } from "../definition/model.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";

const approval = (): Task => ({ id: "approve", type: "approval" } as Task);

Deno.test("a group runs one run at a time, in the order of their creation", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const grouped = flow([shell("a")], { config: { concurrency: { group: "g-${{ input.env }}" } } });
  const ids = [1, 2, 3].map(() => world.create(grouped, { input: { env: "prod" } }));
  const other = world.create(grouped, { input: { env: "test" } });
  world.start();
  await world.until(ids[2]!);
  const order = world.executions.map(({ runId }) => runId);
  assert.deepEqual(order.filter((id) => id !== other), ids);
  assert.ok(order.indexOf(other) < 2);
  const [a, b, c] = ids.map((id) => world.executions.find(({ runId }) => runId === id)!);
  assert.ok(a!.to! <= b!.from && b!.to! <= c!.from);
});

Deno.test("a run that waits for its group says so, and one whose group cannot be computed fails", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const grouped = flow([shell("a")], { config: { concurrency: { group: "${{ input.env.name }}" } } });
  const [, second] = [1, 2].map(() => world.create(grouped, { input: { env: { name: "prod" } } }));
  const wrong = world.create(grouped);
  world.start();
  await world.advance(() => world.executions.length === 1);
  assert.deepEqual([world.run(second!).status, world.run(second!).reason], [
    "PENDING",
    "waits for the runs of group prod before it",
  ]);
  const failed = await world.until(wrong);
  assert.deepEqual([failed.status, failed.error?.code], ["FAILED", "EXPRESSION"]);
  assert.deepEqual([(await world.until(second!)).status, world.run(second!).reason], ["SUCCESS", null]);
});

Deno.test("a group's policy skips a new run, or cancels the one that runs", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const withPolicy = (policy: "skip" | "cancel-running") =>
    flow([shell("a")], { id: policy, config: { concurrency: { group: policy, policy } } });
  const [first, second] = [world.create(withPolicy("skip")), world.create(withPolicy("skip"))];
  const [third, fourth] = [world.create(withPolicy("cancel-running")), world.create(withPolicy("cancel-running"))];
  world.start();
  const ended = await Promise.all(
    [first, second, third, fourth].map((id) => id!).map(async (id) => await world.until(id)),
  );
  assert.deepEqual(ended.map(({ status }) => status), ["SUCCESS", "CANCELED", "CANCELED", "SUCCESS"]);
  assert.equal(ended[1]!.reason, `Not run: ${first} of the same group skip was there before it`);
  assert.equal(ended[2]!.reason, `Cancelled in favour of ${fourth} of the same group cancel-running`);
});

Deno.test("only so many runs and attempts go on at once; runs that wait take no room", async () => {
  using world = await World.open();
  let most = 0;
  world.behave = () => {
    most = Math.max(most, world.executions.filter(({ to }) => to === undefined).length);
    return { milliseconds: 50 };
  };
  world.create(flow([approval()], { id: "waiting" }));
  const ids = Array.from({ length: 6 }, () => world.create(flow([shell("a"), shell("b"), shell("c")])));
  world.start({ concurrentRuns: 2, concurrentSteps: 5 });
  for (const id of ids) assert.equal((await world.until(id)).status, "SUCCESS");
  assert.equal(most, 5);
});
