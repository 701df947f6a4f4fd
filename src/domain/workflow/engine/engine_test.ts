import assert from "node:assert/strict";
import type { Task } from "../definition/model.ts";
import type { Decision } from "../model.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";

const approval = (more: Partial<Task> = {}): Task => ({ id: "approve", type: "approval", ...more } as Task);

function decide(world: World, runId: string, decision: Decision["decision"]): void {
  const made = { decision, by: "ann@here", at: world.clock.now().toString(), comment: "Looks good" };
  world.store.putDecision(runId, "approve", made);
  world.order({ kind: "decision", runId, task: "approve" });
}

const cancel = (runId: string) => ({ kind: "cancel", runId, reason: "no more", by: "ann@here" }) as const;

Deno.test("tasks run in the order of their needs, and the outputs come out", async () => {
  using world = await World.open();
  world.behave = ({ task }) => ({ outcome: { output: { from: task } } });
  const tasks = [shell("a"), shell("b", { needs: ["a"] }), shell("c", { needs: ["a", "b"] })];
  const id = world.create(flow(tasks, { outputs: { last: "${{ tasks.c.output.from }}" } }));
  world.start();
  const run = await world.until(id);
  assert.equal(run.status, "SUCCESS");
  assert.deepEqual(run.output, { last: "c" });
  assert.deepEqual(run.progress, { done: 3, total: 3 });
  assert.ok(run.startedAt !== null && run.endedAt !== null);
  assert.deepEqual(world.keys(), ["a#1", "b#1", "c#1"]);
});

Deno.test("an attempt is durable before it starts, its result before the run's end", async () => {
  using world = await World.open();
  const id = world.create(flow([shell("a")]));
  world.behave = ({ key }) => {
    const [entry] = world.store.readJournal(id).filter((each) => each.key === key);
    assert.ok(entry?.kind === "step" && entry.state === "begun");
    assert.equal(world.run(id).status, "RUNNING");
    assert.equal(world.state(id, "a").status, "RUNNING");
    return {};
  };
  world.start();
  await world.until(id);
  const [entry] = world.store.readJournal(id);
  assert.ok(entry?.kind === "step" && entry.state === "ended");
  assert.deepEqual(world.store.listOrders(), []);
});

Deno.test("an owner without work ends after a while, and one that finds an owner at once", async () => {
  using world = await World.open();
  const id = world.create(flow([shell("a")]));
  world.start();
  await world.until(id);
  await world.advance(500);
  assert.equal(world.isOwned, true);
  await world.advance(1000);
  await world.ended;
  assert.equal(world.isOwned, false);
  world.isOwned = true;
  world.start();
  await world.ended;
});

Deno.test("an order that comes while the owner gives up is not lost", async () => {
  using world = await World.open();
  world.onRelease = () => {
    world.onRelease = () => {};
    late = world.create(flow([shell("a")]));
  };
  let late = "";
  world.start();
  await world.advance(() => late !== "");
  assert.equal((await world.until(late)).status, "SUCCESS");
});

Deno.test("cancelling ends what executes, begins nothing more, and says who and why", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 60_000 });
  const id = world.create(
    flow([shell("a"), shell("b", { needs: ["a"] }), shell("c", { needs: ["a"], if: "always()" })]),
  );
  world.start();
  await world.advance(() => world.executions.length === 1);
  world.order(cancel(id));
  const run = await world.until(id);
  assert.deepEqual([run.status, run.reason, run.error], ["CANCELED", "no more", {
    code: "CANCELED",
    message: "Cancelled by ann@here: no more",
  }]);
  assert.deepEqual(world.tasks(id), { a: "CANCELED", b: "CANCELED", c: "CANCELED" });
  assert.deepEqual(world.keys(), ["a#1"]);
  assert.notEqual(world.executions[0]!.to, undefined);
});

Deno.test("a run that waits for its turn is cancelled at once", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const [first, second] = [world.create(flow([shell("a")])), world.create(flow([shell("a")]))];
  world.start({ concurrentRuns: 1 });
  await world.advance(() => world.executions.length === 1);
  world.order(cancel(second!));
  assert.equal((await world.until(second!)).status, "CANCELED");
  assert.deepEqual(world.tasks(second!), { a: "CANCELED" });
  assert.equal((await world.until(first!)).status, "SUCCESS");
});

