import assert from "node:assert/strict";
import { createUi } from "../view/ui.ts";
import { createLog } from "./log.ts";

Deno.test("a log writes what its level asks for, and no credentials at any level", () => {
  const ui = createUi({ color: false, unicode: true, width: 100 });
  const lines = (level: "silent" | "info" | "trace") => {
    const written: string[] = [];
    const log = createLog(level, { ui, write: (text) => void written.push(text) });
    log.error("one");
    log.info("Authorization: Bearer cpzy_0123456789abcdefghij");
    log.trace("https://ada:hunter2@example.com wst_0123456789abcdefghijklmn");
    return written;
  };
  assert.deepEqual(lines("silent"), []);
  assert.deepEqual(lines("info"), ["ERROR: one\n", "INFO: Authorization: Bearer ***\n"]);
  assert.deepEqual(lines("trace")[2], "TRACE: https://***@example.com ***\n");
});
