import { LOCKFILES } from "../../domain/release/packages/package_manager.ts";
import type { Workspace } from "../../domain/release/model.ts";
import { installCommand, type LockfileRefresh } from "../../domain/release/upgrades/lockfile_refresh.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import type { AppliedJson, ApplyOutput } from "./apply_output.ts";
import { type CheckOutput, upgradeJson } from "./upgrade_output.ts";
import type { UpgradeReading } from "./read_upgrades.ts";

/** What was decided, for the result. */
export interface ApplyDecision {
  reading: UpgradeReading;
  chosen: Upgrade[];
  /** Offered at the prompt, and left out there. */
  declined: Upgrade[];
  /** Their ranges admit the version already. */
  admitted: Upgrade[];
  checked: Pick<CheckOutput, "filters" | "failures">;
}

/** The result where nothing was asked of any registry. */
export function emptyApply(status: ApplyOutput["status"], dryRun: boolean): ApplyOutput {
  return {
    status,
    dryRun,
    applied: [],
    skipped: [],
    failures: [],
    files: [],
    packages: [],
    changeset: null,
    lockfile: { file: null, state: "none", command: "" },
    filters: null,
    removedBackups: [],
    summary: { totalApplied: 0, totalSkipped: 0, totalFailed: 0, major: 0, minor: 0, patch: 0, backupId: null },
  };
}

/** The result of a decision, before or after it was carried out. */
export function applyResult(
  { reading, chosen, declined, admitted, checked }: ApplyDecision,
  options: { status: ApplyOutput["status"]; dryRun: boolean },
): ApplyOutput {
  const { workspace, plan, failures } = reading;
  const left = (each: Upgrade, reason: "not_selected" | "range_admits") => ({
    package: each.declared.name,
    reason,
    currentVersion: each.current,
    latestVersion: each.target,
    file: each.declared.file,
  });
  const skipped: ApplyOutput["skipped"] = [
    ...plan.skipped.map(({ declared, reason, current, latest }) => ({
      package: declared.name,
      reason,
      currentVersion: current ?? null,
      latestVersion: latest ?? null,
      file: declared.file,
    })),
    ...declined.map((each) => left(each, "not_selected")),
    ...admitted.map((each) => left(each, "range_admits")),
    ...reading.selected.filter(({ name }) => failures.has(name)).map(({ name, file, locked }) => ({
      package: name,
      reason: "registry_failure" as const,
      currentVersion: locked ?? null,
      latestVersion: null,
      file,
    })),
  ];
  const ofType = (type: Upgrade["type"]) => chosen.filter((each) => each.type === type).length;
  return {
    ...emptyApply(options.status, options.dryRun),
    applied: chosen.map((each) => appliedJson(each, workspace)),
    skipped,
    failures: checked.failures,
    packages: affectedPackages(chosen),
    lockfile: lockfileState(workspace, undefined),
    filters: checked.filters,
    summary: {
      totalApplied: chosen.length,
      totalSkipped: skipped.length,
      totalFailed: failures.size,
      major: ofType("major"),
      minor: ofType("minor"),
      patch: ofType("patch"),
      backupId: null,
    },
  };
}

/** What has become of the lockfile, or is to become of it. */
export function lockfileState(workspace: Workspace, refresh: LockfileRefresh | undefined): ApplyOutput["lockfile"] {
  const file = workspace.lockfiles.find((each) => LOCKFILES[each] === workspace.manager.name) ?? null;
  if (refresh) return { file, state: "refreshed", command: [refresh.program, ...refresh.args].join(" ") };
  return { file, state: file === null ? "none" : "stale", command: installCommand(workspace) };
}

/** Packages of the project that upgrades concern, sorted. */
export function affectedPackages(upgrades: readonly Upgrade[]): string[] {
  return [...new Set(upgrades.flatMap(({ declared }) => declared.packages))].sort();
}

/** Whom an entry belongs to: a package of the project, a catalog, a table of overrides. */
export function ownerOf({ declared }: Pick<Upgrade, "declared">, workspace: Workspace): string {
  const { source, file, keys, packages } = declared;
  if (source === "catalog") {
    const table = keys.slice(0, -1).join("\0");
    const catalog = workspace.catalogs.find((each) => each.file === file && each.keys.join("\0") === table);
    return `catalog ${catalog?.name ?? "default"} (${file})`;
  }
  if (source === "override") return `overrides (${file})`;
  return packages[0] ?? file;
}

function appliedJson(upgrade: Upgrade, workspace: Workspace): AppliedJson {
  return {
    ...upgradeJson(upgrade),
    from: upgrade.current,
    to: upgrade.target,
    owner: ownerOf(upgrade, workspace),
  };
}
