import assert from "node:assert/strict";
import { readInstant } from "./read_instant.ts";

const AT = {
  clock: { now: () => Temporal.Instant.from("2026-03-30T01:30:00Z") },
  timeZone: () => "Europe/Berlin",
};

Deno.test("instants as people write them", () => {
  const read = (given: string) => readInstant("--since", given, AT);
  assert.equal(read("now"), "2026-03-30T01:30:00Z");
  assert.equal(read("2h"), "2026-03-29T23:30:00Z");
  assert.equal(read("1d12h"), "2026-03-28T13:30:00Z");
  assert.equal(read("today"), "2026-03-29T22:00:00Z");
  // The day before was short: clocks went forward in it.
  assert.equal(read("Yesterday"), "2026-03-28T23:00:00Z");
  assert.equal(read("2026-03-01"), "2026-02-28T23:00:00Z");
  assert.equal(read("2026-03-01T12:00"), "2026-03-01T11:00:00Z");
  assert.equal(read("2026-03-01 12:00:00+00:00"), "2026-03-01T12:00:00Z");
});

Deno.test("what is no time is refused with what would be one", () => {
  for (const given of ["", "soon", "2x", "2026-13-01", "99999999999999d"]) {
    assert.throws(() => readInstant("--since", given, AT), { code: "OPTION_VALUE_INVALID" });
  }
});
