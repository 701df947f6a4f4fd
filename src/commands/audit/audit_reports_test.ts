import assert from "node:assert/strict";
import { defaultConfig } from "../../domain/release/config/schema.ts";
import { createUi } from "../../view/ui.ts";
import { auditMarkdown } from "./audit_markdown.ts";
import type { AuditOutput } from "./audit_output.ts";
import { existingSections, requestedSections } from "./audit_request.ts";
import { auditSarif } from "./audit_sarif.ts";
import { auditText } from "./audit_text.ts";

const HOSTILE = "\x1b[31mred\n# not | a `title` <b>&";

function report(change: Partial<AuditOutput> = {}): AuditOutput {
  return {
    healthScore: { score: 45, band: "Poor", sections: [{ section: "dependencies", score: 45 }] },
    summary: { total: 8, critical: 1, high: 0, medium: 0, low: 7, info: 0 },
    sections: [{
      section: "dependencies",
      status: "partial",
      notices: [`seen: ${HOSTILE}`],
      findings: [
        {
          id: "dependencies/missing",
          section: "dependencies",
          severity: "critical",
          title: HOSTILE,
          detail: "detail",
          file: "a b/c#d.ts",
          line: 3,
          column: 7,
          recommendation: { text: "do it", command: "npm install x" },
        },
        ...Array.from({ length: 7 }, (_, i) => ({
          id: "dependencies/unused" as const,
          section: "dependencies" as const,
          severity: "low" as const,
          title: `unused ${i}`,
          detail: "",
          affected: Array.from(
            { length: 12 },
            (_, j) => ({ text: `thing ${j} → x`, file: "package.json", line: j + 1, column: 1 }),
          ),
        })),
      ],
    }],
    recommendations: [{ rule: "dependencies/missing", findings: 1, text: HOSTILE, command: "a `b`" }],
    statistics: { packages: 1, sources: 2, unread: 0, lockedPackages: null },
    history: {
      previous: 40,
      scores: [{ at: "2026-01-01T00:00:00Z", score: 40 }, { at: "2026-01-02T00:00:00Z", score: 45 }],
    },
    verdict: { passed: false, reasons: ["too low"] },
    verbosity: "normal",
    offline: true,
    ...change,
  };
}

const text = (value: AuditOutput, unicode = true) => auditText(value, createUi({ color: false, unicode, width: 80 }));

Deno.test("text shortens long lists, and shows all of them in detail", () => {
  const normal = text(report());
  assert.match(normal, /… and 2 more of dependencies\/unused \(--verbosity detailed\)/);
  assert.match(normal, /… and 2 more \(--verbosity detailed\)/);
  assert.ok(!normal.includes("unused 5"));
  const detailed = text(report({ verbosity: "detailed" }));
  assert.ok(detailed.includes("unused 6") && detailed.includes("thing 11 → x  package.json:12:1"));
  assert.ok(!text(report({ verbosity: "minimal" })).includes("unused"));
  // deno-lint-ignore no-control-regex
  assert.ok(!/\x1b/.test(normal));
});

Deno.test("a terminal without Unicode gets its own signs", () => {
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text(report(), false), /[^\x00-\x7f]/);
});

Deno.test("markdown takes names for text, not for markup", () => {
  const markdown = auditMarkdown(report({ verbosity: "detailed" }));
  assert.match(markdown, /^### CRITICAL: .*red \\# not \\\| a \\`title\\` \\<b\\>&amp;$/m);
  assert.match(markdown, /^`a b\/c#d\.ts:3`$/m);
  assert.match(markdown, /`` a `b` ``/);
  assert.match(markdown, /^> \*\*Failed:\*\* too low$/m);
  const minimal = auditMarkdown(report({ verbosity: "minimal" }));
  assert.ok(!minimal.includes("unused") && minimal.includes("| Dependencies | 45/100 |"));
});

Deno.test("SARIF has a result for each thing, with rule, level, place and fingerprint", () => {
  const log = JSON.parse(auditSarif(report()));
  const [run] = log.runs;
  assert.equal(log.version, "2.1.0");
  const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(run.results.length, 1 + 7 * 12);
  for (const result of run.results) {
    assert.equal(ids[result.ruleIndex], result.ruleId);
    assert.ok(["error", "warning", "note", "none"].includes(result.level));
    assert.ok(result.message.text.length > 0);
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.ok(!/^(?:\/|[a-z]+:)|[ #]/.test(artifactLocation.uri));
    assert.equal(artifactLocation.uriBaseId, "PROJECTROOT");
    assert.ok(region.startLine >= 1 && region.startColumn >= 1);
    assert.ok(Object.values(result.partialFingerprints).every((each) => typeof each === "string"));
  }
  assert.deepEqual(run.originalUriBaseIds.PROJECTROOT.description.text, "The root of the project");
  assert.equal(run.invocations[0].executionSuccessful, true);
  assert.equal(run.invocations[0].toolExecutionNotifications[0].level, "note");
});

Deno.test("rules of plugins are among the rules of SARIF", () => {
  const id = "plugins/p/readme";
  const finding = { id, section: "plugins" as const, severity: "high" as const, title: "no README", detail: "" };
  const sections: AuditOutput["sections"] = [{
    section: "plugins",
    status: "partial",
    notices: ["Rule plugins/p/x gave no answer: boom"],
    rules: [{ id, summary: "Readme", state: "ran" }, { id: "plugins/p/x", summary: "X", state: "failed" }],
    findings: [finding],
  }];
  const [run] = JSON.parse(auditSarif(report({ sections }))).runs;
  const { rules } = run.tool.driver;
  assert.equal(rules[run.results[0].ruleIndex].id, id);
  assert.deepEqual(rules[run.results[0].ruleIndex].shortDescription, { text: "Readme" });
  assert.equal(rules.at(-1).id, "plugins/p/x");
  assert.deepEqual(run.invocations[0].toolExecutionNotifications.map((each: { message: unknown }) => each.message), [
    { text: "plugins: Rule plugins/p/x gave no answer: boom" },
  ]);
});

Deno.test("there is a section of plugins only where one adds rules", () => {
  const config = defaultConfig().audit;
  assert.equal(existingSections(true).at(-1), "plugins");
  assert.ok(!existingSections(false).includes("plugins"));
  const requested = (option: string[] | undefined, isExtended: boolean, sections = config.sections) =>
    requestedSections(option, { config: { ...config, sections }, isExtended });
  assert.deepEqual(requested(undefined, true), existingSections(true));
  assert.deepEqual(requested(["all"], false), existingSections(false));
  assert.deepEqual(requested(["plugins", "upgrades"], true), ["upgrades", "plugins"]);
  assert.deepEqual(requested(["plugins"], false), []);
  assert.deepEqual(requested(undefined, true, ["plugins"]), ["plugins"]);
});
