import assert from "node:assert/strict";
import { flow, shell, World } from "../fakes/engine_world.ts";

const HOUR = 3_600_000;

/** Instants at which a server started runs of a schedule in New York, to the minute. */
async function startsOf(cron: string, span: { from: string; hours: number; first: string }): Promise<string[]> {
  using world = await World.open();
  world.now = Temporal.Instant.from(span.from).epochMilliseconds;
  const definition = flow([shell("a")]);
  world.deploy(definition);
  world.store.putSchedule({
    workflowId: definition.id,
    cron,
    timezone: "America/New_York",
    overlapPolicy: "skip",
    catchup: null,
    status: "active",
    nextRunAt: span.first,
    lastRunAt: null,
    lastRunId: null,
    input: {},
  });
  world.start({ server: true, pollMilliseconds: 30_000 });
  await world.advance(span.hours * HOUR);
  const runs = world.store.listRuns({}).items;
  assert.ok(runs.every(({ status }) => status === "SUCCESS"));
  return runs.map(({ createdAt }) => createdAt.slice(0, 16)).reverse();
}

Deno.test("a nightly run comes every night once, also when clocks go forward over its time", async () => {
  const spring = { from: "2026-03-07T00:00:00Z", hours: 72, first: "2026-03-07T07:30:00Z" };
  assert.deepEqual(await startsOf("30 2 * * *", spring), ["2026-03-07T07:30", "2026-03-08T07:00", "2026-03-09T06:30"]);
});

Deno.test("a nightly run comes every night once, also when clocks go back over its time", async () => {
  const autumn = { from: "2026-10-31T00:00:00Z", hours: 72, first: "2026-10-31T05:30:00Z" };
  assert.deepEqual(await startsOf("30 1 * * *", autumn), ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"]);
});

Deno.test("a clock that jumps by days and back loses no run, repeats none, and ends no wait for ever", async () => {
  using world = await World.open();
  const id = world.create(flow([
    shell("a"),
    { id: "nap", type: "wait", duration: "10m", needs: ["a"] },
    shell("b", { needs: ["nap"], retry_policy: { maximum_attempts: 3, initial_interval: "1m" } }),
  ]));
  world.start();
  let attempts = 0;
  world.behave = ({ task }) => task === "b" && ++attempts < 3 ? { outcome: { status: "failed", exitCode: 1 } } : {};
  for (const jump of [48, -72, 24, -24, 0.5, -0.5]) {
    await world.advance(60_000);
    world.skew += jump * HOUR;
  }
  const run = await world.until(id);
  assert.equal(run.status, "SUCCESS");
  assert.deepEqual(world.keys(), ["a#1", "b#1", "b#2", "b#3"]);
});
