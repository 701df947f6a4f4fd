import { findBreakingCommits, readBreakingCommits } from "../../domain/release/audits/breaking/breaking_commits.ts";
import { findDependencyMajors, readDependencyMajors } from "../../domain/release/audits/breaking/dependency_majors.ts";
import { readReleasePoints } from "../../domain/release/audits/breaking/release_points.ts";
import { findInconsistencies } from "../../domain/release/audits/consistency/find_inconsistencies.ts";
import {
  auditSources,
  auditStructure,
  type DependencyFacts,
} from "../../domain/release/audits/dependencies/audit_dependencies.ts";
import type { AuditSection, Finding, SectionReport } from "../../domain/release/audits/model.ts";
import { findBreakingUpgrades, findDeprecated, findUpgrades } from "../../domain/release/audits/upgrade_findings.ts";
import { assembleOwnership } from "../../domain/release/packages/ownership.ts";
import type { AuditInput } from "./audit_input.ts";
import type { AuditContext } from "./audit_request.ts";
import { readRegistryAnswers, type RegistryAnswers } from "./read_registry_answers.ts";
import { readLicenseSection } from "./read_licenses_section.ts";
import { readSecuritySection } from "./read_security_section.ts";
import type { AddedRules } from "./find_added_rules.ts";

/** What an audit saw. */
export interface AuditReading {
  sections: SectionReport[];
  facts: DependencyFacts | undefined;
  /** Sources whose imports were read. */
  sources: number | undefined;
  /** Dependencies that registries could not be read for. */
  unread: number;
}

/** Looks at the sections that were asked for. */
export async function readSections(
  context: AuditContext,
  { input, sections, added }: {
    input: AuditInput;
    sections: readonly AuditSection[];
    added: AddedRules | undefined;
  },
): Promise<AuditReading> {
  const { log } = context;
  const wants = (section: AuditSection) => sections.includes(section);
  const asksRegistry = wants("upgrades") || wants("dependencies") || wants("breaking-changes");
  const reading: AuditReading = { sections: [], facts: undefined, sources: undefined, unread: 0 };
  const answers = asksRegistry ? await readRegistryAnswers(context, input) : undefined;
  reading.unread = answers?.unread ?? 0;
  for (const section of sections) {
    log.info(`Auditing ${section}...`);
    reading.sections.push(await readSection(section, { context, input, answers, reading, added }));
  }
  return reading;
}

interface Circumstances {
  context: AuditContext;
  input: AuditInput;
  answers: RegistryAnswers | undefined;
  reading: AuditReading;
  added: AddedRules | undefined;
}

async function readSection(section: AuditSection, circumstances: Circumstances): Promise<SectionReport> {
  const { context, input } = circumstances;
  switch (section) {
    case "upgrades":
      return upgradeSection(circumstances);
    case "dependencies":
      return await dependencySection(circumstances);
    case "version-consistency":
      return consistencySection(input);
    case "breaking-changes":
      return await breakingSection(circumstances);
    case "security":
      return await readSecuritySection(context, input);
    case "licenses":
      return await readLicenseSection(context, input);
    case "plugins": {
      const { readPluginSection } = await import("./read_plugin_section.ts");
      return await readPluginSection(context, { input, added: circumstances.added! });
    }
  }
}

function upgradeSection({ input, answers }: Circumstances): SectionReport {
  const { plan, notices, status } = answers!;
  return {
    section: "upgrades",
    status,
    findings: plan ? findUpgrades(plan, input.isIgnored) : [],
    notices,
  };
}

async function dependencySection({ context, input, answers, reading }: Circumstances): Promise<SectionReport> {
  const { workspace, manifests, graph, lockfile, lockfileProblem, project, git, prefix, isIgnored } = input;
  const notices: string[] = [];
  const dependencies = { workspace, manifests, graph, lockfile };
  const { findings, facts } = auditStructure(dependencies, isIgnored);
  reading.facts = facts;
  if (answers?.plan) findings.push(...findDeprecated(answers.plan, isIgnored));
  if (answers && answers.status !== "complete") {
    notices.push("Deprecated packages may be missing here: registries were not read completely");
  }
  if (lockfileProblem !== undefined) {
    notices.push(`${lockfileProblem}: duplicates and the depth of dependencies are not known`);
  }
  if (context.options.sources) {
    context.log.debug("Reading the imports of sources");
    const tree = { root: workspace.root, git, prefix };
    const sources = await auditSources(project.files, { input: dependencies, tree, config: project.config.audit });
    findings.push(...sources.findings);
    reading.sources = sources.files;
  } else notices.push("Sources were not read (--no-sources): missing, phantom and unused dependencies are not known");
  return { section: "dependencies", status: notices.length > 0 ? "partial" : "complete", findings, notices };
}

function consistencySection({ workspace, manifests, inventory, graph, isIgnored }: AuditInput): SectionReport {
  const { declared } = inventory;
  const { findings } = findInconsistencies({ workspace, packages: manifests.packages, declared, graph, isIgnored });
  return { section: "version-consistency", status: "complete", findings, notices: [] };
}

async function breakingSection({ input, answers }: Circumstances): Promise<SectionReport> {
  const { workspace, graph, project, git, prefix, isIgnored } = input;
  const findings: Finding[] = answers?.plan ? findBreakingUpgrades(answers.plan, { graph, isIgnored }) : [];
  const notices: string[] = [];
  const points = await readReleasePoints(git, { workspace, config: project.config });
  if (points === undefined) notices.push("There is no git history: breaking commits are not known");
  else if (points.length < workspace.packages.filter(({ version }) => version !== undefined).length) {
    const shallow = git!.isShallow() ? " (the clone is shallow)" : "";
    notices.push(`Packages without a tag of a release${shallow} have nothing to compare with`);
  }
  if (points && points.length > 0) {
    const head = (await git!.findCommit("HEAD"))!;
    const ownership = assembleOwnership(workspace, project.config);
    const ownersOf = (path: string) => path.startsWith(prefix) ? ownership.ownersOf(path.slice(prefix.length)) : [];
    findings.push(...findBreakingCommits(await readBreakingCommits(git!, points, { head, ownersOf }), graph));
    const majors = await readDependencyMajors(git!, points, { head, prefix });
    findings.push(...findDependencyMajors(majors, { files: project.files, root: project.root, graph }));
  }
  if (answers && answers.status !== "complete") {
    notices.push("Major upgrades may be missing here: registries were not read completely");
  }
  return { section: "breaking-changes", status: notices.length > 0 ? "partial" : "complete", findings, notices };
}
