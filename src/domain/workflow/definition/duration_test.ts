import assert from "node:assert/strict";
import fc from "fast-check";
import { findDuration, formatDuration, LONGEST_DURATION, parseDuration } from "./duration.ts";

Deno.test("durations are sums of numbers with units", () => {
  const known: [string, number][] = [
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["1d", 86_400_000],
    ["0s", 0],
    ["0.4ms", 0],
    ["1d2h3m4s5ms", 93_784_005],
  ];
  for (const [text, milliseconds] of known) assert.equal(parseDuration(text), milliseconds, text);
});

Deno.test("what is no duration, or longer than a hundred years, is none", () => {
  for (const text of ["", "5", "5 m", "-5m", "5M", "m", "1h 30m", "1,5h", "5min", "40000d", "9".repeat(400) + "d"]) {
    assert.equal(findDuration(text), undefined, text);
  }
  assert.throws(() => parseDuration("soon"), { code: "DURATION_INVALID", exit: 2 });
});

Deno.test("a duration that is written is read as itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LONGEST_DURATION }), (milliseconds) => {
      assert.equal(parseDuration(formatDuration(milliseconds)), milliseconds);
    }),
    { seed: 42, numRuns: 2000 },
  );
  assert.equal(formatDuration(0), "0s");
  assert.equal(formatDuration(5_400_000), "1h30m");
});
