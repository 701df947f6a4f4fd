import assert from "node:assert/strict";
import { parseKeys, readKeys } from "./keys.ts";

Deno.test("keys of terminals by their names; unknown sequences are left out", () => {
  assert.deepEqual(parseKeys("a\x1b[A\x1bOB\x1b[5~\x1b[Z\r\t\x7f\x03ü漢"), [
    "a",
    "up",
    "down",
    "page-up",
    "back-tab",
    "enter",
    "tab",
    "backspace",
    "ctrl-c",
    "ü",
    "漢",
  ]);
  assert.deepEqual(parseKeys("\x1b[200~\x1b[38;5u\x01x"), ["x"]);
  assert.deepEqual(parseKeys("\x1b"), ["escape"]);
});

Deno.test("a terminal that is gone ends what is shown on it", async () => {
  const keys: string[] = [];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("q"));
      controller.close();
    },
  });
  await readKeys(stream, { signal: new AbortController().signal, push: (key) => keys.push(key) });
  assert.deepEqual(keys, ["q", "ctrl-c"]);
});
