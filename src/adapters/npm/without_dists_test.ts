import assert from "node:assert/strict";
import fc from "fast-check";
import { withoutDists } from "./without_dists.ts";

Deno.test("dists are left out, the rest stays to the byte", () => {
  const dist = { tarball: "https://example.com/a.tgz", signatures: [{ keyid: "a{", sig: "}b" }], unpackedSize: 1 };
  const versions = { "1.0.0": { name: "a", dist, deprecated: 'say "dist":{ no' }, "2.0.0": { name: "a", dist } };
  assert.equal(
    withoutDists(JSON.stringify({ name: "a", versions, modified: "now" })),
    '{"name":"a","versions":{"1.0.0":{"name":"a","deprecated":"say \\"dist\\":{ no"},"2.0.0":{"name":"a"}},"modified":"now"}',
  );
});

Deno.test("of any JSON nothing but dists is left out, and nothing that is no JSON becomes some", () => {
  const text = fc.string({ unit: fc.constantFrom("dist", '"', "\\", ":", "{", "}", ",", ',"dist":{', "a") });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom("dist", "name"), text), tie("value"), { maxKeys: 4 }),
    ),
  }));
  const bare = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(bare);
    if (typeof each !== "object" || each === null) return each;
    const isTable = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one);
    const kept = Object.entries(each).filter(([key, one]) => key !== "dist" || !isTable(one));
    return Object.fromEntries(kept.map(([key, one]) => [key, bare(one)]));
  };
  fc.assert(
    fc.property(value, fc.nat(), (given, cut) => {
      const whole = JSON.stringify(given);
      assert.deepEqual(bare(JSON.parse(withoutDists(whole))), bare(given));
      const part = whole.slice(0, cut % whole.length);
      if (/^[{["]/.test(part)) assert.throws(() => JSON.parse(withoutDists(part)), SyntaxError);
    }),
    { seed: 42, numRuns: 2000 },
  );
});
