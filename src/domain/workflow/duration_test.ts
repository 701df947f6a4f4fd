import assert from "node:assert/strict";
import { durationMilliseconds, durationText } from "./duration.ts";

Deno.test("durations are sums of amounts with units", () => {
  const cases = { "500ms": 500, "1.5s": 1500, "1h30m": 5_400_000, "1d": 86_400_000, "0s": 0, "2m500ms": 120_500 };
  for (const [text, milliseconds] of Object.entries(cases)) {
    assert.equal(durationMilliseconds(text), milliseconds, text);
  }
});

Deno.test("spans are told in their two greatest units", () => {
  const cases: [number, string][] = [
    [0, "0ms"],
    [340, "340ms"],
    [2500, "2.5s"],
    [60_000, "1m"],
    [90_000, "1m 30s"],
    [7_200_000, "2h"],
    [273_600_000, "3d 4h"],
    [86_460_000, "1d"],
  ];
  for (const [milliseconds, text] of cases) assert.equal(durationText(milliseconds), text);
});
