import fc from "fast-check";
import assert from "node:assert/strict";
import { defaultConfig } from "../config/schema.ts";
import { AUDIT_SECTIONS, type AuditSection, type Finding, SEVERITIES, type Severity } from "./model.ts";
import { assembleScore, bandOf, type ScoreWeights } from "./score.ts";

const { severity, category, diminish } = defaultConfig().audit.weights;
const WEIGHTS: ScoreWeights = {
  severity,
  diminish,
  category: {
    "upgrades": category.upgrades,
    "dependencies": category.dependencies,
    "version-consistency": category.versionConsistency,
    "breaking-changes": category.breakingChanges,
    "security": category.security,
    "licenses": category.licenses,
    "plugins": category.plugins,
  },
};

function finding(section: AuditSection, severity: Severity): Finding {
  return { id: "dependencies/cycle", section, severity, title: "", detail: "" };
}

Deno.test("the score is 100 less severity, category and order of each finding", () => {
  const findings = [
    finding("dependencies", "low"),
    finding("dependencies", "high"),
    finding("security", "critical"),
    finding("upgrades", "info"),
  ];
  // high 8 × 1.2, low 1 × 1.2 × 0.9, critical 15 × 1.5
  assert.deepEqual(assembleScore(findings, { sections: AUDIT_SECTIONS, weights: WEIGHTS }), {
    score: Math.round(100 - 9.6 - 1.08 - 22.5),
    band: "Fair",
    sections: [
      { section: "upgrades", score: 100 },
      { section: "dependencies", score: 89 },
      { section: "version-consistency", score: 100 },
      { section: "breaking-changes", score: 100 },
      { section: "security", score: 78 },
      { section: "licenses", score: 100 },
      { section: "plugins", score: 100 },
    ],
  });
});

Deno.test("later findings of a section cost less, down to the last factor", () => {
  const mediums = (count: number) => Array.from({ length: count }, () => finding("version-consistency", "medium"));
  const score = (count: number) =>
    assembleScore(mediums(count), { sections: ["version-consistency"], weights: WEIGHTS }).score;
  assert.deepEqual([1, 2, 3, 4, 5].map(score), [96, 92, 89, 86, 84]);
  assert.equal(score(1000), 0);
});

Deno.test("whatever is found, the score is between 0 and 100 and falls with every finding", () => {
  const findings = fc.array(fc.tuple(fc.constantFrom(...AUDIT_SECTIONS), fc.constantFrom(...SEVERITIES)));
  fc.assert(
    fc.property(findings, (all) => {
      const list = all.map(([section, severity]) => finding(section, severity));
      const whole = assembleScore(list, { sections: AUDIT_SECTIONS, weights: WEIGHTS });
      const fewer = assembleScore(list.slice(1), { sections: AUDIT_SECTIONS, weights: WEIGHTS });
      assert.ok(whole.score >= 0 && whole.score <= 100 && Number.isInteger(whole.score));
      assert.ok(whole.score <= fewer.score);
      assert.ok(whole.sections.every(({ score }) => score >= whole.score));
    }),
    { seed: 42, numRuns: 500 },
  );
});

Deno.test("bands", () => {
  assert.deepEqual([100, 90, 89, 70, 69, 50, 49, 30, 29, 0].map(bandOf), [
    "Excellent",
    "Excellent",
    "Good",
    "Good",
    "Fair",
    "Fair",
    "Poor",
    "Poor",
    "Critical",
    "Critical",
  ]);
});
