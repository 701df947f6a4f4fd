import assert from "node:assert/strict";
import { Cron } from "croner";
import fc from "fast-check";
import { cronProblem } from "../definition/cron_fields.ts";
import { latestTimes, nextTime } from "./cron.ts";

/** A field: all, one, a list, a range or steps of either; mostly what occurs often. */
function field(least: number, most: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: most });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: value.map(String) },
    range,
    fc.uniqueArray(value, { minLength: 2, maxLength: 3 }).map((values) => values.join(",")),
    fc.integer({ min: 1, max: most }).map((step) => `*/${step}`),
    fc.tuple(range, fc.integer({ min: 1, max: most })).map(([from, step]) => `${from}/${step}`),
  );
}

const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7));
const crons = fc.tuple(fc.option(field(0, 59), { nil: "" }), fields)
  .map(([seconds, rest]) => `${seconds} ${rest.join(" ")}`.trim())
  .filter((cron) => cronProblem(cron) === undefined);
const zones = fc.constantFrom(
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Africa/Cairo",
);
/** Near changes of the clocks more often than not. */
const instants = fc.tuple(
  fc.constantFrom(
    "2026-03-08T07:00:00Z",
    "2026-11-01T06:00:00Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T01:00:00Z",
    "2028-02-28T00:00:00Z",
  ),
  fc.integer({ min: -200_000, max: 200_000 }),
).map(([text, seconds]) => Temporal.Instant.from(text).add({ seconds }));

Deno.test("schedules are due when another reader of cron expressions says", () => {
  fc.assert(
    fc.property(crons, zones, instants, (cron, timezone, after) => {
      const other = new Cron(cron, { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard" });
      let at: Temporal.Instant | undefined = after;
      for (let i = 0; i < 5 && at; i++) {
        const expected: Date | null = other.nextRun(at.toString());
        at = nextTime({ cron, timezone }, at);
        assert.equal(at?.epochMilliseconds, expected?.getTime(), `${cron} in ${timezone} after ${after}: ${at}`);
      }
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("the latest times are those that the next ones lead to", () => {
  fc.assert(
    fc.property(crons, zones, instants, fc.integer({ min: 1, max: 20 }), (cron, timezone, until, limit) => {
      const times = latestTimes({ cron, timezone }, { until, limit });
      assert.ok(times.length <= limit);
      for (const [i, time] of times.entries()) {
        const next = nextTime({ cron, timezone }, time);
        if (i < times.length - 1) assert.ok(next?.equals(times[i + 1]!));
        else {assert.ok(
            Temporal.Instant.compare(time, until) <= 0 && (!next || Temporal.Instant.compare(next, until) > 0),
          );}
      }
    }),
    { seed: 42, numRuns: 100 },
  );
});

Deno.test("a time that is due is the latest until the next one", () => {
  const daily = { cron: "0 2 * * *", timezone: "UTC" };
  const until = Temporal.Instant.from("2026-01-02T02:00:00Z");
  assert.deepEqual(latestTimes(daily, { until, limit: 2 }).map(String), [
    "2026-01-01T02:00:00Z",
    "2026-01-02T02:00:00Z",
  ]);
  assert.deepEqual(latestTimes({ ...daily, cron: "0 0 30 2 *" }, { until, limit: 2 }), []);
});
