import assert from "node:assert/strict";
import type { StoredSchedule } from "../store/ports.ts";
import { nextTime, scheduleProblem, timesBetween } from "./cron.ts";
import { describeSchedule } from "./describe_schedule.ts";
import { dueRuns } from "./due_runs.ts";

const instant = (text: string) => Temporal.Instant.from(text);
const newYork = (cron: string) => ({ cron, timezone: "America/New_York" });
const next = (cron: string, after: string) => nextTime(newYork(cron), instant(after))?.toString();

Deno.test("a time of day that a clock change leaves out comes right after the gap, once", () => {
  assert.equal(next("30 2 * * *", "2026-03-07T12:00:00Z"), "2026-03-08T07:00:00Z");
  assert.equal(next("30 2 * * *", "2026-03-08T07:00:00Z"), "2026-03-09T06:30:00Z");
  assert.equal(next("30 2,14 * * *", "2026-03-07T20:00:00Z"), "2026-03-08T07:00:00Z");
});

Deno.test("a time of day that comes twice is due the first time only", () => {
  assert.equal(next("30 1 * * *", "2026-11-01T04:00:00Z"), "2026-11-01T05:30:00Z");
  assert.equal(next("30 1 * * *", "2026-11-01T05:30:00Z"), "2026-11-02T06:30:00Z");
});

Deno.test("a schedule that repeats goes on in steady time through clock changes", () => {
  const spans = [["2026-03-08T06:00:00Z", "2026-03-08T08:00:00Z"], ["2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z"]];
  for (const [from, to] of spans) {
    const times = timesBetween(newYork("*/30 * * * *"), { from: instant(from!), to: instant(to!) });
    assert.equal(times.length, 4);
    assert.equal(times[0]!.toString(), from);
  }
});

Deno.test("times between begin with the first instant and end before the last, up to a limit", () => {
  const hourly = { cron: "0 * * * *", timezone: "UTC" };
  const span = { from: instant("2026-01-01T00:00:00Z"), to: instant("2026-01-01T03:00:00Z") };
  assert.deepEqual(timesBetween(hourly, span).map(String), [
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00Z",
    "2026-01-01T02:00:00Z",
  ]);
  assert.equal(timesBetween(hourly, { ...span, to: instant("2027-01-01T00:00:00Z") }).length, 1000);
  assert.equal(timesBetween(hourly, { ...span, limit: 2 }).length, 2);
  assert.deepEqual(timesBetween(hourly, { from: span.to, to: span.from }), []);
});

Deno.test("a date that never comes has no next time", () => {
  assert.equal(next("0 0 30 2 *", "2026-01-01T00:00:00Z"), undefined);
});

Deno.test("seconds may stand in front", () => {
  const every = { cron: "*/15 * * * * *", timezone: "UTC" };
  assert.equal(nextTime(every, instant("2026-01-01T00:00:01Z"))?.toString(), "2026-01-01T00:00:15Z");
});

Deno.test("what is wrong with a schedule is told", () => {
  assert.equal(scheduleProblem(newYork("0 2 * * *")), undefined);
  for (const cron of ["61 * * * *", "* * * *", "a b c d e", "* * * * * * *"]) {
    assert.match(scheduleProblem(newYork(cron)) ?? "", /\S/, cron);
  }
  assert.match(scheduleProblem({ cron: "0 2 * * *", timezone: "Mars/Olympus" }) ?? "", /\S/);
});

const schedule = (change: Partial<StoredSchedule>): StoredSchedule => ({
  workflowId: "nightly",
  cron: "0 * * * *",
  timezone: "UTC",
  overlapPolicy: "skip",
  catchup: null,
  status: "active",
  nextRunAt: "2026-01-01T01:00:00Z",
  lastRunAt: null,
  lastRunId: null,
  input: {},
  ...change,
});

function due(change: Partial<StoredSchedule>, now: string) {
  const { fire, hasMissed, next } = dueRuns(schedule(change), instant(now));
  return { fire: fire.map(String), missed: hasMissed, next: next?.toString() };
}

Deno.test("a schedule is due at its time, and not before", () => {
  assert.deepEqual(due({}, "2026-01-01T00:59:59.999Z"), { fire: [], missed: false, next: "2026-01-01T01:00:00Z" });
  assert.deepEqual(due({}, "2026-01-01T01:00:00Z"), {
    fire: ["2026-01-01T01:00:00Z"],
    missed: false,
    next: "2026-01-01T02:00:00Z",
  });
  assert.deepEqual(due({ nextRunAt: null }, "2026-01-01T01:30:00Z"), {
    fire: [],
    missed: false,
    next: "2026-01-01T02:00:00Z",
  });
});

Deno.test("missed times are made up for as far back as catchup goes, and not at all without it", () => {
  const late = "2026-01-01T05:30:00Z";
  assert.deepEqual(due({}, late), { fire: [], missed: true, next: "2026-01-01T06:00:00Z" });
  assert.deepEqual(due({ catchup: "2h" }, late).fire, ["2026-01-01T04:00:00Z", "2026-01-01T05:00:00Z"]);
  assert.deepEqual(due({ catchup: "1d" }, late).fire.length, 5);
  assert.equal(due({ catchup: "1d" }, late).missed, false);
  assert.equal(due({ catchup: "30d", cron: "* * * * *" }, late).fire.length, 100);
});

Deno.test("schedules are described where they are simple", () => {
  const cases = {
    "0 2 * * *": "daily at 02:00 UTC",
    "0 30 2 * * *": "daily at 02:30 UTC",
    "* * * * *": "every minute UTC",
    "*/15 * * * *": "every 15 minutes UTC",
    "5 * * * *": "hourly at :05 UTC",
    "0 */6 * * *": "every 6 hours UTC",
    "0 9 * * 1-5": "Monday to Friday at 09:00 UTC",
    "0 9 * * 7": "Sundays at 09:00 UTC",
    "15 0 1 * *": "monthly on day 1 at 00:15 UTC",
    "0 9 1-7 * 1": "0 9 1-7 * 1 UTC",
    "0 9 1 1 *": "0 9 1 1 * UTC",
    "0 9,17 * * *": "0 9,17 * * * UTC",
  };
  for (const [cron, text] of Object.entries(cases)) assert.equal(describeSchedule({ cron, timezone: "UTC" }), text);
});
