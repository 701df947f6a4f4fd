import fc from "fast-check";
import assert from "node:assert/strict";
import { judgeLicense, parseLicense } from "./spdx.ts";
import { licenseOf } from "./read_licenses.ts";

const judge = (text: string, allow: string[], deny: string[] = []) =>
  judgeLicense(parseLicense(text)!, { allow, deny });

Deno.test("expressions are read with their operators' order", () => {
  const license = (id: string) => ({ type: "license", id, orLater: false });
  assert.deepEqual(parseLicense("MIT OR Apache-2.0 AND BSD-2-Clause"), {
    type: "or",
    left: license("MIT"),
    right: { type: "and", left: license("Apache-2.0"), right: license("BSD-2-Clause") },
  });
  assert.deepEqual(parseLicense("(GPL-2.0+ WITH Bison-exception-2.2)"), {
    type: "license",
    id: "GPL-2.0",
    orLater: true,
    exception: "Bison-exception-2.2",
  });
  assert.deepEqual(parseLicense("SEE LICENSE IN LICENSE.md"), { type: "file", file: "LICENSE.md" });
  assert.deepEqual(parseLicense("unlicensed"), { type: "unlicensed" });
  for (
    const wrong of ["", "MIT OR", "AND", "(MIT", "MIT)", "MIT Apache-2.0", "MIT/X11", "GPL WITH", "(".repeat(5000)]
  ) {
    assert.equal(parseLicense(wrong), undefined, wrong);
  }
});

Deno.test("of OR the better side counts, of AND the worse", () => {
  assert.equal(judge("MIT OR GPL-3.0-only", ["MIT"], ["GPL-*"]), "allowed");
  assert.equal(judge("MIT AND GPL-3.0-only", ["MIT"], ["GPL-*"]), "denied");
  assert.equal(judge("MIT AND ISC", ["MIT"]), "not-allowed");
  assert.equal(judge("ISC", []), "allowed");
  assert.equal(judge("mit", ["MIT"]), "allowed");
  assert.equal(judge("UNLICENSED", [], ["unlicensed"]), "denied");
  assert.equal(judge("SEE LICENSE IN X", ["SEE LICENSE IN"]), "allowed");
  assert.equal(judge("GPL-2.0+", ["GPL-2.0-or-later"]), "allowed");
  assert.equal(judge("GPL-2.0-only WITH Classpath-exception-2.0", [], ["GPL-2.0-only"]), "denied");
  const excepted = ["GPL-2.0-only WITH Classpath-exception-2.0"];
  assert.equal(judge("GPL-2.0-only WITH Classpath-exception-2.0", excepted, ["GPL-2.0-only"]), "allowed");
});

Deno.test("any text is read or refused, never a crash", () => {
  const words = fc.constantFrom("MIT", "AND", "OR", "WITH", "(", ")", "x+", "  ", "GPL-2.0");
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), (parts) => {
      const expression = parseLicense(parts.join(" "));
      if (expression) judgeLicense(expression, { allow: ["MIT"], deny: ["GPL-*"] });
    }),
    { seed: 42, numRuns: 1000 },
  );
});

Deno.test("manifests state licences in old forms, too", () => {
  assert.equal(licenseOf({ license: { type: "MIT" } }), "MIT");
  assert.equal(licenseOf({ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }] }), "(MIT OR GPL-2.0)");
  assert.equal(licenseOf({ licenses: { type: "ISC" } }), "ISC");
  assert.equal(licenseOf({ license: " " }), undefined);
  assert.equal(licenseOf({ license: 5, licenses: [null, 1] }), undefined);
});
