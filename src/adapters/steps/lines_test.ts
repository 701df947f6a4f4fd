import assert from "node:assert/strict";
import fc from "fast-check";
import { runnerFixture } from "./fixture.ts";
import { guessLevel } from "./guess_level.ts";
import { LINE_LIMIT, LineSplitter } from "./line_splitter.ts";

function split(chunks: readonly Uint8Array[], lookahead = 0): [text: string, cut: number][] {
  const lines: [string, number][] = [];
  const splitter = new LineSplitter((text, cut) => lines.push([text, cut]), lookahead);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

/** Line ends wherever they are, and bytes that are no UTF-8. */
const bytes = fc.array(fc.oneof(fc.constantFrom(10, 13, 13, 10, 97, 98), fc.integer({ min: 0, max: 255 })), {
  maxLength: 60,
}).map((list) => Uint8Array.from(list));

Deno.test("lines are the same however the bytes come", () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }), (all, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const chunks = at.slice(1).map((end, i) => all.subarray(at[i], end));
      // Each line is decoded by itself: a character cut off by a line end spoils no other line.
      const expected: string[] = [];
      let line: number[] = [];
      for (let i = 0; i < all.length; i++) {
        if (all[i] !== 10 && all[i] !== 13) line.push(all[i]!);
        else {
          if (all[i] === 13 && all[i + 1] === 10) i++;
          expected.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(line)));
          line = [];
        }
      }
      if (line.length > 0) expected.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(line)));
      assert.deepEqual(split(chunks).map(([text]) => text), expected);
    }),
    { seed: 42, numRuns: 3000 },
  );
});

Deno.test("a line without end is kept up to the limit, and the rest is counted", () => {
  const chunk = new Uint8Array(64 * 1024).fill(97);
  const [[text, cut] = ["", 0], ...others] = split([...Array(160).fill(chunk), Uint8Array.of(10, 98)], 100);
  assert.ok(text.length >= LINE_LIMIT && text.length <= 4 * LINE_LIMIT);
  assert.equal(text.length + cut, 160 * chunk.length);
  assert.deepEqual(others, [["b", 0]]);
});

Deno.test("the level of a line is what it says itself", () => {
  const cases: [string, ReturnType<typeof guessLevel>][] = [
    ["ERROR something failed", "error"],
    ["2026-01-02T03:04:05Z WARN  [pool] slow", "warn"],
    ["[info] started", "info"],
    ["[DEBUG] x", "debug"],
    ["error: cannot find module", "error"],
    ["warning: unused variable", "warn"],
    ["npm ERR! code E404", "error"],
    ["npm warn deprecated x", "warn"],
    ["::error file=a.js::Broken", "error"],
    ["##[warning] old image", "warn"],
    ["time=now level=warn msg=x", "warn"],
    ["\x1b[31mERROR\x1b[0m red", "error"],
    ["error[E0308]: mismatched types", "error"],
    [`{"level":"error","msg":"x"}`, "error"],
    [`{"severity":"WARNING"}`, "warn"],
    [`{"level":30,"msg":"pino"}`, "info"],
    [`{"level":60}`, "error"],
    [`{"level":20}`, "debug"],
    [`{"level":10}`, "trace"],
    [`{"level":45}`, "warn"],
    [`{"level":null}`, null],
    [`{"message":"no level"}`, null],
    [`{"level": broken`, null],
    ["no errors found", null],
    ["information about it", null],
    ["0 errors, 0 warnings", null],
    ["", null],
  ];
  for (const [line, level] of cases) assert.equal(guessLevel(line), level, line);
});

const LOOSE = { sanitizeResources: false, sanitizeOps: false };

Deno.test("a very long line is cut with a note, and its secrets stay hidden at the cut", LOOSE, async () => {
  using steps = runnerFixture();
  await steps.shell(
    `head -c ${
      LINE_LIMIT - 4
    } /dev/zero | tr '\\0' a; printf 'topsecretvalue'; head -c 10000000 /dev/zero | tr '\\0' b; echo; echo next`,
    { secrets: ["topsecretvalue"] },
  );
  const [long, next] = steps.texts();
  assert.match(long!, /^a+\*\*\*b … \((\d+) more bytes cut\)$/);
  assert.ok(long!.length < LINE_LIMIT + 50);
  assert.equal(next, "next");
});

Deno.test("a secret that the cut goes through is not shown in part", LOOSE, async () => {
  using steps = runnerFixture();
  const secret = `begin-${"0123456789".repeat(30)}-end`;
  await steps.execute({
    work: { type: "shell", script: `seq 2000 | while read -r _; do printf %s "$KEY"; done`, env: { KEY: secret } },
    secrets: [secret],
  });
  assert.match(steps.texts()[0]!, /^(\*\*\*)* … \(\d+ more bytes cut\)$/);
});

Deno.test("many lines come in order, no faster than they are taken", LOOSE, async () => {
  using steps = runnerFixture();
  await steps.shell(`seq 1 200000`);
  assert.equal(steps.lines.length, 200_000);
  assert.ok(steps.lines.every(({ text }, i) => text === String(i + 1)));
});
