import assert from "node:assert/strict";
import fc from "fast-check";
import { markup, raw, visible } from "./markup.ts";
import { styledSpans } from "./styled_spans.ts";

Deno.test("markup: whatever is put in stays text, between tags and in quoted attributes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      const { text } = markup`<p title="${a}">${b}</p>`;
      const [, title, inside] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/s.exec(text)!;
      const decode = (part: string) => part.replace(/&#39;|&lt;|&gt;|&quot;|&amp;/g, (found) => UNESCAPED[found]!);
      assert.equal(decode(title!), visible(a));
      assert.equal(decode(inside!), visible(b));
    }),
    { seed: 42, numRuns: 200 },
  );
});

const UNESCAPED: Record<string, string> = { "&#39;": "'", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

Deno.test("markup: parts nest, and nothing is left of what is absent", () => {
  const items = ["a", "<b>"].map((each) => markup`<li>${each}</li>`);
  const { text } = markup`<ul>${items}${null}${undefined}${false}${0}</ul>${raw("<hr>")}`;
  assert.equal(text, "<ul><li>a</li><li>&lt;b&gt;</li>0</ul><hr>");
});

Deno.test("lines of logs: colours and attributes become classes, as a terminal would show them", () => {
  assert.deepEqual(styledSpans("plain \x1b[1;31mbad\x1b[22m less\x1b[0m end \x1b[97;44mwhite"), [
    { text: "plain ", classes: "" },
    { text: "bad", classes: "bold f1" },
    { text: " less", classes: "f1" },
    { text: " end ", classes: "" },
    { text: "white", classes: "f15 b4" },
  ]);
  assert.deepEqual(styledSpans("\x1b[3;4;9;7mx\x1b[23;24;27;29my\x1b[42;103mz\x1b[49;39m."), [
    { text: "x", classes: "italic underline strike inverse" },
    { text: "y", classes: "" },
    { text: "z", classes: "b11" },
    { text: ".", classes: "" },
  ]);
  assert.deepEqual(styledSpans("\x1b[38;5;196mno\x1b[48;2;1;2;3m 256"), [{ text: "no 256", classes: "" }]);
});

Deno.test("lines of logs: nothing but text and known classes is left of any line", () => {
  const sequences = fc.constantFrom(
    "\x1b[31m",
    "\x1b[0m",
    "\x1b]8;;http://x\x07",
    "\x1b[2J",
    "\x1b",
    "\x9b",
    "\x07",
    "a",
  );
  const lines = fc.array(fc.oneof(sequences, fc.string({ unit: "binary", maxLength: 5 }))).map((all) => all.join(""));
  fc.assert(
    fc.property(lines, (line) => {
      for (const { text, classes } of styledSpans(line)) {
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        assert.match(classes, /^((bold|dim|italic|underline|inverse|strike|[fb]\d{1,2})( |$))*$/);
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});