Deno.test("a run ends with TIMED_OUT when its time is over", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 60_000 });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })], { config: { timeout: "30s" } }));
  world.start();
  const run = await world.until(id);
  assert.deepEqual([run.status, run.error], ["TIMED_OUT", { code: "TIMED_OUT", message: "It took longer than 30s" }]);
  assert.deepEqual(world.tasks(id), { a: "CANCELED", b: "CANCELED" });
  const took = Date.parse(run.endedAt!) - Date.parse(run.startedAt!);
  assert.ok(took >= 30_000 && took < 31_000, String(took));
});

Deno.test("a paused run lets attempts end, begins nothing, and goes on when it is resumed", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 1000 });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })]));
  world.start();
  await world.advance(() => world.executions.length === 1);
  world.order({ kind: "pause", runId: id, reason: "lunch", by: "ann@here" });
  await world.advance(500);
  assert.equal(world.run(id).status, "RUNNING");
  const paused = await world.until(id, "PAUSED");
  assert.equal(paused.reason, "lunch");
  assert.deepEqual(world.tasks(id), { a: "SUCCESS", b: "PENDING" });
  await world.advance(60_000);
  await world.ended;
  assert.deepEqual(world.keys(), ["a#1"]);

  world.order({ kind: "resume", runId: id, by: "ann@here" });
  world.start();
  const run = await world.until(id);
  assert.deepEqual([run.status, run.reason], ["SUCCESS", null]);
  assert.deepEqual(world.keys(), ["a#1", "b#1"]);
});

Deno.test("a paused run can be cancelled, and one that has not started can be paused", async () => {
  using world = await World.open();
  const id = world.create(flow([shell("a")]));
  world.order({ kind: "pause", runId: id, reason: null, by: "ann@here" });
  world.start();
  await world.until(id, "PAUSED");
  await world.advance(10_000);
  world.order({ kind: "resume", runId: id, by: "ann@here" });
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");

  world.behave = () => ({ milliseconds: 100 });
  const other = world.create(flow([shell("a"), shell("b", { needs: ["a"] })]));
  world.start();
  await world.advance(() => world.keys(other).length === 1);
  world.order({ kind: "pause", runId: other, reason: null, by: "ann@here" });
  await world.until(other, "PAUSED");
  world.order(cancel(other));
  assert.equal((await world.until(other)).status, "CANCELED");
  assert.deepEqual(world.keys(other), ["a#1"]);
});

Deno.test("an approval waits without an owner, and ends with the decision", async () => {
  using world = await World.open();
  const definition = flow([
    shell("a"),
    approval({ needs: ["a"], message: "Release ${{ input.v }}?" } as Partial<Task>),
  ]);
  for (const decision of ["approved", "rejected"] as const) {
    const id = world.create(definition, { input: { v: 2 } });
    world.start();
    await world.until(id, "WAITING");
    assert.equal(world.state(id, "approve").reason, "Release 2?");
    await world.advance(60_000);
    await world.ended;
    decide(world, id, decision);
    world.start();
    const run = await world.until(id);
    const state = world.state(id, "approve");
    assert.equal(state.decision?.by, "ann@here");
    assert.deepEqual(world.lines(id).filter((line) => line.startsWith("Waits")), ["Waits for approval: Release 2?"]);
    if (decision === "approved") {
      assert.equal(run.status, "SUCCESS");
      assert.deepEqual(state.output, { decision, by: "ann@here", comment: "Looks good" });
    } else {
      assert.equal(run.status, "FAILED");
      assert.deepEqual(run.error, { code: "REJECTED", message: "Rejected by ann@here: Looks good", task: "approve" });
    }
  }
});

Deno.test("an approval that nobody decides on in time ends with TIMED_OUT", async () => {
  using world = await World.open();
  const id = world.create(flow([approval({ timeout: "10m" })]));
  world.start();
  const run = await world.until(id);
  assert.deepEqual(run.error, { code: "TIMED_OUT", message: "Nobody decided within 10m", task: "approve" });
});

Deno.test("signals reach those who wait for them, in order, also when they came first", async () => {
  using world = await World.open();
  const definition = flow([
    { id: "first", type: "wait", signal: "go" },
    { id: "second", type: "wait", signal: "go", needs: ["first"] },
    { id: "late", type: "wait", signal: "never", timeout: "1m", continue_on_error: true },
  ]);
  const id = world.create(definition);
  const signal = (payload: unknown) =>
    world.order({ kind: "signal", runId: id, name: "go", payload, at: "2026-03-01T12:00:00Z" });
  signal(1);
  signal({ n: 2 });
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.deepEqual(world.state(id, "first").output, 1);
  assert.deepEqual(world.state(id, "second").output, { n: 2 });
  assert.equal(world.state(id, "late").status, "TIMED_OUT");
});

