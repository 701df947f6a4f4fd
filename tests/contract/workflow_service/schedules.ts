import assert from "node:assert/strict";
import { codesOf, definitionText, source } from "./fixture.ts";
import type { Contract } from "../workflow_service.ts";

const NIGHTLY = "schedule: {cron: '0 2 * * *', timezone: America/New_York, input: {}}\n";

/** Schedules come and go with definitions. */
export function scheduleContract({ name, open }: Contract): void {
  Deno.test(`${name}: a schedule is deployed, paused, resumed, changed and removed with its workflow`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly", NIGHTLY)));
    const [schedule] = await service.listSchedules();
    assert.deepEqual([
      schedule!.workflowId,
      schedule!.cron,
      schedule!.timezone,
      schedule!.overlapPolicy,
      schedule!.status,
    ], [
      "nightly",
      "0 2 * * *",
      "America/New_York",
      "skip",
      "active",
    ]);
    assert.ok(Temporal.Instant.compare(schedule!.nextRunAt!, Temporal.Now.instant()) > 0);
    const paused = await service.setSchedulePaused("nightly", true);
    assert.deepEqual([paused.status, paused.nextRunAt], ["paused", null]);
    await service.deployWorkflow(source(definitionText("nightly", NIGHTLY.replace("0 2", "0 3"))));
    const [changed] = await service.listSchedules();
    assert.deepEqual([changed!.cron, changed!.status, changed!.nextRunAt], ["0 3 * * *", "paused", null]);
    assert.notEqual((await service.setSchedulePaused("nightly", false)).nextRunAt, null);
    await service.rollbackWorkflow("nightly", { to: "1.0.0" });
    assert.equal((await service.listSchedules())[0]!.cron, "0 2 * * *");
    await service.deployWorkflow(source(definitionText("nightly")));
    assert.deepEqual(await service.listSchedules(), []);
    assert.deepEqual(await codesOf(service.setSchedulePaused("nightly", true)), ["SCHEDULE_NOT_FOUND"]);
    assert.deepEqual(await codesOf(service.setSchedulePaused("other", true)), ["WORKFLOW_NOT_FOUND"]);
  });

  Deno.test(`${name}: a backfill starts a run for each time of a span, and no more than 1000`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    await service.deployWorkflow(source(definitionText("nightly", NIGHTLY)));
    const span = { from: "2026-01-01T00:00:00Z", to: "2026-01-04T00:00:00Z" };
    const expected = ["2026-01-01T07:00:00Z", "2026-01-02T07:00:00Z", "2026-01-03T07:00:00Z"];
    const dry = await service.backfill("nightly", { ...span, dryRun: true });
    assert.deepEqual(dry, { times: expected, runs: [] });
    assert.deepEqual(store.listOrders(), []);
    const { times, runs } = await service.backfill("nightly", { ...span, dryRun: false });
    assert.deepEqual(times, expected);
    assert.deepEqual(runs.map(({ trigger, status }) => [trigger, status]), Array(3).fill(["backfill", "PENDING"]));
    assert.equal(store.listOrders().length, 3);
    const years = { from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z", dryRun: true };
    assert.deepEqual(await codesOf(service.backfill("nightly", years)), ["BACKFILL_TOO_LARGE"]);
    const backwards = { from: span.to, to: span.from, dryRun: true };
    assert.deepEqual(await codesOf(service.backfill("nightly", backwards)), ["SPAN_INVALID"]);
  });
}
