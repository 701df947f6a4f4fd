import assert from "node:assert/strict";
import { askedDelay, backoff, pause, RETRY } from "./retry_delay.ts";

Deno.test("what servers ask to wait, in each of the ways they say it", () => {
  const date = "Fri, 02 Jan 2026 03:04:05 GMT";
  const epoch = String(Date.parse(date) / 1000 + 30);
  const cases: [Record<string, string>, number | undefined][] = [
    [{}, undefined],
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "Fri, 02 Jan 2026 03:04:15 GMT", date }, 10_000],
    [{ "retry-after": "Fri, 02 Jan 2026 03:04:00 GMT", date }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "ratelimit-reset": "12" }, 12_000],
    [{ "x-ratelimit-reset": epoch, date }, 30_000],
    [{ "x-ratelimit-reset": epoch, "ratelimit-reset": "3", date }, 3000],
    [{ "x-ratelimit-reset": epoch, "retry-after": "1", date }, 1000],
  ];
  for (const [headers, delay] of cases) assert.equal(askedDelay(new Headers(headers)), delay, JSON.stringify(headers));
});

Deno.test("pauses grow to a limit, and chance spreads them", () => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const delay = backoff(attempt, RETRY);
    assert.ok(delay >= 0 && delay <= Math.min(RETRY.maxMilliseconds, RETRY.minMilliseconds * 2 ** attempt));
  }
});

Deno.test("a pause ends when it is no longer wanted", async () => {
  const stop = new AbortController();
  const waiting = pause(3_600_000, stop.signal);
  stop.abort();
  await waiting;
  await pause(3_600_000, stop.signal);
});
