import { findLicenseProblems, type LicensedPackage } from "../../domain/release/audits/licenses/license_findings.ts";
import { readInstalledLicenses } from "../../domain/release/audits/licenses/read_licenses.ts";
import type { SectionReport } from "../../domain/release/audits/model.ts";
import type { LockedPackage } from "../../domain/release/dependencies/model.ts";
import { findCurrentVersion } from "../../domain/release/upgrades/plan_upgrades.ts";
import { isFault } from "../../kernel/fault.ts";
import { openRegistry } from "../open_registry.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AuditInput } from "./audit_input.ts";

/**
 * Licences of everything that is locked: as installed packages say, otherwise the lockfile, otherwise registries. Without lists in the
 * configuration registries are not asked: their full documents are large, and nothing would be decided by them.
 */
export async function readLicenseSection(context: AuditContext, input: AuditInput): Promise<SectionReport> {
  const { project, manifests, isIgnored, lockfileProblem } = input;
  const { allow, deny, ignore } = project.config.audit.licenses;
  const wanted = packagesInUse(input);
  const installed = readInstalledLicenses(project.files, wanted, { root: project.root, packages: manifests.packages });
  for (const { name, version, license } of wanted) {
    const key = `${name}@${version}`;
    if (license !== undefined && !installed.has(key)) installed.set(key, license);
  }
  const notices: string[] = [];
  if (lockfileProblem !== undefined && wanted.length > 0) {
    notices.push(`${lockfileProblem}: only direct dependencies were looked at`);
  }
  let missing = wanted.filter(({ name, version }) => !installed.has(`${name}@${version}`));
  const hasPolicy = allow.length > 0 || deny.length > 0;
  if (missing.length > 0 && hasPolicy && !context.options.offline) {
    const told = await askRegistry(context, { input, missing });
    for (const [key, license] of told.found) installed.set(key, license);
    missing = missing.filter(({ name, version }) => !installed.has(`${name}@${version}`));
    if (told.problem !== undefined) notices.push(told.problem);
  }
  if (missing.length > 0) {
    const why = context.options.offline
      ? "not installed, and --offline asks no registry"
      : hasPolicy
      ? "neither installed nor told by a registry"
      : "not installed; with audit.licenses.allow or deny, registries are asked";
    notices.push(`Licences of ${missing.length} of ${wanted.length} packages are not known: they are ${why}`);
  }
  const known = wanted.flatMap(({ name, version }): LicensedPackage[] => {
    const key = `${name}@${version}`;
    return installed.has(key) ? [{ name, version, license: installed.get(key) }] : [];
  });
  return {
    section: "licenses",
    status: missing.length === 0 ? "complete" : known.length === 0 ? "unavailable" : "partial",
    findings: findLicenseProblems(known, { policy: { allow, deny }, ignored: ignore, isIgnored }),
    notices,
  };
}

async function askRegistry(
  context: AuditContext,
  { input, missing }: { input: AuditInput; missing: readonly LockedPackage[] },
): Promise<{ found: Map<string, string | undefined>; problem: string | undefined }> {
  const found = new Map<string, string | undefined>();
  let problem: string | undefined;
  const { registry } = await openRegistry(context, {
    project: input.project,
    registry: context.options.registry,
    offline: false,
  });
  const names = new Set(missing.map(({ name }) => name));
  context.log.debug(`Querying registry for the licences of ${names.size} packages`);
  const packuments = await registry.readPackuments(names, { needs: { license: true } });
  for (const { name, version } of missing) {
    const answer = packuments.get(name);
    if (answer === undefined) continue;
    if (isFault(answer)) problem ??= answer.message;
    else if (answer.versions[version]) found.set(`${name}@${version}`, answer.versions[version].license);
  }
  return { found, problem };
}

function packagesInUse({ lockfile, inventory, workspace }: AuditInput): LockedPackage[] {
  const own = new Set(workspace.packages.map(({ name }) => name));
  const all = lockfile?.packages ?? inventory.declared.flatMap((each): LockedPackage[] => {
    const version = each.source === "manifest" || each.source === "catalog" ? findCurrentVersion(each) : undefined;
    return version === undefined ? [] : [{ name: each.name, version, resolved: "", dev: false, dependencies: {} }];
  });
  const unique = new Map(all.map((each) => [`${each.name}@${each.version}`, each]));
  return [...unique.values()].filter(({ name, version }) => !own.has(name) && /^\d+\.\d+\.\d+/.test(version));
}
