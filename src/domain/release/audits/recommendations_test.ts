import assert from "node:assert/strict";
import type { Finding } from "./model.ts";
import { recommend } from "./recommendations.ts";
import { type RuleId, RULES } from "./rules.ts";

function finding(id: RuleId, change: Partial<Finding> = {}): Finding {
  const section = id.split("/")[0] as Finding["section"];
  return { id, section, severity: "medium", title: id, detail: "", recommendation: { text: `alone ${id}` }, ...change };
}

Deno.test("one recommendation for each rule, the most urgent first, none for what only informs", () => {
  const all = recommend([
    finding("dependencies/unused", { severity: "low", recommendation: { text: "remove it" } }),
    finding("dependencies/missing", { severity: "high" }),
    finding("dependencies/missing", { severity: "high" }),
    finding("dependencies/categories", { severity: "info" }),
  ]);
  assert.deepEqual(all, [
    {
      rule: "dependencies/missing",
      findings: 2,
      text: "Declare 2 missing dependencies where they are imported",
    },
    { rule: "dependencies/unused", findings: 1, text: "remove it" },
  ]);
});

Deno.test("several findings of a rule give one line that counts them, or the first one's", () => {
  for (const id of Object.keys(RULES) as RuleId[]) {
    const [together] = recommend([finding(id), finding(id), finding(id)]);
    assert.equal(together!.findings, 3);
    assert.match(together!.text, /\b3\b|^alone /);
  }
});
