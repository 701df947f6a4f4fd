import { command } from "../../cli/command.ts";
import { choice, flag, integer, listOf, onUnlessNo, value } from "../../cli/option.ts";
import { AUDIT_SECTIONS, SEVERITIES } from "../../domain/release/audits/model.ts";
import type { Ui } from "../../view/ui.ts";
import { AUDIT_OUTPUT, type AuditOutput, VERBOSITIES } from "./audit_output.ts";

export default command({
  description:
    "Looks at the project as a whole: available upgrades, dependencies (circular, missing, phantom, unused, deprecated), " +
    "version consistency, breaking changes, known vulnerabilities, licences, and what the audit rules of plugins find. Every finding costs points of a health " +
    "score from 0 to 100; weights, lists and what is to be ignored are in the configuration (audit).\n\n" +
    "--min-severity leaves out what is less severe, and fails with 14 where anything is left; warning means medium. " +
    "--min-score fails with 14 below a score. --offline asks no registry: it takes what lockfiles and the cache have, and " +
    "says what it could not see. The exit code is 6 where registries could not be read.\n\n" +
    "--fix aligns ranges that differ: each dependency gets the highest range in use that admits all locked versions; what " +
    "a catalog has becomes catalog:. Everything else in the files stays, and a backup is kept (workspace upgrade backups).",
  options: {
    sections: listOf("LIST", "Sections to audit", { values: ["all", ...AUDIT_SECTIONS], defaultText: "all" }),
    output: value("PATH", "Write the report to a file, and a summary to stdout", { complete: "files" }),
    minSeverity: choice("LEVEL", [...SEVERITIES, "warning"], {
      description: "Only findings of at least this severity; exit with 14 where there are any",
      defaultText: "from config, otherwise info",
    }),
    minScore: integer("N", "Exit with 14 where the health score is below", { minimum: 0, defaultText: "from config" }),
    verbosity: choice("LEVEL", VERBOSITIES, {
      description: "Detail level of text and markdown",
      defaultText: "normal",
    }),
    healthScore: onUnlessNo("Calculate the health score"),
    history: onUnlessNo("Keep the score and show how it went"),
    sources: onUnlessNo("Read the imports of sources"),
    fix: flag("Align ranges of dependencies that differ", { conflicts: ["output"] }),
    offline: flag("Ask no registry"),
    ruleTimeout: integer("SECONDS", "How long each rule of a plugin may take", { default: 60, minimum: 1 }),
    registry: value("URL", "Override registry URL", { defaultText: "from config" }),
  },
  examples: [
    ["workspace audit", "Full audit"],
    ["workspace audit --sections upgrades,dependencies", "Specific sections"],
    ["workspace audit --format markdown --output audit-report.md", "Generate markdown report"],
    ["workspace audit --format json", "JSON for CI/CD"],
    ["workspace audit --format sarif --output audit.sarif", "For code scanning"],
    ["workspace audit --min-severity warning", "Only critical, high and medium findings; fails where there are any"],
    ["workspace audit --min-score 80 --offline", "A gate for CI that needs no registry"],
    ["workspace audit --sections version-consistency --fix", "Align ranges that differ"],
    ["workspace audit --verbosity detailed", "Detailed output"],
  ],
  needs: {
    read: ["project", "user", "cache", "npmrc"],
    write: ["project", "user", "cache"],
    net: ["registries"],
    run: ["git"],
  },
  output: AUDIT_OUTPUT,
  formats: {
    markdown: async (result, ui) => {
      return result.output === undefined
        ? (await import("./audit_markdown.ts")).auditMarkdown(result)
        : await summary(result, ui);
    },
    sarif: async (result, ui) => {
      return result.output === undefined
        ? (await import("./audit_sarif.ts")).auditSarif(result)
        : await summary(result, ui);
    },
  },
  async run(context) {
    const { runAudit } = await import("./run_audit.ts");
    return await runAudit(context);
  },
  text: summary,
  exit: ({ verdict, statistics }) => verdict.passed ? statistics.unread > 0 ? 6 : 0 : 14,
});

/** The report as text; of one that was written to a file what stands above its sections. */
async function summary(result: AuditOutput, ui: Ui): Promise<string> {
  return (await import("./audit_text.ts")).auditText(result, ui);
}
