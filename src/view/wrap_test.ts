import assert from "node:assert/strict";
import fc from "fast-check";
import { createUi } from "./ui.ts";
import { displayWidth, paragraphs, wrap } from "./wrap.ts";

Deno.test("lines break between words, and later ones are indented", () => {
  const text = "one two three four five six seven eight nine ten";
  assert.equal(wrap(text, { width: 30 }), "one two three four five six\nseven eight nine ten");
  assert.equal(wrap(text, { width: 30, indent: 2 }), "one two three four five six\n  seven eight nine ten");
  assert.equal(wrap("short", { width: 30, indent: 2 }), "short");
  assert.equal(wrap("a\n\n  b", { width: 30, indent: 2 }), "a\n  \n    b");
});

Deno.test("no line is longer than 100 columns, and words are never broken", () => {
  const long = "word ".repeat(60).trimEnd();
  const widths = wrap(long, { width: 300 }).split("\n").map((line) => line.length);
  assert.ok(Math.max(...widths) <= 100 && widths.length > 2);
  const path = "x".repeat(60);
  assert.equal(wrap(`see ${path} there`, { width: 30 }), `see\n${path}\nthere`);
  assert.equal(wrap("one two three four five", { width: 1 }), "one two three four five");
});

Deno.test("code is kept together where it fits into a line", () => {
  const text = "Run it again with `git push origin HEAD`, then wait.";
  assert.equal(wrap(text, { width: 32 }), "Run it again with\n`git push origin HEAD`, then\nwait.");
  const code = "`one two three four five six seven eight`";
  assert.equal(wrap(code, { width: 30 }), "`one two three four five six\nseven eight`");
});

Deno.test("colours have no width, wide characters have two columns, marks none", () => {
  assert.equal(displayWidth("\x1b[36mabc\x1b[39m"), 3);
  assert.equal(displayWidth("日本語"), 6);
  assert.equal(displayWidth("✓ ok…"), 5);
  assert.equal(displayWidth("👩‍💻 e\u0301"), 4);
  assert.equal(displayWidth("\u200b"), 0);
  assert.equal(wrap("\x1b[36mone\x1b[39m two three four five six", { width: 26 }).split("\n").length, 1 + 1);
  assert.equal(wrap("日本語 日本語 日本語 日本語 日本語", { width: 26 }), "日本語 日本語 日本語\n日本語 日本語");
});

Deno.test("wrapping changes only white space, and fits wherever words do", () => {
  const word = fc.stringMatching(/^[a-z日é]{1,8}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.integer({ min: 40, max: 120 }),
      fc.nat(10),
      (words, width, indent) => {
        const wrapped = wrap(words.join(" "), { width, indent });
        assert.deepEqual(wrapped.split(/\s+/), words);
        for (const line of wrapped.split("\n")) assert.ok(displayWidth(line) <= Math.min(width, 100));
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("paragraphs of the source become one line each", () => {
  assert.equal(paragraphs("\na b\nc\n\nd\n  e\n"), "a b c\n\nd e");
});

Deno.test("long texts are wrapped on a terminal only", () => {
  const text = "one two three four five six seven eight nine ten";
  const look = { color: false, unicode: true, width: 30 };
  assert.equal(createUi(look).wrapped(text), text);
  assert.equal(createUi({ ...look, terminal: true }).wrapped(text, 2), wrap(text, { width: 30, indent: 2 }));
});
