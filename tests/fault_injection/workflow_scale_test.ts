import assert from "node:assert/strict";
import type { Task } from "../../src/domain/workflow/definition/model.ts";
import { flow, shell, World } from "../fakes/engine_world.ts";

const MANY = 1000;
const numbers = Array.from({ length: MANY }, (_, i) => i);

/** Most executions that went on at the same time. */
function mostAtOnce({ executions }: World): number {
  const changes = executions.flatMap(({ from, to }) => [[from, 1], [to!, -1]] as const);
  changes.sort(([a, x], [b, y]) => a - b || x - y);
  let [now, most] = [0, 0];
  for (const [, change] of changes) most = Math.max(most, now += change);
  return most;
}

Deno.test("a thousand tasks in a row run in their order", async () => {
  using world = await World.open();
  const id = world.create(flow(numbers.map((i) => shell(`t${i}`, i === 0 ? {} : { needs: [`t${i - 1}`] }))));
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.deepEqual(world.executions.map(({ task }) => task), numbers.map((i) => `t${i}`));
});

Deno.test("a thousand tasks side by side run so many at once, and what needs them all waits for the last", async () => {
  using world = await World.open();
  const fan: Task[] = numbers.slice(1).map((i) => shell(`t${i}`));
  const id = world.create(flow([...fan, shell("end", { needs: fan.map((task) => task.id) })]));
  world.start({ concurrentSteps: 16 });
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.equal(world.executions.length, MANY);
  assert.equal(world.executions.at(-1)!.task, "end");
  assert.equal(mostAtOnce(world), 16);
});

Deno.test("a thousand items, killed in the middle: each is run, what was done is not done again", async () => {
  using world = await World.open();
  world.behave = ({ item }) => ({ milliseconds: 1 + item! % 7, outcome: { output: { item } } });
  const id = world.create(flow([shell("each", { for_each: numbers, max_parallel: 50 })], {
    outputs: { count: "${{ tasks.each.output.size() }}", last: "${{ tasks.each.output[999].item }}" },
  }));
  world.start({ concurrentSteps: 64 });
  await world.advance(() => world.executions.length > MANY / 2);
  const done = world.store.readJournal(id).filter((entry) => entry.kind === "step" && entry.state === "ended").length;
  assert.ok(done > 100 && done < MANY);
  world.crash();
  world.start({ concurrentSteps: 64 });
  const run = await world.until(id);
  assert.deepEqual([run.status, run.output], ["SUCCESS", { count: MANY, last: 999 }]);
  assert.equal(new Set(world.executions.map(({ item }) => item)).size, MANY);
  assert.ok(world.executions.length <= MANY + 50, String(world.executions.length));
  assert.ok(mostAtOnce(world) <= 50);
});

Deno.test("thousands of runs wait for their turn, begin in their order and all end", async () => {
  using world = await World.open();
  const definition = flow([shell("a")], { config: { concurrency: { group: "one" } } });
  const free = flow([shell("a")], { id: "free" });
  const ids: string[] = [];
  world.store.transaction(() => {
    for (const i of numbers) ids.push(world.create(i % 2 === 0 ? definition : free));
    for (const _ of numbers) ids.push(world.create(free));
  });
  world.behave = () => ({ milliseconds: 1 });
  world.start({ concurrentRuns: 100, pollMilliseconds: 1 });
  await world.advance(() => world.executions.length === ids.length);
  await world.until(ids[MANY - 2]!);
  assert.ok(ids.every((id) => world.run(id).status === "SUCCESS"));
  const group = new Set(ids.filter((_, i) => i < MANY && i % 2 === 0));
  assert.deepEqual(world.executions.map(({ runId }) => runId).filter((id) => group.has(id)), [...group]);
});

Deno.test("outputs of all items together are bounded, killed in the middle or not", async () => {
  using world = await World.open();
  world.behave = () => ({ outcome: { output: { text: "x".repeat(900_000) } } });
  const id = world.create(flow([shell("each", { for_each: numbers.slice(0, 100), max_parallel: 10 })]));
  world.start();
  await world.advance(() => world.executions.length > 12);
  world.crash();
  world.start();
  const run = await world.until(id);
  assert.deepEqual([run.status, run.error?.code], ["FAILED", "OUTPUT_LIMIT"]);
  const items = world.states(id).filter(({ item }) => item !== null);
  assert.equal(items.length, 100);
  assert.equal(items.filter(({ status }) => status === "SUCCESS").length, 18);
  assert.ok(items.every(({ status, error }) => status === "SUCCESS" || error?.code === "OUTPUT_LIMIT"));
});
