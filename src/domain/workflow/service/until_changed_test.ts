import assert from "node:assert/strict";
import type { Timers } from "../engine/ports.ts";
import { untilChanged } from "./until_changed.ts";

/** Timers that fire when they are told to. */
function manualTimers(): { timers: Timers; fire(): void; readonly waiting: number } {
  let calls: (() => void)[] = [];
  return {
    timers: {
      after(_, call) {
        calls.push(call);
        return { [Symbol.dispose]: () => void (calls = calls.filter((each) => each !== call)) };
      },
    },
    fire() {
      const due = calls;
      calls = [];
      due.forEach((call) => call());
    },
    get waiting() {
      return calls.length;
    },
  };
}

Deno.test("waiting ends with the change, with the abort, or with the time", async () => {
  const clock = manualTimers();
  const never = new AbortController().signal;
  let looks = 0;
  const change = untilChanged(() => ++looks === 3, { timers: clock.timers, signal: never, limitMilliseconds: 1000 });
  for (let i = 0; i < 3; i++) clock.fire();
  await change;
  assert.deepEqual([looks, clock.waiting], [3, 0]);

  const controller = new AbortController();
  const aborted = untilChanged(() => false, {
    timers: clock.timers,
    signal: controller.signal,
    limitMilliseconds: 1000,
  });
  controller.abort();
  await aborted;
  assert.equal(clock.waiting, 0, "nothing keeps the program open");
  await untilChanged(() => false, { timers: clock.timers, signal: controller.signal, limitMilliseconds: 1000 });

  const limited = untilChanged(() => false, { timers: clock.timers, signal: never, limitMilliseconds: 8 });
  clock.fire();
  clock.fire();
  await limited;
  assert.equal(clock.waiting, 0);
});

Deno.test("what goes wrong while it looks ends the waiting", async () => {
  const clock = manualTimers();
  const failing = () => {
    throw new RangeError("locked");
  };
  const waiting = untilChanged(failing, {
    timers: clock.timers,
    signal: new AbortController().signal,
    limitMilliseconds: 1000,
  });
  clock.fire();
  await assert.rejects(waiting, RangeError);
  assert.equal(clock.waiting, 0);
});
