import { Draft } from "../../domain/release/bump/draft.ts";
import { changeFiles, lockBackups } from "../../domain/release/backups/change_files.ts";
import { findDays } from "../../domain/release/backups/age.ts";
import { UPGRADE_UNFINISHED } from "../../domain/release/backups/faults.ts";
import { findJournal } from "../../domain/release/backups/journal.ts";
import { recoverChange } from "../../domain/release/backups/restore.ts";
import { planRetention } from "../../domain/release/backups/retention.ts";
import { type BackupStore, readBackups, removeBackup } from "../../domain/release/backups/store.ts";
import { lockChangesets } from "../../domain/release/changesets/store.ts";
import { BUMP_TYPES, type BumpType } from "../../domain/release/model.ts";
import { draftUpgrades } from "../../domain/release/upgrades/draft_upgrades.ts";
import { type LockfileRefresh, planLockfileRefresh } from "../../domain/release/upgrades/lockfile_refresh.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import { type ChangesetProject, isInBump, openChangesets } from "../changeset/project_changesets.ts";
import type { ProjectContext } from "../open_project.ts";
import type { ApplyOutput } from "./apply_output.ts";
import { affectedPackages, type ApplyDecision, applyResult, emptyApply, lockfileState } from "./apply_result.ts";
import { checkResult } from "./check_result.ts";
import { chooseUpgrades, confirmUpgrades } from "./choose_upgrades.ts";
import { draftChangeset } from "./draft_changeset.ts";
import { readUpgrades, type UpgradeRequest } from "./read_upgrades.ts";
import { refreshLockfile } from "./refresh_lockfile.ts";

/** What `upgrade apply` was given. */
export type ApplyOptions = Omit<UpgradeRequest, "types"> & Record<BumpType, boolean> & {
  dryRun: boolean;
  patchOnly: boolean;
  minorAndPatch: boolean;
  autoChangeset: boolean;
  changesetBump: BumpType | undefined;
  backup: boolean;
  lockfile: boolean;
  force: boolean;
};

type ApplyContext = ProjectContext & { options: ApplyOptions };

/** An apply on its way. */
interface Applying {
  context: ApplyContext;
  project: ChangesetProject;
  store: BackupStore;
  /** The branch whose changeset records the upgrades; undefined where none does. */
  branch: string | undefined;
}

/** `workspace upgrade apply` in all its modes. */
export async function runApply(context: ApplyContext): Promise<ApplyOutput> {
  const { options, log } = context;
  if (isInBump(context.ports.env)) return emptyApply("skipped", options.dryRun);
  const project = await openChangesets(context);
  const store = { files: project.files, root: project.root, path: project.config.upgrade.backup.path, log };
  const recovered = await recoverOrRefuse(store, options);
  const wantsChangeset = options.autoChangeset || project.config.upgrade.autoChangeset;
  const branch = wantsChangeset ? await project.getBranch() : undefined;
  const request = { ...options, types: allowedTypes(options) };
  const reading = await readUpgrades(context, { project, request });
  const checked = checkResult(reading, { request, ignore: project.config.upgrade.ignore, rootName: "." });
  const upgrades = reading.plan.upgrades.filter((each) => each.newSpecifier !== each.declared.specifier);
  const decision: ApplyDecision = {
    reading,
    chosen: upgrades,
    declined: [],
    admitted: reading.plan.upgrades.filter((each) => !upgrades.includes(each)),
    checked,
  };
  const result = await decide({ context, project, store, branch }, decision);
  return recovered ? { ...result, recovered } : result;
}

async function recoverOrRefuse(store: BackupStore, { dryRun }: ApplyOptions) {
  const unfinished = findJournal(store);
  if (!unfinished) return undefined;
  using _lock = lockBackups(store);
  if (dryRun) throw UPGRADE_UNFINISHED({ startedAt: unfinished.startedAt });
  return await recoverChange(store);
}

function allowedTypes({ patchOnly, minorAndPatch, ...options }: ApplyOptions): Set<BumpType> {
  return new Set(
    BUMP_TYPES.filter((each) =>
      options[each] && (!patchOnly || each === "patch") && (!minorAndPatch || each !== "major")
    ),
  );
}

async function decide(applying: Applying, decision: ApplyDecision): Promise<ApplyOutput> {
  const { context: { options, ports }, project } = applying;
  const { workspace } = decision.reading;
  if (decision.chosen.length === 0) {
    return applyResult(decision, { status: "nothing-to-upgrade", dryRun: options.dryRun });
  }
  const refresh = options.lockfile
    ? planLockfileRefresh(workspace, {
      readText: (path) => project.files.readText(`${project.root}/${path}`),
      registry: options.registry,
    })
    : undefined;
  if (options.dryRun) return await preview(applying, { decision, refresh });
  const asks = ports.prompt.available && !options.force;
  const all = decision.chosen;
  const chosen = asks ? await chooseUpgrades(all, { prompt: ports.prompt, workspace }) : all;
  const final = { ...decision, chosen, declined: all.filter((each) => !chosen.includes(each)) };
  if (chosen.length === 0) return applyResult(final, { status: "nothing-selected", dryRun: false });
  const draft = new Draft(project.root, project.files);
  await draftUpgrades(draft, chosen);
  if (asks) await confirmUpgrades(draft.writes().map(({ path }) => path), ports.prompt);
  return await carryOut(applying, { decision: final, draft, refresh });
}

