import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines } from "./line_diff.ts";

/** Applies hunks of the unified format. */
function patched(text: string, hunks: string): string {
  const lines = text.split("\n");
  const result: string[] = [];
  let at = 0;
  for (const line of hunks === "" ? [] : hunks.split("\n")) {
    const start = /^@@ -(\d+),/.exec(line);
    if (start) { while (at < Number(start[1]) - 1) result.push(lines[at++]!); }
    else if (line[0] === "+") result.push(line.slice(1));
    else {
      assert.equal(lines[at], line.slice(1));
      if (line[0] === " ") result.push(line.slice(1));
      at++;
    }
  }
  return [...result, ...lines.slice(at)].join("\n");
}

Deno.test("hunks with three lines of context, apart where they are far from each other", () => {
  const from = Array.from({ length: 20 }, (_, i) => `${i}`);
  const to = from.with(2, "two").with(15, "fifteen");
  assert.equal(
    diffLines(from.join("\n"), to.join("\n")),
    "@@ -1,6 +1,6 @@\n 0\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -13,7 +13,7 @@\n 12\n 13\n 14\n-15\n+fifteen\n 16\n 17\n 18",
  );
  assert.equal(diffLines("a", "a"), "");
});

Deno.test("the hunks lead from one text to the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (from, to) => assert.equal(patched(from, diffLines(from, to)!), to)),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("a difference of thousands of lines is not shown", () => {
  const lines = (sign: string) => Array.from({ length: 3000 }, (_, i) => `${sign}${i}`).join("\n");
  assert.equal(diffLines(lines("a"), lines("b")), null);
});
