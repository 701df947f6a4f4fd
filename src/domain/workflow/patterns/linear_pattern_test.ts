import assert from "node:assert/strict";
import fc from "fast-check";
import { compileLinearPattern } from "./linear_pattern.ts";
import { PatternError } from "./pattern_error.ts";

const atom = fc.constantFrom(
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "é",
  "^",
  "$",
  "\\b",
  "\\B",
  "\\.",
  "\\u0061",
  "\\p{L}",
);
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,}", "*?")).map(([a, q]) =>
      `(${a})${q}`
    ),
  ),
}));

Deno.test("a pattern finds what JavaScript's regular expressions find", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "1", "é", ".", " ", "\n"), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (source, text) => {
      assert.equal(compileLinearPattern(source).test(text), new RegExp(source, "u").test(text), `/${source}/`);
    }),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("patterns that make others hang take their time with the text's length", () => {
  const text = "a".repeat(20_000);
  for (const source of ["^(a+)+$", "^(a|a)*b$", "(a*)*(a*)*b", "^(a|aa)+$", "a*a*a*a*a*b", "(?:a?){20}a{20}b"]) {
    assert.equal(compileLinearPattern(source).test(`${text}!`), false, source);
  }
});

Deno.test("what needs backtracking, or is none, is refused", () => {
  const refused: [string, RegExp][] = [
    ["(?=a)b", /lookaround/],
    ["(?<!a)b", /lookaround/],
    ["(a)\\1", /backreferences/],
    ["(?<x>a)\\k<x>", /backreferences/],
    ["(", /no regular expression/],
    ["a{1000}{1000}", /repeats too much|no regular expression/],
    ["(a{1000}){1000}", /repeats too much/],
    ["x".repeat(1001), /too long/],
  ];
  for (const [source, message] of refused) {
    assert.throws(() => compileLinearPattern(source), (error) => {
      assert.ok(error instanceof PatternError);
      assert.match(error.message, message);
      assert.notEqual(error.hint, "");
      return true;
    });
  }
  assert.throws(() => compileLinearPattern("(a|b){500}").test("a".repeat(1_000_000)), PatternError);
});

Deno.test("classes, escapes and groups", () => {
  assert.ok(compileLinearPattern("^[\\]\\-x\\u{1F600}]+$").test("]-x😀"));
  assert.ok(compileLinearPattern("^(?<year>\\d{4})-\\d{2}$").test("2026-01"));
  assert.ok(!compileLinearPattern("^\\d{4}$").test("12345"));
  assert.ok(compileLinearPattern("").test(""));
});
