import assert from "node:assert/strict";
import { printable, printableLines } from "./printable.ts";
import { createUi } from "./ui.ts";

const look = (color: boolean) => createUi({ color, unicode: true, width: 80 });

Deno.test("control characters in names are shown", () => {
  assert.equal(printable("a\x1b[2Jb\n"), "a\\u001b[2Jb\\u000a");
});

Deno.test("lines keep their ends, tabs and our colours; nothing else reaches the terminal", () => {
  const green = look(true).style.success("ok");
  assert.equal(printableLines(`${green}\tx\r\ny\n`, look(true)), `${green}\tx\r\ny\n`);
  const hostile = "\x1b[2J\x1b]0;title\x07\rover\x9b1A";
  assert.equal(printableLines(hostile, look(true)), "\\u001b[2J\\u001b]0;title\\u0007\\u000dover\\u009b1A");
  assert.equal(printableLines("\x1b[31mred\x1b[0m", look(false)), "\\u001b[31mred\\u001b[0m");
});
