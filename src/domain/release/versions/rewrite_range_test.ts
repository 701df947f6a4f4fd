import assert from "node:assert/strict";
import fc from "fast-check";
import semver from "semver";
import { rewriteRange } from "./rewrite_range.ts";

const table: [range: string, version: string, expected: string][] = [
  ["^1.0.0", "1.2.0", "^1.2.0"],
  ["~1.0.0", "2.0.0", "~2.0.0"],
  ["~> 1.2", "1.3.0", "~> 1.3"],
  [">=1.0.0", "2.1.0", ">=2.1.0"],
  ["=1.0.0", "1.1.0", "=1.1.0"],
  ["v1.0.0", "1.1.0", "v1.1.0"],
  ["1.0.0", "1.0.1", "1.0.1"],
  ["^1", "1.2.0", "^1"],
  ["^1.2", "2.3.4", "^2.3"],
  ["1.x", "2.0.0", "2.x"],
  ["1.2.x", "1.3.0", "1.3.x"],
  ["1", "2.5.0", "2"],
  ["*", "9.0.0", "*"],
  ["", "9.0.0", ""],
  [" ^1.0.0 ", "1.2.0", " ^1.2.0 "],
  // Prereleases need a full version.
  ["^1.0.0", "1.1.0-beta.0", "^1.1.0-beta.0"],
  ["^1", "2.0.0-beta.0", "^2.0.0-beta.0"],
  ["1.x", "2.0.0-beta.0", "^2.0.0-beta.0"],
  ["1.2.x", "1.3.0-beta.0", "~1.3.0-beta.0"],
  ["*", "2.0.0-beta.0", ">=2.0.0-beta.0"],
  ["", "2.0.0-beta.0", ">=2.0.0-beta.0"],
  ["^1.1.0-beta.0", "1.1.0", "^1.1.0"],
  // Compatibility statements are widened, and only where they must be.
  ["^1 || ^2", "2.3.0", "^1 || ^2"],
  ["^1 || ^2", "3.1.0", "^1 || ^2 || ^3"],
  ["^1.0.0||^2.0.0", "3.1.0", "^1.0.0||^2.0.0||^3.1.0"],
  ["^1 || ^2", "2.1.0-beta.0", "^1 || ^2 || ^2.1.0-beta.0"],
  ["^1 || ^2.0.0-rc.1", "2.0.0", "^1 || ^2.0.0"],
  // An alternative for a prerelease goes when the stable version comes, and the others admit it.
  [">=1.0.0 <2 || 1.3.0-beta.1", "1.3.0", ">=1.0.0 <2"],
  [">=1.0.0 <2 || 1.3.0-beta.1", "1.3.0-beta.2", ">=1.0.0 <2 || 1.3.0-beta.2"],
  [">=1.0.0 <2||1.3.0-beta.1", "1.4.0", ">=1.0.0 <2"],
  ["^1 || ^2 || ^2.1.0-beta.0", "2.1.0", "^1 || ^2"],
  ["^1 || 2.0.0-beta.1", "1.5.0", "^1 || 2.0.0-beta.1"],
  ["1.0.0 - 2.0.0", "1.5.0", "1.0.0 - 2.0.0"],
  ["1 - 2", "3.0.0", "1 - 3"],
  ["1.0.0 - 3.0.0", "2.1.0-beta.0", "1.0.0 - 3.0.0 || 2.1.0-beta.0"],
  ["1.0.0 - 2.0.0 || 3.0.0 - 4.0.0", "5.0.0", "1.0.0 - 2.0.0 || 3.0.0 - 4.0.0 || 5.0.0"],
  [">=1.0.0 <2.0.0", "1.9.0", ">=1.0.0 <2.0.0"],
  [">=1.0.0 <2.0.0", "2.3.0", ">=1.0.0 <3.0.0"],
  [">=1 <1.5", "1.6.2", ">=1 <1.7"],
  ["<2.0.0-0", "2.0.0", "<3.0.0-0"],
  ["<=2.0.0", "2.1.0", "<=2.1.0"],
  ["<0.0.0", "1.2.3", "<2.0.0"],
  [">1.0.0", "1.2.0", ">1.0.0"],
  [">1.0.0", "1.0.0", ">=1.0.0"],
  [">=1.0.0 <2.0.0", "0.5.0", ">=1.0.0 <2.0.0 || 0.5.0"],
  ["2.0.0 - 3.0.0", "1.0.0", "2.0.0 - 3.0.0 || 1.0.0"],
  // No ranges.
  ["latest", "1.0.0", "latest"],
  ["^^1", "1.0.0", "^^1"],
];

Deno.test("a range keeps operator, precision and form", () => {
  for (const [range, version, expected] of table) assert.equal(rewriteRange(range, version), expected, `'${range}'`);
});

const number = fc.nat(4);
const version = fc.tuple(number, number, number, fc.option(fc.tuple(fc.constantFrom("alpha", "beta", "rc"), number)))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre ? `-${pre[0]}.${pre[1]}` : ""}`);
const partial = fc.oneof(
  version,
  fc.tuple(number, number).map((parts) => parts.join(".")),
  number.map(String),
  number.map((major) => `${major}.x`),
  fc.tuple(number, number).map(([major, minor]) => `${major}.${minor}.*`),
  fc.constant("*"),
);
const comparator = fc.tuple(fc.constantFrom("", "^", "~", ">=", ">", "<", "<=", "=", "~>", "^ "), partial)
  .map((parts) => parts.join(""));
const range = fc.oneof(
  { weight: 3, arbitrary: comparator },
  fc.tuple(partial, partial).map((parts) => parts.join(" - ")),
  fc.tuple(comparator, comparator).map((parts) => parts.join(" ")),
  fc.array(fc.oneof(comparator, fc.tuple(partial, partial).map((parts) => parts.join(" - "))), {
    minLength: 2,
    maxLength: 3,
  }).map((parts) => parts.join(" || ")),
).filter((each) => semver.validRange(each) !== null);

Deno.test("the result admits the version, and rewriting again changes nothing", () => {
  fc.assert(
    fc.property(range, version, (from, to) => {
      const rewritten = rewriteRange(from, to);
      assert.ok(semver.satisfies(to, rewritten), `'${from}' at ${to} gives '${rewritten}'`);
      assert.equal(rewriteRange(rewritten, to), rewritten);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

Deno.test("one comparator keeps its operator for every stable version", () => {
  const operators = fc.constantFrom("^", "~", ">=", "=", "");
  const stable = fc.tuple(number, number, number).map((parts) => parts.join("."));
  fc.assert(
    fc.property(operators, stable, stable, (operator, from, to) => {
      assert.equal(rewriteRange(operator + from, to), operator + to);
    }),
    { seed: 42, numRuns: 1000 },
  );
});

Deno.test("a compatibility statement never loses a version that it admitted", () => {
  const statement = range.filter((each) =>
    /\|\|| - /.test(each) && !each.includes("-alpha") && !/-(beta|rc)/.test(each)
  );
  const stable = fc.tuple(number, number, number).map((parts) => parts.join("."));
  fc.assert(
    fc.property(statement, stable, stable, (from, to, other) => {
      if (semver.satisfies(other, from)) assert.ok(semver.satisfies(other, rewriteRange(from, to)), `${from} at ${to}`);
    }),
    { seed: 42, numRuns: 5000 },
  );
});
