import assert from "node:assert/strict";
import { ksuid } from "../../../../tests/fakes/compozy_server.ts";
import { ksuidTime } from "./ksuid.ts";

Deno.test("the time of a KSUID", () => {
  // The example of segmentio/ksuid's own documentation: 107608047 seconds after its epoch.
  assert.equal(ksuidTime("0ujtsYcgvSTl8PAuAdqWYSMnLOv"), "2017-10-10T04:00:47Z");
  assert.equal(ksuidTime("000000000000000000000000000"), "2014-05-13T16:53:20Z");
  assert.equal(ksuidTime("aWgEPTl1tmebfsQzFP4bxwgy80V"), "2150-06-19T23:21:35Z");
  assert.equal(ksuidTime(ksuid("2026-01-01T00:00:00Z", 5n)), "2026-01-01T00:00:00Z");
  for (
    const id of ["", "abc", "zzzzzzzzzzzzzzzzzzzzzzzzzzz", "0ujtsYcgvSTl8PAuAdqWYSMnLO!", "run-00000000000000000000000"]
  ) {
    assert.equal(ksuidTime(id), undefined);
  }
});
