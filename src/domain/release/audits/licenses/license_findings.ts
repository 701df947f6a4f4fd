import { globMatcher } from "../../packages/glob.ts";
import type { IgnoreMatcher } from "../ignore.ts";
import type { AffectedThing, Finding, Severity } from "../model.ts";
import type { RuleId } from "../rules.ts";
import { judgeLicense, type LicensePolicy, parseLicense } from "./spdx.ts";

/** A version of a package and what it says its licence is; undefined where nobody says it. */
export interface LicensedPackage {
  name: string;
  version: string;
  license: string | undefined;
}

/** What dependencies' licences say to the project's lists, and which there are. */
export function findLicenseProblems(
  packages: readonly LicensedPackage[],
  { policy, ignored, isIgnored }: {
    policy: LicensePolicy;
    /** Packages that are not looked at: names or globs. */
    ignored: readonly string[];
    isIgnored: IgnoreMatcher;
  },
): Finding[] {
  const isLeftOut = globMatcher(ignored);
  const found = new Map<RuleId, AffectedThing[]>();
  const inventory = new Map<string, number>();
  for (const { name, version, license } of packages) {
    if (isLeftOut(name)) continue;
    inventory.set(license ?? "unknown", (inventory.get(license ?? "unknown") ?? 0) + 1);
    const rule = judge(license, policy);
    if (rule === undefined || isIgnored(rule, { dependency: name })) continue;
    const things = found.get(rule) ?? [];
    things.push({ dependency: name, text: `${name}: ${version} (${license ?? "no licence stated"})` });
    found.set(rule, things);
  }
  const findings = [...found].map(([id, affected]) => problem(id, affected));
  return inventory.size === 0 ? findings : [...findings, inventoryFinding(inventory)];
}

function judge(license: string | undefined, policy: LicensePolicy): RuleId | undefined {
  const expression = license === undefined ? undefined : parseLicense(license);
  if (expression === undefined) return "licenses/unknown";
  const verdict = judgeLicense(expression, policy);
  return verdict === "allowed" ? undefined : `licenses/${verdict}`;
}

const PROBLEMS: Partial<Record<RuleId, { severity: Severity; title: (count: string) => string; advice: string }>> = {
  "licenses/denied": {
    severity: "high",
    title: (count) => `${count} with a denied licence`,
    advice: "Replace them, or list them in audit.licenses.ignore",
  },
  "licenses/not-allowed": {
    severity: "medium",
    title: (count) => `${count} with a licence that is not on the list`,
    advice: "Add the licences to audit.licenses.allow, or replace the packages",
  },
  "licenses/unknown": {
    severity: "low",
    title: (count) => `${count} without a licence that can be read`,
    advice: "Ask their authors, and list them in audit.licenses.ignore once it is known",
  },
};

function problem(id: RuleId, affected: AffectedThing[]): Finding {
  const { severity, title, advice } = PROBLEMS[id]!;
  return {
    id,
    section: "licenses",
    severity,
    title: title(`${affected.length} dependenc${affected.length === 1 ? "y" : "ies"}`),
    detail: "",
    affected: affected.sort((a, b) => a.text < b.text ? -1 : 1),
    recommendation: { text: advice },
  };
}

function inventoryFinding(inventory: ReadonlyMap<string, number>): Finding {
  const rows = [...inventory].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return {
    id: "licenses/inventory",
    section: "licenses",
    severity: "info",
    title: "Licences of dependencies:",
    detail: "",
    affected: rows.map(([license, number]) => ({ text: `${license}: ${number}` })),
  };
}
