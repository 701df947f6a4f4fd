import assert from "node:assert/strict";
import { escapeInline, neutralizeHtml } from "./escape.ts";

Deno.test("text that would begin a block is escaped", () => {
  for (
    const [text, expected] of [
      ["# x", "\\# x"],
      ["- x", "\\- x"],
      ["+ x", "\\+ x"],
      ["> x", "\\> x"],
      ["1. x", "1\\. x"],
      ["12) x", "12\\) x"],
      ["---", "\\---"],
      ["#12 x", "#12 x"],
      ["-x", "-x"],
      ["1.5 x", "1.5 x"],
    ]
  ) assert.equal(escapeInline(text!), expected);
});

Deno.test("marks lose their effect, words with underscores and code stay", () => {
  assert.equal(
    escapeInline("a*b* snake_case __init__ &lt; a & b"),
    "a\\*b\\* snake_case \\_\\_init\\_\\_ &amp;lt; a & b",
  );
  assert.equal(escapeInline("run `a * b` and ``x ` [y]``"), "run `a * b` and ``x ` [y]``");
  assert.equal(escapeInline("lone ` tick [x]"), "lone \\` tick \\[x\\]");
  assert.equal(escapeInline("see https://x.test/_a_*b"), "see https://x.test/_a_\\*b");
  assert.equal(escapeInline("![i](x) C:\\dir \\*"), "!\\[i\\](x) C:\\dir \\\\\\*");
  assert.equal(escapeInline("two\nlines\u0000"), "two lines");
});

Deno.test("messages keep their markdown and closed comments", () => {
  const message = "**a** <details>x</details> <!-- note\nstill --> `<script>`";
  assert.equal(neutralizeHtml(message), message);
  assert.equal(neutralizeHtml("<ScRipt> </textarea>"), "&lt;ScRipt> &lt;/textarea>");
  assert.equal(neutralizeHtml("a <!-- b --> <!-- c"), "a <!-- b --> &lt;!-- c");
});