async function preview(
  applying: Applying,
  { decision, refresh }: { decision: ApplyDecision; refresh: LockfileRefresh | undefined },
): Promise<ApplyOutput> {
  const { project } = applying;
  const draft = new Draft(project.root, project.files);
  await draftUpgrades(draft, decision.chosen);
  const changeset = recordUpgrades(draft, { applying, upgrades: decision.chosen });
  return {
    ...applyResult(decision, { status: "preview", dryRun: true }),
    files: draft.writes().map(({ path }) => path),
    changeset,
    ...(refresh ? { lockfile: lockfileState(decision.reading.workspace, refresh) } : {}),
  };
}

async function carryOut(
  applying: Applying,
  { decision, draft, refresh }: { decision: ApplyDecision; draft: Draft; refresh: LockfileRefresh | undefined },
): Promise<ApplyOutput> {
  const { context, project, store, branch } = applying;
  const { options, ports, log } = context;
  const { chosen, reading } = decision;
  const settings = project.config.upgrade.backup;
  const at = ports.clock.now();
  using _lock = lockBackups(store);
  const unfinished = findJournal(store);
  if (unfinished) throw UPGRADE_UNFINISHED({ startedAt: unfinished.startedAt });
  using _changesets = branch === undefined ? undefined : lockChangesets(project.folder);
  const changeset = recordUpgrades(draft, { applying, upgrades: chosen });
  const writes = draft.writes();
  using hold = ports.interruption.hold();
  const refreshing = { context, files: project.files, workspace: reading.workspace, upgrades: chosen };
  log.info(`Applying ${chosen.length} ${chosen.length === 1 ? "upgrade" : "upgrades"}...`);
  const backup = await changeFiles(store, {
    command: "upgrade apply",
    reason: `Before ${chosen.length} ${chosen.length === 1 ? "upgrade" : "upgrades"}`,
    packages: affectedPackages(chosen),
    upgrades: unique(chosen),
    targets: writes.map(({ path, before, after }) => ({ path, content: after, expected: before })),
    open: refresh ? [...refresh.writes, ...refresh.rewrites] : [],
    ...(refresh ? { afterwards: () => refreshLockfile(refresh, refreshing) } : {}),
    keepBackup: options.backup && settings.enabled,
    at,
    interrupted: () => hold.requested,
  });
  const removed = planRetention(readBackups(store).backups, {
    keep: settings.maxBackups,
    days: findDays(settings.maxAge),
    at,
  });
  for (const each of removed) {
    log.debug(`Removing ${each.id}, which is not kept any longer`);
    removeBackup(store, each);
  }
  const result = applyResult(decision, { status: "applied", dryRun: false });
  return {
    ...result,
    files: [...writes.map(({ path }) => path), ...refresh ? [lockfileState(reading.workspace, refresh).file!] : []],
    changeset,
    lockfile: lockfileState(reading.workspace, refresh),
    removedBackups: removed.map(({ id }) => id),
    summary: { ...result.summary, backupId: backup?.id ?? null },
  };
}

/** Puts the branch's changeset into the draft, where one is wanted and a package of the project is concerned. */
function recordUpgrades(
  draft: Draft,
  { applying, upgrades }: { applying: Applying; upgrades: readonly Upgrade[] },
): ApplyOutput["changeset"] {
  const { context: { options, ports, log }, project, branch } = applying;
  if (branch === undefined) return null;
  const packages = affectedPackages(upgrades);
  if (packages.length === 0) {
    log.warn("No package of the project is concerned: no changeset is needed");
    return null;
  }
  return draftChangeset(draft, {
    folder: project.folder,
    branch,
    environments: project.config.changeset.defaultEnvironments,
    change: {
      packages,
      bump: options.changesetBump ?? project.config.upgrade.changesetBump,
      // What is the root's alone changes no package.
      upgrades: unique(upgrades.filter(({ declared }) => declared.packages.length > 0)),
    },
    at: ports.clock.now(),
  });
}

function unique(upgrades: readonly Upgrade[]): { package: string; from: string; to: string }[] {
  const found = upgrades.map(({ declared, current, target }) => ({
    package: declared.name,
    from: current,
    to: target,
  }));
  return [...new Map(found.map((each) => [Object.values(each).join("\0"), each])).values()];
}
