import assert from "node:assert/strict";
import { addedRuleId, readPluginFindings } from "./plugin_findings.ts";

const id = addedRuleId("p", "readme");
const packages = [{ name: "a", manifestPath: "packages/a/package.json" }];
const read = (answer: unknown) => readPluginFindings(answer, { id, packages });

Deno.test("a plugin's findings are findings of the section plugins", () => {
  assert.equal(id, "plugins/p/readme");
  assert.deepEqual(read([{ severity: "high", message: "m" }]), [
    { id, section: "plugins", severity: "high", title: "m", detail: "" },
  ]);
  const full = { severity: "low", package: "b", dependency: "d", file: "x/y.js", line: 3, column: 7 } as const;
  assert.deepEqual(read([{ ...full, message: "m", detail: "why", recommendation: "r", command: "c" }]), [
    { ...full, id, section: "plugins", title: "m", detail: "why", recommendation: { text: "r", command: "c" } },
  ]);
});

Deno.test("nothing found is an answer", () => {
  for (const answer of [undefined, null, []]) assert.deepEqual(read(answer), []);
});

Deno.test("a package without a file stands for its manifest", () => {
  const file = (finding: object) => {
    const found = read([{ severity: "info", message: "m", ...finding }]);
    return "problem" in found ? found.problem : found[0]!.file;
  };
  assert.equal(file({ package: "a" }), "packages/a/package.json");
  assert.equal(file({ package: "a", file: "z" }), "z");
  assert.equal(file({ package: "unknown" }), undefined);
});

Deno.test("any other answer is refused as a whole, and what is wrong with it is named", () => {
  const good = { severity: "low", message: "m" };
  const wrong: [unknown, RegExp][] = [
    ["text", /^the answer must be a list/],
    [[good, {}], /^'1\.severity' is missing$/],
    [[{ ...good, severity: "terrible" }], /^0\.severity must be one of critical, high, medium, low, info$/],
    [[{ ...good, message: "" }], /^0\.message must be/],
    [[{ ...good, line: 0 }], /^0\.line must be/],
    [[{ ...good, colour: "red" }], /^'0\.colour' is unknown$/],
    [[{ ...good, file: "../x" }], /^0\.file must be a path in the project/],
    [[{ ...good, file: "/etc/passwd" }], /^0\.file must be a path in the project/],
    [[{ ...good, command: "c" }], /^0\.command goes with a recommendation$/],
  ];
  for (const [answer, problem] of wrong) {
    const found = read(answer);
    assert.ok("problem" in found, JSON.stringify(answer));
    assert.match(found.problem, problem);
  }
});
