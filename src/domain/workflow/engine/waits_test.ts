import assert from "node:assert/strict";
import fc from "fast-check";
import { childId } from "./child_run.ts";
import { DueTimes } from "./due_times.ts";
import { retryWait } from "./retry_wait.ts";
import { Slots } from "./slots.ts";

Deno.test("waits between attempts grow up to a limit, with jitter that is the same each time", () => {
  const policy = { initial_interval: "100ms", backoff_coefficient: 3, maximum_interval: "2s" };
  const waits = [1, 2, 3, 4, 5].map((failures) => retryWait({ ...policy, jitter: false }, { failures, seed: "x" }));
  assert.deepEqual(waits, [100, 300, 900, 2000, 2000]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.string(), (failures, seed) => {
      const exact = retryWait({ ...policy, jitter: false }, { failures, seed });
      const varied = retryWait(policy, { failures, seed });
      assert.ok(varied <= exact && varied >= exact * 0.75 - 1);
      assert.equal(varied, retryWait(policy, { failures, seed }));
    }),
    { seed: 42, numRuns: 300 },
  );
  assert.equal(retryWait({ jitter: false }, { failures: 1, seed: "" }), 1000);
  assert.equal(retryWait({ jitter: false }, { failures: 100, seed: "" }), 60_000);
  assert.equal(retryWait(policy, { failures: 1, seed: "", retryAfter: 5000 }), 5000);
  assert.equal(retryWait(policy, { failures: 1, seed: "", retryAfter: 1e12 }), 86_400_000);
});

Deno.test("the id of a part follows from its whole and its step, looks like an id, and is its own", () => {
  const parent = "run-01m7wbr4835pmf86jjgs";
  const ids = Array.from({ length: 10_000 }, (_, i) => childId(parent, `each[${i}]#1`));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^run-01m7wbr483[0-9a-hjkmnp-tv-z]{10}$/);
  assert.equal(childId(parent, "a#1"), childId(parent, "a#1"));
});

Deno.test("what is due is called in the order of time, and not what was disposed", () => {
  const times = new DueTimes();
  const called: string[] = [];
  times.add(30, () => called.push("c"));
  times.add(10, () => called.push("a"));
  const dropped = times.add(20, () => called.push("b"));
  times.call(5);
  assert.deepEqual(called, []);
  dropped[Symbol.dispose]();
  times.call(30);
  assert.deepEqual(called, ["a", "c"]);
  times.call(100);
  assert.equal(called.length, 2);
});

Deno.test("places are given in order; who gives up waiting leaves the line", async () => {
  const slots = new Slots(1);
  const first = await slots.take();
  const leaving = new AbortController();
  const second = slots.take(leaving.signal);
  const third = slots.take();
  leaving.abort();
  assert.equal(await second, undefined);
  first![Symbol.dispose]();
  const place = await third;
  assert.ok(place);
  place[Symbol.dispose]();
  assert.ok(await slots.take());
  assert.equal(await slots.take(leaving.signal), undefined);
});