Deno.test("secrets are handed to tasks and masked values to their attempts; a missing one fails the run", async () => {
  using world = await World.open();
  world.stored.set("STORED", "stored-value");
  const definition = flow([
    shell("a", { env: { S: "${{ secrets.STORED }}", E: "${{ secrets.ENV }}" } } as Partial<Task>),
  ], {
    secrets: [{ name: "STORED" }, { name: "ENV", from: "env" }],
    config: { input: { type: "object", properties: { pin: { type: "string", writeOnly: true } } } },
  });
  const id = world.create(definition, { input: { pin: "secret-pin" } });
  world.captured.set(id, { ENV: "env-value" });
  world.behave = ({ work, secrets }) => {
    assert.ok(work.type === "shell");
    assert.deepEqual(work.env, { S: "stored-value", E: "env-value" });
    assert.deepEqual(secrets, ["stored-value", "env-value", "secret-pin"]);
    return {};
  };
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.equal(world.captured.has(id), false);

  const without = await world.until(world.create(definition));
  assert.deepEqual([without.status, without.error?.code], ["FAILED", "SECRET_NOT_FOUND"]);
  assert.match(without.error!.message, /'ENV' was not given/);
  assert.deepEqual(world.tasks(without.id), { a: "CANCELED" });
});

Deno.test("secrets stand in nothing that is kept: outputs, messages, lines, inputs of other runs", async () => {
  using world = await World.open();
  world.stored.set("KEY", "top-secret-value");
  world.deploy(flow([shell("x")], { id: "inner" }));
  const key = "${{ secrets.KEY }}";
  const definition = flow([
    approval({ message: `Send ${key}?`, timeout: "1s", continue_on_error: true } as Partial<Task>),
    { id: "wait", type: "wait", until: key, continue_on_error: true },
    { id: "call", type: "workflow", workflow: "inner", input: { key }, continue_on_error: true },
  ], { secrets: [{ name: "KEY" }], outputs: { key } });
  const id = world.create(definition);
  world.start();
  const run = await world.until(id);
  assert.deepEqual(run.output, { key: "***" });
  assert.match(world.state(id, "wait").error!.message, /and is "\*\*\*"/);
  assert.equal(world.state(id, "call").error?.code, "SECRET_IN_INPUT");
  const kept = JSON.stringify([run, world.states(id), world.lines(id), world.store.readJournal(id), world.messages]);
  assert.ok(!kept.includes("top-secret-value"));
  assert.deepEqual(world.store.listRuns({ workflowId: "inner" }).items, []);
});

Deno.test("asked to hand over, an owner begins nothing more and ends with what executes", async () => {
  using world = await World.open();
  world.behave = () => ({ milliseconds: 5000 });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })]));
  const later = world.create(flow([shell("z")]));
  world.start({ concurrentRuns: 1 });
  await world.advance(() => world.executions.length === 1);
  world.order({ kind: "drain" });
  await world.advance(10_000);
  await world.ended;
  assert.deepEqual(world.keys(), ["a#1"]);
  assert.deepEqual(world.tasks(id), { a: "SUCCESS", b: "PENDING" });
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.equal((await world.until(later)).status, "SUCCESS");
  assert.deepEqual(world.keys(id), ["a#1", "b#1"]);
});

Deno.test("stopped, an owner gives attempts some time; what is left is interrupted and tried again", async () => {
  using world = await World.open();
  world.behave = ({ attempt }) => ({ milliseconds: attempt === 1 ? 60_000 : 10 });
  const id = world.create(flow([shell("a")]));
  world.start();
  await world.advance(() => world.executions.length === 1);
  world.engine!.stop({ graceMilliseconds: 2000 });
  await world.advance(3000);
  await world.ended;
  assert.equal(world.run(id).status, "RUNNING");
  world.start();
  assert.equal((await world.until(id)).status, "SUCCESS");
  assert.deepEqual(world.keys(), ["a#1", "a#2"]);
});

Deno.test("a server stays, though nothing is to be done, until it is stopped", async () => {
  using world = await World.open();
  world.start({ server: true });
  await world.advance(60_000);
  assert.equal(world.isOwned, true);
  world.engine!.stop();
  await world.advance(100);
  await world.ended;
});

Deno.test("a clock that is set forward makes timers due", async () => {
  using world = await World.open();
  const id = world.create(flow([{ id: "w", type: "wait", duration: "8h" }]));
  world.start();
  await world.until(id, "WAITING");
  world.skew += 9 * 3_600_000;
  await world.advance(100);
  assert.equal(world.run(id).status, "SUCCESS");
});
