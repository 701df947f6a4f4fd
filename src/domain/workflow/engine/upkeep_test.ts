import assert from "node:assert/strict";
import type { Definition } from "../definition/model.ts";
import type { StoredSchedule } from "../store/ports.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";

function schedule(world: World, definition: Definition, change: Partial<StoredSchedule> = {}): void {
  world.deploy(definition);
  world.store.putSchedule({
    workflowId: definition.id,
    cron: "*/10 * * * *",
    timezone: "UTC",
    overlapPolicy: "skip",
    catchup: null,
    status: "active",
    nextRunAt: "2026-03-01T12:10:00Z",
    lastRunAt: null,
    lastRunId: null,
    input: {},
    ...change,
  });
}

const runsOf = (world: World, workflowId = "flow") =>
  world.store.listRuns({ workflowId }).items.map(({ id }) => world.run(id)).reverse();
const MINUTE = 60_000;
const SERVER = { server: true, pollMilliseconds: 500 };

Deno.test("a server starts scheduled runs at their times, others do not", async () => {
  using world = await World.open();
  schedule(world, flow([shell("a")], { config: { input: { type: "object", properties: { n: { default: 3 } } } } }));
  world.start();
  await world.advance(11 * MINUTE);
  assert.deepEqual(runsOf(world), []);
  world.store.putSchedule({ ...world.store.listSchedules()[0]!, nextRunAt: "2026-03-01T12:20:00Z" });
  world.start(SERVER);
  await world.advance(20 * MINUTE);
  const runs = runsOf(world);
  assert.deepEqual(runs.map(({ status, trigger, createdBy, input }) => [status, trigger, createdBy, input]), [
    ["SUCCESS", "schedule", "schedule", { n: 3 }],
    ["SUCCESS", "schedule", "schedule", { n: 3 }],
  ]);
  const [kept] = world.store.listSchedules();
  assert.deepEqual([kept!.lastRunAt, kept!.lastRunId, kept!.nextRunAt], [
    "2026-03-01T12:30:00.000Z",
    runs[1]!.id,
    "2026-03-01T12:40:00.000Z",
  ]);
});

Deno.test("a time starts one run, whatever happens to the clock and the server", async () => {
  using world = await World.open();
  schedule(world, flow([shell("a")]));
  world.start(SERVER);
  await world.advance(11 * MINUTE);
  world.skew -= 5 * MINUTE;
  await world.advance(6 * MINUTE);
  world.store.putSchedule({ ...world.store.listSchedules()[0]!, nextRunAt: "2026-03-01T12:10:00Z" });
  world.crash();
  world.start(SERVER);
  await world.advance(MINUTE);
  assert.equal(runsOf(world).length, 1);
});

Deno.test("times that were missed are made up for within catchup, and told", async () => {
  using world = await World.open();
  schedule(world, flow([shell("a")]), { catchup: "25m", overlapPolicy: "allow" });
  world.now += 65 * MINUTE;
  world.start(SERVER);
  await world.advance(MINUTE);
  assert.equal(runsOf(world).length, 3);
  assert.ok(world.messages.some((message) => message.startsWith("warn: Times of the schedule of flow passed")));

  schedule(world, flow([shell("a")], { id: "one-at-a-time" }), { catchup: "1h" });
  await world.advance(MINUTE);
  assert.equal(runsOf(world, "one-at-a-time").length, 1);
});

Deno.test("while the last scheduled run goes on, a new one is skipped, waits, takes its place or runs beside it", async () => {
  const outcomes = {
    "skip": ["RUNNING"],
    "queue": ["RUNNING", "PENDING", "PENDING"],
    "cancel-running": ["CANCELED", "CANCELED", "RUNNING"],
    "allow": ["RUNNING", "RUNNING", "RUNNING"],
  } as const;
  for (const [policy, statuses] of Object.entries(outcomes)) {
    using world = await World.open();
    world.behave = () => ({ milliseconds: 60 * MINUTE });
    const overlap = policy as keyof typeof outcomes;
    schedule(world, flow([shell("a")], { schedule: { cron: "*/10 * * * *", overlap_policy: overlap } }), {
      overlapPolicy: overlap,
    });
    world.start(SERVER);
    await world.advance(31 * MINUTE);
    assert.deepEqual(runsOf(world).map(({ status }) => status), statuses, policy);
  }
});

Deno.test("a paused schedule, a disabled workflow and an input that does not fit start nothing", async () => {
  using world = await World.open();
  schedule(world, flow([shell("a")], { id: "paused" }), { status: "paused", nextRunAt: null });
  schedule(world, flow([shell("a")], { id: "disabled" }));
  world.store.setEnabled("disabled", false, "2026-03-01T12:00:00Z");
  const input = { type: "object", required: ["n"] };
  schedule(world, flow([shell("a")], { id: "unfit", config: { input } }));
  world.start(SERVER);
  await world.advance(11 * MINUTE);
  assert.deepEqual(world.store.listRuns({}).items, []);
  assert.ok(world.messages.some((message) => message.startsWith("error: The run of unfit for 2026-03-01T12:10")));
});

Deno.test("ended runs are removed after their time, with their logs and files", async () => {
  using world = await World.open();
  const short = world.create(flow([shell("a")], { id: "short", config: { retention: "1h" } }));
  const long = world.create(flow([shell("a")], { id: "long", config: { retention: "90d" } }));
  const usual = world.create(flow([shell("a")]));
  const waiting = world.create(
    flow([{ id: "w", type: "wait", signal: "go" }], { id: "waiting", config: { retention: "1h" } }),
  );
  world.start();
  for (const id of [short, long, usual]) await world.until(id);
  await world.advance(2000);
  await world.ended;
  const left = async (hours: number) => {
    world.now += hours * 60 * MINUTE;
    world.start();
    await world.advance(2000);
    return [short, long, usual, waiting].filter((id) => world.store.findRun(id) !== undefined);
  };
  assert.deepEqual(await left(2), [long, usual, waiting]);
  assert.deepEqual(world.forgotten, [short]);
  assert.equal(world.logs.lastSeq(short), 0);
  assert.deepEqual(await left(31 * 24), [long, waiting]);
  assert.deepEqual(await left(60 * 24), [waiting]);
});
