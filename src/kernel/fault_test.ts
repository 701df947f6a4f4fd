import assert from "node:assert/strict";
import { EXIT_CODES, Fault, fault, isFault } from "./fault.ts";

const LOST = fault<{ name: string }>({
  code: "LOST",
  exit: 8,
  when: "Something is lost.",
  message: ({ name }) => `${name} is lost`,
  cause: ({ name }) => `Nobody has seen ${name}.`,
  hint: ({ name }) => `Look for ${name}.`,
});

Deno.test("a fault is filled in from its parameters and keeps its cause", () => {
  const cause = new TypeError("inner");
  const lost = LOST({ name: "it" }, { cause });
  assert.ok(lost instanceof Fault && lost instanceof Error);
  assert.deepEqual(
    [lost.code, lost.exit, lost.message, lost.reason, lost.hint, lost.details, lost.cause],
    ["LOST", 8, "it is lost", "Nobody has seen it.", "Look for it.", { name: "it" }, cause],
  );
  assert.equal(LOST.declaration.when, "Something is lost.");
});

Deno.test("faults are matched by code", () => {
  const lost = LOST({ name: "it" });
  assert.ok(isFault(lost) && isFault(lost, "LOST"));
  assert.ok(!isFault(lost, "FOUND") && !isFault(new Error("LOST"), "LOST") && !isFault(undefined));
});

Deno.test("exit codes leave those of shells and signals alone", () => {
  for (const code of Object.keys(EXIT_CODES).map(Number)) {
    assert.ok(code >= 0 && code <= 130 && ![126, 127, 128].includes(code), String(code));
  }
});
