import assert from "node:assert/strict";
import fc from "fast-check";
import { minimatch } from "minimatch";
import { globMatcher, globToRegExp } from "./glob.ts";

const matches = (pattern: string, path: string) => globToRegExp(pattern).test(path);

Deno.test("a star stays within a segment, two stars cross segments", () => {
  assert.ok(matches("@org/*", "@org/core"));
  assert.ok(!matches("*", "@org/core"));
  assert.ok(matches("**", "@org/core"));
  assert.ok(matches("packages/**", "packages/a/src/x.ts"));
  assert.ok(!matches("packages/**", "packages"));
  assert.ok(matches("**/*.md", "README.md"));
  assert.ok(matches("**/*.md", "docs/a/b.md"));
  assert.ok(matches("a/**/b", "a/b"));
  assert.ok(matches("a/**/**/b", "a/x/y/b"));
  assert.ok(!matches("a/*", "a/"));
});

Deno.test("names that start with a dot match like others", () => {
  assert.ok(matches("*", ".env"));
  assert.ok(matches("**/*.yml", ".github/workflows/ci.yml"));
});

Deno.test("braces nest and may hold globs", () => {
  assert.ok(matches("{packages,apps}/*", "apps/web"));
  assert.ok(matches("*.{test,spec}.{ts,js{,x}}", "a.spec.jsx"));
  assert.ok(matches("{**/a,b}/c", "x/y/a/c"));
  assert.ok(!matches("{a,b}", "c"));
});

Deno.test("what is unfinished stands for itself", () => {
  for (const text of ["a{b", "a{b}", "a[b", "a]b}", "[]", "trailing\\"]) assert.ok(matches(text, text), text);
});

Deno.test("a backslash takes the next character as it is", () => {
  assert.ok(matches("\\*", "*"));
  assert.ok(!matches("\\*", "a"));
  assert.ok(matches("\\{a,b}", "{a,b}"));
  assert.ok(matches("{a\\,b,c}", "a,b"));
});

Deno.test("sets hold ranges, negations, brackets and hyphens, never a slash", () => {
  assert.ok(matches("[a-c]x", "bx"));
  assert.ok(matches("[!a-c]", "d"));
  assert.ok(matches("[^a]", "b"));
  assert.ok(matches("[]a]", "]"));
  assert.ok(matches("[a-]", "-"));
  assert.ok(!matches("[!a]", "/"));
  assert.ok(!matches("[z-a]", "b"));
});

Deno.test("characters of regular expressions have no meaning, and a character beyond 16 bits is one", () => {
  assert.ok(matches("a.b+(c)$^|", "a.b+(c)$^|"));
  assert.ok(!matches("a.b", "axb"));
  assert.ok(matches("?", "🦕"));
  assert.ok(matches("🦕*", "🦕x"));
});

Deno.test("a matcher takes names and globs together", () => {
  const ignored = globMatcher(["core", "@org/*"]);
  assert.deepEqual(["core", "@org/a", "other"].map(ignored), [true, true, false]);
  assert.ok(!globMatcher([])("core"));
  assert.ok(globMatcher(["a[b"])("a[b"));
});

Deno.test("globs mean what minimatch says they mean", () => {
  const segment = fc.array(fc.constantFrom("a", "b", "*", "?", "[ab]", "[!a]", "{a,b}", "{a,b*}", ".", "a.ts"), {
    minLength: 1,
    maxLength: 4,
  }).map((parts) => parts.join("").replaceAll(/\*{2,}/g, "*"));
  const pattern = fc.array(fc.oneof(segment, fc.constant("**")), { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join("/"))
    .filter((each) => !/(^|\/)\.{1,2}(\/|$)/.test(each));
  const path = fc.array(fc.stringMatching(/^[ab.]{1,4}$/).filter((each) => !/^\.{1,2}$/.test(each)), {
    minLength: 1,
    maxLength: 4,
  }).map((segments) => segments.join("/"));
  fc.assert(
    fc.property(pattern, path, (glob, name) => {
      assert.equal(matches(glob, name), minimatch(name, glob, { dot: true, nocomment: true }), `${glob} on ${name}`);
    }),
    { seed: 42, numRuns: 5000 },
  );
});
