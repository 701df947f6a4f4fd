import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { rangeOf, rewriteDeclared, rewriteEntry } from "./rewrite_declared.ts";

Deno.test("a specifier keeps its style", () => {
  const table: [specifier: string, version: string, expected: string][] = [
    ["^1.0.0", "2.1.0", "^2.1.0"],
    ["~1.0", "2.1.3", "~2.1"],
    ["1.0.0", "2.1.0", "2.1.0"],
    ["v1.0.0", "2.1.0", "v2.1.0"],
    ["=1.0.0", "2.1.0", "=2.1.0"],
    [">=1.0.0", "2.1.0", ">=2.1.0"],
    [">= 1.0.0", "2.1.0", ">= 2.1.0"],
    ["1.x", "2.1.0", "2.x"],
    ["1", "2.1.0", "2"],
    ["*", "2.1.0", "*"],
    ["^1 || ^2", "3.1.0", "^1 || ^2 || ^3"],
    ["1.0.0 - 2.0.0", "3.1.0", "1.0.0 - 3.1.0"],
    [">=1.0.0 <2.0.0", "2.1.0", ">=1.0.0 <3.0.0"],
    ["npm:real@^1.0.0", "2.1.0", "npm:real@^2.1.0"],
    ["npm:@s/real@1.0.0", "2.1.0", "npm:@s/real@2.1.0"],
    ["npm:^1.0.0", "2.1.0", "npm:^2.1.0"],
    ["pnpm@9.1.0+sha512.abc", "10.2.0", "pnpm@10.2.0"],
    ["yarn@4.0.0", "4.5.0", "yarn@4.5.0"],
    ["latest", "2.1.0", "latest"],
    ["github:o/r", "2.1.0", "github:o/r"],
    ["^1.0.0", "2.0.0-rc.1", "^2.0.0-rc.1"],
  ];
  for (const [specifier, version, expected] of table) assert.equal(rewriteDeclared(specifier, version), expected);
});

Deno.test("the range of a specifier", () => {
  assert.equal(rangeOf("npm:real@^1.0.0"), "^1.0.0");
  assert.equal(rangeOf("pnpm@9.1.0"), "9.1.0");
  assert.equal(rangeOf("latest"), undefined);
});

const number = fc.nat(5);
const stable = fc.tuple(number, number, number).map((parts) => parts.join("."));
const version = fc.tuple(stable, fc.option(number)).map(([each, pre]) => pre === null ? each : `${each}-beta.${pre}`);
const operator = fc.constantFrom("^", "~", ">=", "=", "v", "");
const prefix = fc.constantFrom("", "npm:real@", "npm:@s/real@", "npm:");
const range = fc.oneof(
  fc.tuple(operator, version).map((parts) => parts.join("")),
  number.map((major) => `${major}.x`),
  fc.tuple(stable, stable).map(([a, b]) => `${a} - ${b}`),
  fc.tuple(stable, stable).map(([a, b]) => `>=${a} <${b}`),
  fc.array(fc.tuple(operator, stable).map((parts) => parts.join("")), { minLength: 2, maxLength: 3 })
    .map((parts) => parts.join(" || ")),
);

Deno.test("what is written admits the version, keeps its prefix, and stays when it is written again", () => {
  fc.assert(
    fc.property(
      prefix,
      range,
      version,
      fc.constantFrom("dependencies", "peerDependencies"),
      (before, text, to, kind) => {
        const entry = {
          specifier: before + text,
          range: text,
          kind: kind as "dependencies",
          source: "manifest" as const,
        };
        const rewritten = rewriteEntry(entry, to);
        assert.ok(rewritten.startsWith(before));
        const after = rangeOf(rewritten)!;
        assert.ok(semver.satisfies(to, after), `${rewritten} ${to}`);
        assert.equal(rewriteEntry({ ...entry, specifier: rewritten, range: after }, to), rewritten);
      },
    ),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("one comparator keeps its operator", () => {
  fc.assert(
    fc.property(prefix, operator, stable, stable, (before, sign, from, to) => {
      assert.equal(rewriteDeclared(before + sign + from, to), before + sign + to);
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("a statement of what is compatible loses no version that it admitted", () => {
  fc.assert(
    fc.property(range, stable, stable, (text, to, other) => {
      const entry = { specifier: text, range: text, kind: "peerDependencies" as const, source: "manifest" as const };
      const after = rangeOf(rewriteEntry(entry, to))!;
      if (semver.satisfies(other, text)) assert.ok(semver.satisfies(other, after), `${text} at ${to}: ${after}`);
    }),
    { seed: 42, numRuns: 5000 },
  );
});
