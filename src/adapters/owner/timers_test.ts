import assert from "node:assert/strict";
import { systemTimers } from "./timers.ts";

Deno.test("what is to come at once comes after what is ready now", async () => {
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  systemTimers().after(0, () => {
    order.push("timer");
    resolve();
  });
  Promise.resolve().then(() => order.push("microtask"));
  order.push("call");
  await promise;
  assert.deepEqual(order, ["call", "microtask", "timer"]);
});

Deno.test("a timer that was disposed never calls, and holds nothing open", async () => {
  const timers = systemTimers();
  let calls = 0;
  for (const wait of [0, 1, 3, 2 ** 40]) timers.after(wait, () => calls++)[Symbol.dispose]();
  await new Promise<void>((resolve) => timers.after(10, resolve));
  assert.equal(calls, 0);
});
