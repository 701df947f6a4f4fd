import assert from "node:assert/strict";
import { cooldownAt, findInstant } from "./cooldown.ts";
import { findMinutes } from "./cooldown_age.ts";
import { byName, declared, packument } from "./fixtures_test.ts";
import { planUpgrades } from "./plan_upgrades.ts";

const now = Temporal.Instant.from("2026-01-10T00:00:00Z");
const aged = packument("x", ["1.0.0", "1.1.0", "1.2.0"], {
  time: { "1.0.0": "2025-01-01T00:00:00Z", "1.1.0": "2026-01-01T00:00:00Z", "1.2.0": "2026-01-09T12:00:00.000Z" },
});
const week = { minutes: 7 * 24 * 60, exclude: [], origin: "--cooldown" };

Deno.test("a cooldown offers the newest version that is old enough, and says what it held back", () => {
  const plan = planUpgrades([declared("x", "^1.0.0")], byName(aged), { cooldown: cooldownAt(week, now) });
  assert.equal(plan.upgrades[0]!.target, "1.1.0");
  assert.deepEqual(plan.upgrades[0]!.heldBack, {
    version: "1.2.0",
    publishedAt: "2026-01-09T12:00:00Z",
    until: "2026-01-16T12:00:00Z",
  });
  const nothing = planUpgrades([declared("x", "^1.1.0")], byName(aged), { cooldown: cooldownAt(week, now) });
  assert.deepEqual(nothing.skipped.map((each) => [each.reason, each.latest, each.heldBack?.until]), [
    ["too_young", "1.2.0", "2026-01-16T12:00:00Z"],
  ]);
});

Deno.test("exempt packages, fixed moments, unknown ages", () => {
  const target = (cooldown: Parameters<typeof cooldownAt>[0], found = aged) => {
    const plan = planUpgrades([declared("x", "^1.0.0")], byName(found), { cooldown: cooldownAt(cooldown, now) });
    return plan.upgrades[0]?.target ?? plan.skipped[0]?.reason;
  };
  assert.equal(target({ ...week, exclude: ["x"] }), "1.2.0");
  assert.equal(target({ before: "2025-06-01T00:00:00Z", exclude: [], origin: ".npmrc" }), "too_young");
  assert.equal(target({ minutes: 0, exclude: [], origin: "" }), "1.2.0");
  assert.equal(target(undefined), "1.2.0");
  const untimed = packument("x", ["1.0.0", "1.2.0"]);
  assert.equal(target(week, untimed), "too_young");
  assert.equal(target(week, { ...untimed, modified: "2025-01-01T00:00:00Z" }), "1.2.0");
  assert.equal(target(week, { ...aged, time: { "1.2.0": "yesterday" } }), "too_young");
  assert.equal(findInstant("2026-01-10T00:00:00Z")?.toString(), "2026-01-10T00:00:00Z");
  assert.equal(findInstant("soon"), undefined);
});

Deno.test("ages", () => {
  assert.deepEqual(["3", "3d", "12h", "90m", "2w", "0"].map(findMinutes), [4320, 4320, 720, 90, 20160, 0]);
  assert.deepEqual(["", "-1", "soon", "3y", "1.5d"].map(findMinutes), Array(5).fill(undefined));
});
