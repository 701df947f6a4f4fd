import { ignoreMatcher } from "../../domain/release/audits/ignore.ts";
import { locateFindings } from "../../domain/release/audits/locate_findings.ts";
import type { SectionReport, Severity } from "../../domain/release/audits/model.ts";
import { recommend } from "../../domain/release/audits/recommendations.ts";
import { countFindings, fromSeverity, severityOf, withoutIgnored } from "../../domain/release/audits/report.ts";
import { assembleScore, type HealthScore, type ScoreWeights } from "../../domain/release/audits/score.ts";
import type { Config } from "../../domain/release/config/schema.ts";
import { readWorkspace } from "../../domain/release/packages/discovery.ts";
import { resolvePath } from "../../kernel/path.ts";
import { isInBump } from "../changeset/project_changesets.ts";
import { openProject, type Project } from "../open_project.ts";
import { askForReport } from "./ask_for_report.ts";
import type { AuditOutput } from "./audit_output.ts";
import { type AuditContext, type AuditOptions, requestedSections } from "./audit_request.ts";
import { type Fixes, fixInconsistencies } from "./fix_inconsistencies.ts";
import { keepScore } from "./keep_score.ts";
import { type AuditInput, readAuditInput } from "./audit_input.ts";
import { findAddedRules } from "./find_added_rules.ts";
import { type AuditReading, readSections } from "./read_sections.ts";

/** `workspace audit` in all its modes. */
export async function runAudit(context: AuditContext): Promise<AuditOutput> {
  const { options, ports, directory, render, globals } = context;
  const project = await openProject(context, { config: "optional" });
  const { audit } = project.config;
  const added = await findAddedRules(context);
  const asked = requestedSections(options.sections, { config: audit, isExtended: added !== undefined });
  if (added === undefined && options.sections?.includes("plugins")) context.log.warn("No plugin has audit rules");
  const isGuided = ports.prompt.available && ports.prompt.guided;
  const wish = isGuided
    ? await askForReport(ports.prompt, { sections: asked, isExtended: added !== undefined })
    : undefined;
  const sections = wish?.sections ?? asked;
  const isIgnored = ignoreMatcher(audit.ignore);

  let input = await readAuditInput(project, { workspace: await project.workspace(), isIgnored });
  const fixes = options.fix && !isInBump(ports.env) ? await fixInconsistencies(context, input) : undefined;
  if (fixes && fixes.alignments.length > 0) {
    const workspace = await readWorkspace(project.files, project.root);
    input = await readAuditInput(project, { workspace, isIgnored });
  }
  const reading = await readSections(context, { input, sections, added });
  const report = await assembleReport(context, { project, input, reading, fixes });

  const file = wish?.file ??
    (options.output === undefined ? undefined : { format: globals.format ?? "text", path: options.output });
  if (file === undefined || isInBump(ports.env)) return report;
  const text = await render(report, file.format);
  ports.files.write(resolvePath(directory, file.path), text);
  context.log.debug(`Report written to ${file.path}`);
  return {
    ...report,
    sections: report.sections.map(({ findings: _, ...rest }) => rest),
    output: file.path,
  };
}

async function assembleReport(
  context: AuditContext,
  { project, input, reading, fixes }: {
    project: Project;
    input: AuditInput;
    reading: AuditReading;
    fixes: Fixes | undefined;
  },
): Promise<AuditOutput> {
  const { options, ports } = context;
  const { audit } = project.config;
  const all = withoutIgnored(reading.sections, input.isIgnored).map((each) => ({
    ...each,
    findings: locateFindings(each.findings, input.manifests),
  }));
  const score = assembleScore(all.flatMap(({ findings }) => findings), {
    sections: all.filter(({ status }) => status !== "unavailable").map(({ section }) => section),
    weights: weightsOf(audit),
  });
  const isScored = options.healthScore && score.sections.length > 0;
  const shown = fromSeverity(all, severityOf(options.minSeverity ?? audit.minSeverity));
  const findings = shown.flatMap((each) => each.findings);
  const keeps = isScored && options.history && audit.history.enabled;
  const history = keeps ? await keepScore(context, { input, score, write: !isInBump(ports.env) }) : undefined;
  const summary = countFindings(findings);
  return {
    ...isScored && { healthScore: score },
    summary,
    sections: shown,
    recommendations: recommend(findings),
    statistics: statisticsOf(input, reading),
    ...history && { history },
    ...fixes && {
      fixes: fixes.alignments.map(({ keys: _, ...rest }) => rest),
      backupId: fixes.backupId,
    },
    verdict: judge({ options, audit, score, shown, isScored: score.sections.length > 0 }),
    verbosity: options.verbosity ?? "normal",
    offline: options.offline,
  };
}

function statisticsOf({ workspace, lockfile }: AuditInput, { facts, sources, unread }: AuditReading) {
  return {
    packages: workspace.packages.length,
    sources: sources ?? null,
    ...facts && {
      internal: facts.internal,
      external: facts.external,
      workspaceLinks: facts.workspaceLinks,
      localLinks: facts.localLinks,
    },
    unread,
    lockedPackages: lockfile?.packages.length ?? null,
  };
}

function weightsOf({ weights }: Config["audit"]): ScoreWeights {
  const { severity, category, diminish } = weights;
  return {
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
}

/** `--min-severity` is a condition only where it is given; the configuration's is a filter alone. */
function judge(
  { options, audit, score, shown, isScored }: {
    options: AuditOptions;
    audit: Config["audit"];
    score: HealthScore;
    shown: readonly SectionReport[];
    isScored: boolean;
  },
): AuditOutput["verdict"] {
  const reasons: string[] = [];
  const minScore = options.minScore ?? audit.minScore;
  if (isScored && score.score < minScore) reasons.push(`The health score ${score.score} is below ${minScore}`);
  if (options.minSeverity !== undefined) {
    const floor: Severity = severityOf(options.minSeverity);
    const count = shown.reduce((sum, { findings }) => sum + findings.length, 0);
    if (count > 0) {
      reasons.push(
        `${count} ${count === 1 ? "finding is" : "findings are"} of severity ${floor}${
          floor === "critical" ? "" : " or worse"
        }`,
      );
    }
  }
  return { passed: reasons.length === 0, reasons };
}
