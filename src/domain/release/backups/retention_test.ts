import assert from "node:assert/strict";
import fc from "fast-check";
import { AGE_FORM, findDays } from "./age.ts";
import type { Backup } from "./model.ts";
import { planRetention } from "./retention.ts";

const AT = Temporal.Instant.from("2026-03-01T00:00:00Z");

/** Backups of these ages in days, newest first. */
function backups(...ages: number[]): Backup[] {
  return ages.map((age) => ({ id: `${age}`, createdAt: AT.subtract({ hours: 24 * age }).toString() }) as Backup);
}

const ids = (list: Backup[]) => list.map(({ id }) => id).join();

Deno.test("ages: days, weeks, months of 30 days, years", () => {
  const cases: [string, number | undefined][] = [
    ["30d", 30],
    ["30", 30],
    [" 8 w ", 56],
    ["6m", 180],
    ["1y", 365],
    ["0d", 0],
    ["", undefined],
    ["d", undefined],
    ["-1d", undefined],
    ["1.5d", undefined],
    ["1h", undefined],
  ];
  for (const [age, days] of cases) assert.equal(findDays(age), days, age);
  assert.match(AGE_FORM, /30d/);
});

Deno.test("by number and by age; the newest stays unless none is to be kept", () => {
  const all = backups(1, 2, 40, 50);
  assert.equal(ids(planRetention(all, { keep: 3, days: undefined, at: AT })), "50");
  assert.equal(ids(planRetention(all, { keep: undefined, days: 30, at: AT })), "40,50");
  assert.equal(ids(planRetention(all, { keep: 1, days: 45, at: AT })), "2,40,50");
  assert.equal(ids(planRetention(backups(40, 50), { keep: undefined, days: 30, at: AT })), "50");
  assert.equal(ids(planRetention(all, { keep: 0, days: undefined, at: AT })), "1,2,40,50");
  assert.equal(ids(planRetention([], { keep: 0, days: 1, at: AT })), "");
});

Deno.test("what goes are the oldest, and never the newest where some are to be kept", () => {
  const ages = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }).map((each) =>
    each.toSorted((a, b) => a - b)
  );
  const limit = fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined });
  fc.assert(
    fc.property(ages, fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }), limit, (days, keep, limit) => {
      const all = backups(...days);
      const gone = planRetention(all, { keep, days: limit, at: AT });
      assert.equal(ids(gone), ids(all.slice(all.length - gone.length)));
      assert.ok(all.length === 0 || gone.length < all.length);
      if (keep !== undefined) assert.ok(all.length - gone.length <= keep);
    }),
    { seed: 42, numRuns: 300 },
  );
});
