import assert from "node:assert/strict";
import fc from "fast-check";
import { nextTime, scheduleProblem } from "../schedules/cron.ts";
import { cronProblem } from "./cron_fields.ts";

Deno.test("cron expressions with five fields, or six with seconds", () => {
  for (
    const cron of ["* * * * *", "0 2 * * *", "*/15 0-6 1,15 jan-mar MON", "30 0 2 * * 7", "0 0 29 2 *", " 5 4 * * sun "]
  ) {
    assert.equal(cronProblem(cron), undefined, cron);
  }
});

Deno.test("what is wrong with a field is told with its place", () => {
  const wrong: [string, RegExp, number][] = [
    ["", /found 0/, 0],
    ["* * * *", /found 4/, 0],
    ["* * * * * * *", /found 7/, 0],
    ["@daily", /no cron expression/, 0],
    ["60 * * * *", /'60' is no minute/, 0],
    ["0 25 * * *", /'25' is no hour/, 2],
    ["0 0 0 * *", /'0' is no day of the month/, 4],
    ["0 0 1 13 *", /'13' is no month/, 6],
    ["0 0 * * mno", /'mno' is no day of the week/, 8],
    ["0 5-1 * * *", /'5-1' is no hour/, 2],
    ["*/0 * * * *", /is no minute/, 0],
    ["x * * * *", /'x' is no minute/, 0],
    ["1,,2 * * * *", /is no minute/, 0],
    ["0 0 31 4 *", /no day 31 in month 4/, 4],
    ["99 0 0 * * *", /'99' is no second/, 0],
  ];
  for (const [cron, problem, offset] of wrong) {
    const found = cronProblem(cron);
    assert.match(found!.problem, problem, cron);
    assert.equal(found!.offset, offset, cron);
    assert.notEqual(found!.hint, "");
  }
  assert.match(cronProblem("0 0 * jam *")!.hint, /'jan'/);
});

Deno.test("what passes the check the scheduler can read, and it comes some time", () => {
  const part = (most: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.nat(most).map(String),
      fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => `${a}-${b}`),
      fc.nat(most).map((step) => `*/${step}`),
      fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => `${a},${b}`),
      fc.constantFrom("mon", "jan", "fri-sun", "1-5/2", "?", "L", "x"),
    );
  const cron = fc.tuple(part(61), part(25), part(32), part(13), part(8)).map((fields) => fields.join(" "));
  fc.assert(
    fc.property(cron, (cron) => {
      if (cronProblem(cron) !== undefined) return;
      assert.equal(scheduleProblem({ cron, timezone: "UTC" }), undefined, cron);
      // Days of several months, or of none: a list may hold one that is there.
      if (!/^\S+ \S+ (?:29|3[01])/.test(cron)) {
        assert.ok(nextTime({ cron, timezone: "UTC" }, Temporal.Instant.from("2026-01-01T00:00:00Z")), cron);
      }
    }),
    { seed: 42, numRuns: 5000 },
  );
});
