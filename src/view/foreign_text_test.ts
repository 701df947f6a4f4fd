import assert from "node:assert/strict";
import fc from "fast-check";
import { foreignText } from "./foreign_text.ts";

Deno.test("colours of 16 stay where they can be shown, and are reset at the end", () => {
  assert.equal(foreignText("\x1b[1;31mred\x1b[0m", true), "\x1b[1m\x1b[31mred\x1b[0m\x1b[0m");
  assert.equal(foreignText("\x1b[1;31mred\x1b[m", false), "red");
  assert.equal(foreignText("\x1b[38;5;200mx\x1b[38;2;1;2;3;4my", true), "x\x1b[4my\x1b[0m");
  assert.equal(foreignText("plain\tübung 漢字", true), "plain\tübung 漢字");
});

Deno.test("what would move the cursor, set titles or ring is not obeyed", () => {
  assert.equal(foreignText("a\x1b[2J\x1b[1;1Hb", true), "ab");
  assert.equal(foreignText("a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c", true), "abc");
  assert.equal(foreignText("50%\r100%\x07\x9b", true), "50%\\u000d100%\\u0007\\u009b");
  assert.equal(foreignText("\x1bPq#0\x1b\\end\x1b", true), "end");
});

Deno.test("nothing but known colours is left of any text", () => {
  const text = fc.string({
    unit: fc.constantFrom("\x1b", "[", "]", ";", "m", "3", "1", "\x07", "\\", "P", "x", "\r", "\n"),
  });
  fc.assert(
    fc.property(text, (line) => {
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(foreignText(line, true).replace(/\x1b\[\d{1,3}m/g, ""), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(foreignText(line, false), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
    { seed: 42, numRuns: 2000 },
  );
});
