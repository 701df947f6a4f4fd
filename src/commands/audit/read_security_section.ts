import type { SectionReport } from "../../domain/release/audits/model.ts";
import { findVulnerabilities } from "../../domain/release/audits/security_findings.ts";
import { findCurrentVersion } from "../../domain/release/upgrades/plan_upgrades.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import { openRegistry } from "../open_registry.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AuditInput } from "./audit_input.ts";

/** Known vulnerabilities of everything that is locked; of the declared dependencies alone where there is no lockfile. */
export async function readSecuritySection(context: AuditContext, input: AuditInput): Promise<SectionReport> {
  const { project, inventory, lockfileProblem } = input;
  const report: SectionReport = { section: "security", status: "complete", findings: [], notices: [] };
  const versions = versionsInUse(input);
  if (versions.size === 0) return report;
  if (context.options.offline) {
    return {
      ...report,
      status: "unavailable",
      notices: ["--offline: advisories come from registries, which are not asked"],
    };
  }
  if (lockfileProblem !== undefined) {
    report.status = "partial";
    report.notices.push(`${lockfileProblem}: only the lowest versions that manifests admit were looked at`);
  }
  try {
    const { registry } = await openRegistry(context, { project, registry: context.options.registry, offline: false });
    const onUnavailable = (fault: Fault) => {
      report.status = "partial";
      report.notices.push(`${fault.message}: ${fault.reason}`);
    };
    const advisories = await registry.readAdvisories(versions, { onUnavailable });
    report.findings = findVulnerabilities(advisories, {
      versions,
      declared: inventory.declared,
      locked: input.lockfile?.packages ?? [],
    });
  } catch (error) {
    if (!isFault(error) || error.exit !== 6 && error.code !== "ADVISORIES_UNAVAILABLE") throw error;
    report.status = "unavailable";
    report.notices.push(`${error.message}: ${error.reason}`);
  }
  return report;
}

function versionsInUse({ lockfile, inventory, workspace }: AuditInput): Map<string, string[]> {
  const versions = new Map<string, Set<string>>();
  const own = new Set(workspace.packages.map(({ name }) => name));
  const note = (name: string, version: string | undefined) => {
    if (version === undefined || own.has(name)) return;
    const known = versions.get(name);
    if (known) known.add(version);
    else versions.set(name, new Set([version]));
  };
  if (lockfile) {
    for (const { name, version } of lockfile.packages) if (/^\d+\.\d+\.\d+/.test(version)) note(name, version);
  } else {
    for (const each of inventory.declared) {
      if (each.source === "manifest" || each.source === "catalog") note(each.name, findCurrentVersion(each));
    }
  }
  return new Map([...versions].map(([name, each]) => [name, [...each].sort()]));
}
