import { BUMP_TYPES } from "../../domain/release/model.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import type { UpgradeReading, UpgradeRequest } from "./read_upgrades.ts";
import { advisoryJson, type CheckOutput, entryJson, heldBackJson, upgradeJson } from "./upgrade_output.ts";

/** What `upgrade check` found, in the shape that it prints. */
export function checkResult(
  reading: UpgradeReading,
  { request, ignore, rootName }: { request: UpgradeRequest; ignore: string[]; rootName: string },
): Omit<CheckOutput, "failOnOutdated"> {
  const { plan, failures, lockfile, cooldown, advisories, inventory, target } = reading;
  const { upgrades, skipped, concerns } = plan;
  const ofType = (type: string) => upgrades.filter((each) => each.type === type).length;
  return {
    ...groups(reading, rootName),
    summary: {
      totalUpgrades: upgrades.length,
      major: ofType("major"),
      minor: ofType("minor"),
      patch: ofType("patch"),
      breaking: upgrades.filter((each) => each.breaking).length,
      upToDate: plan.upToDate,
      skipped: skipped.length,
      deprecated: concerns.filter((each) => each.deprecated !== undefined).length,
      vulnerable: concerns.filter((each) => each.advisories.length > 0).length,
      failed: failures.size,
    },
    concerns: concerns.map((each) => ({
      ...entryJson(each.declared),
      currentVersion: each.current,
      deprecated: each.deprecated ?? null,
      advisories: each.advisories.map(advisoryJson),
    })),
    skipped: skipped.map((each) => ({
      ...entryJson(each.declared),
      reason: each.reason,
      currentVersion: each.current ?? null,
      latestVersion: each.latest ?? null,
      heldBack: heldBackJson(each.heldBack),
    })),
    failures: [...failures].map(([name, { code, message, reason, hint }]) => ({
      package: name,
      code,
      message,
      cause: reason,
      hint,
    })),
    leftOut: [...Map.groupBy(inventory.leftOut, (each) => each.reason)].map(([reason, each]) => ({
      reason,
      count: each.length,
    })),
    filters: {
      target,
      types: BUMP_TYPES.filter((each) => request.types.has(each)),
      include: included(request),
      packages: request.packages ?? null,
      scope: request.scope ?? null,
      workspacePackages: request.workspacePackages ?? null,
      ignore,
      cooldown: cooldown
        ? {
          minutes: cooldown.minutes ?? null,
          before: cooldown.before ?? null,
          exclude: [...cooldown.exclude],
          origin: cooldown.origin,
        }
        : null,
    },
    lockfile: lockfile?.file ?? null,
    advisories: { state: advisories.state, problem: advisories.problem ?? null },
    offline: request.offline,
  };
}

/** Words for the kinds of entries that are looked at, as their options are called. */
const KINDS = ["prod", "dev", "optional", "peer", "catalogs", "overrides", "packageManager", "engines"] as const;

function included(request: UpgradeRequest): string[] {
  return KINDS.filter((each) => request[each]);
}

/** Upgrades by where they are made: in manifests, in catalogs, in overrides. */
function groups(
  { workspace, plan }: UpgradeReading,
  rootName: string,
): Pick<CheckOutput, "packages" | "catalogs" | "overrides"> {
  const of = (sources: Upgrade["declared"]["source"][]) =>
    plan.upgrades.filter((each) => sources.includes(each.declared.source));
  const byFile = Map.groupBy(of(["manifest", "packageManager", "engines"]), (each) => each.declared.file);
  const byName = new Map(workspace.packages.map((each) => [each.manifestPath, each]));
  const catalogs = Map.groupBy(
    of(["catalog"]),
    ({ declared: { file, keys } }) => [file, ...keys.slice(0, -1)].join("\0"),
  );
  return {
    packages: [...byFile].map(([file, upgrades]) => {
      const { name = rootName, path = "." } = byName.get(file) ?? {};
      return { name, path, upgrades: upgrades.map(upgradeJson) };
    }),
    catalogs: [...catalogs.values()].map((upgrades) => {
      const { file, keys } = upgrades[0]!.declared;
      const name = workspace.catalogs.find((each) =>
        each.file === file && each.keys.join("\0") === keys.slice(0, -1).join("\0")
      )?.name;
      return { name: name ?? "default", file, upgrades: upgrades.map(upgradeJson) };
    }),
    overrides: [...Map.groupBy(of(["override"]), (each) => each.declared.file)].map(([file, upgrades]) => ({
      file,
      upgrades: upgrades.map(upgradeJson),
    })),
  };
}
