import type { ValuesOf } from "../../cli/option.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { findLockfileName, readLockfile } from "../../domain/release/dependencies/read_lockfile.ts";
import { type Inventory, listDeclaredDependencies } from "../../domain/release/dependencies/inventory.ts";
import type { DeclaredDependency, Lockfile } from "../../domain/release/dependencies/model.ts";
import { PACKAGE_NOT_FOUND } from "../../domain/release/faults.ts";
import type { BumpType, DependencyKind, Workspace } from "../../domain/release/model.ts";
import { versionsInQuestion, withAdvisories } from "../../domain/release/upgrades/advisories.ts";
import { cooldownAt } from "../../domain/release/upgrades/cooldown.ts";
import { COOLDOWN_FORM, findMinutes } from "../../domain/release/upgrades/cooldown_age.ts";
import { DEPENDENCY_NOT_FOUND } from "../../domain/release/upgrades/faults.ts";
import type { UpgradePlan } from "../../domain/release/upgrades/model.ts";
import { planUpgrades } from "../../domain/release/upgrades/plan_upgrades.ts";
import { type EntryFilter, selectDeclared } from "../../domain/release/upgrades/select_declared.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import type { Cooldown, Packument, Registry } from "../../kernel/registry.ts";
import type { Project, ProjectContext } from "../open_project.ts";
import { openRegistry } from "../open_registry.ts";
import type { SELECTION_OPTIONS, VERSION_OPTIONS } from "./upgrade_options.ts";

/** The answers to `SELECTION_OPTIONS` and `VERSION_OPTIONS`, and the moves that are allowed. */
export type UpgradeRequest = ValuesOf<typeof SELECTION_OPTIONS> & ValuesOf<typeof VERSION_OPTIONS> & {
  types: ReadonlySet<BumpType>;
};

/** What registries say of a project's dependencies. */
export interface UpgradeReading {
  workspace: Workspace;
  inventory: Inventory;
  /** The entries that the filters let through. */
  selected: DeclaredDependency[];
  plan: UpgradePlan;
  /** By package: why it could not be read. */
  failures: Map<string, Fault>;
  lockfile: Lockfile | undefined;
  target: string;
  cooldown: Cooldown | undefined;
  /** Whether advisories were asked for, and why not. */
  advisories: { state: "checked" | "unavailable" | "not-asked"; problem: string | undefined };
}

/**
 * Reads what a project asks for, what its lockfile has and what registries offer, and plans the upgrades. Packages that
 * cannot be read are in `failures`. Faults: those of reading the project and its lockfile, `PACKAGE_NOT_FOUND`,
 * `DEPENDENCY_NOT_FOUND`, `OPTION_VALUE_INVALID`.
 */
export async function readUpgrades(
  context: ProjectContext,
  { project, request }: { project: Project; request: UpgradeRequest },
): Promise<UpgradeReading> {
  const { ports, log } = context;
  const { files, config } = project;
  const ownCooldown = statedCooldown(request.cooldown, project);
  const workspace = await project.workspace();
  const lockfile = await readLockfile(files, workspace);
  logLockfile(log, { workspace, lockfile });
  const inventory = await listDeclaredDependencies(workspace, { files, lockfile });
  refuseUnknownNames(request, { workspace, inventory });
  const selected = selectDeclared(inventory.declared, entryFilter(request));

  const { registry, settings } = await openRegistry(context, { project, ...request });
  const cooldown = ownCooldown === "none" ? undefined : ownCooldown ?? settings.cooldown;
  const names = new Set(selected.map((each) => each.name));
  const asked = request.offline ? "Reading the cache" : "Querying registry";
  log.info(`${asked} for ${names.size} ${names.size === 1 ? "dependency" : "dependencies"}...`);
  for (const each of selected) {
    log.trace(`Querying registry for ${each.name} current: ${each.locked ?? each.specifier}`);
  }
  const { packuments, failures } = await readPackuments(context, { registry, names, time: cooldown !== undefined });

  const target = request.target ?? config.upgrade.target;
  const bare = planUpgrades(selected, packuments, {
    target,
    types: request.types,
    cooldown: cooldownAt(cooldown, ports.clock.now()),
    ignore: config.upgrade.ignore,
    nodeRanges: inventory.nodeRanges,
    installed: inventory.declared,
    members: workspace.packages,
  });
  for (const { declared, current, target: version } of bare.upgrades) {
    log.trace(`Comparing versions: ${declared.name} ${current} < ${version} = true`);
  }
  const { plan, advisories } = await addAdvisories(context, { plan: bare, selected, registry, request });
  return { workspace, inventory, selected, plan, failures, lockfile, target, cooldown, advisories };
}

/** `--cooldown`, otherwise the configuration's; undefined where neither says anything, "none" for any age. */
function statedCooldown(option: string | undefined, { config, originOf }: Project): Cooldown | "none" | undefined {
  const age = option ?? config.upgrade.cooldown;
  if (age === "") return undefined;
  const minutes = findMinutes(age);
  if (minutes === undefined) {
    throw OPTION_VALUE_INVALID({ option: "--cooldown", value: age, expected: COOLDOWN_FORM, known: [] });
  }
  if (minutes === 0) return "none";
  const origin = option === undefined ? originOf("upgrade.cooldown") : "--cooldown";
  return { minutes, exclude: config.upgrade.cooldownExclude, origin };
}

function logLockfile(
  log: ProjectContext["log"],
  { workspace, lockfile }: { workspace: Workspace; lockfile: Lockfile | undefined },
): void {
  if (lockfile) log.debug(`Lockfile: ${lockfile.file}`);
  else if (workspace.rootManifestPath !== undefined) {
    log.warn(`The imports of ${workspace.rootManifestPath} are not looked at: \`deno outdated\` shows what is newer`);
  } else if (workspace.lockfiles.length > 0 && findLockfileName(workspace) === undefined) {
    log.warn(`${workspace.lockfiles[0]} cannot be read: current versions are taken from the ranges`);
  } else log.debug("No lockfile: current versions are taken from the ranges");
}

function entryFilter(request: UpgradeRequest): EntryFilter {
  const kinds = new Set<DependencyKind>();
  if (request.prod) kinds.add("dependencies");
  if (request.dev) kinds.add("devDependencies");
  if (request.peer) kinds.add("peerDependencies");
  if (request.optional) kinds.add("optionalDependencies");
  const { catalogs, overrides, packageManager, engines, packages, scope: scopes, workspacePackages } = request;
  return { kinds, catalogs, overrides, packageManager, engines, packages, scopes, workspacePackages };
}

/** Names without glob characters must be there: a typing mistake is not an answer of "nothing to upgrade". */
function refuseUnknownNames(
  { packages = [], workspacePackages = [] }: UpgradeRequest,
  { workspace, inventory }: { workspace: Workspace; inventory: Inventory },
): void {
  const isName = (each: string) => !/[*?{[\\]/.test(each);
  const members = [...workspace.packages.map((each) => each.name), "."];
  for (const name of workspacePackages.filter(isName)) {
    if (!members.includes(name)) throw PACKAGE_NOT_FOUND({ name, known: members });
  }
  const known = new Set([
    ...inventory.declared.flatMap((each) => [each.name, each.alias]),
    ...inventory.leftOut.map((each) => each.alias),
  ]);
  for (const name of packages.map((each) => each.replace(/^!/, "")).filter(isName)) {
    if (!known.has(name)) throw DEPENDENCY_NOT_FOUND({ name, known: [...known] });
  }
}

async function readPackuments(
  { ports, log }: ProjectContext,
  { registry, names, time }: { registry: Registry; names: ReadonlySet<string>; time: boolean },
): Promise<{ packuments: Map<string, Packument>; failures: Map<string, Fault> }> {
  const packuments = new Map<string, Packument>();
  const failures = new Map<string, Fault>();
  if (names.size === 0) return { packuments, failures };
  const bar = ports.progress.bar("Querying registry", names.size);
  try {
    const answers = await registry.readPackuments(names, { needs: { time }, onSettled: () => bar.step() });
    for (const [name, answer] of answers) {
      if (isFault(answer)) failures.set(name, answer);
      else {
        packuments.set(name, answer);
        log.trace(`Registry response: ${name} latest ${answer.distTags.latest ?? "(none)"} (${answer.source})`);
      }
    }
  } finally {
    bar.end();
  }
  return { packuments, failures };
}

async function addAdvisories(
  { log }: ProjectContext,
  { plan, selected, registry, request }: {
    plan: UpgradePlan;
    selected: DeclaredDependency[];
    registry: Registry;
    request: UpgradeRequest;
  },
): Promise<Pick<UpgradeReading, "plan" | "advisories">> {
  if (!request.advisories) return { plan, advisories: { state: "not-asked", problem: undefined } };
  const versions = versionsInQuestion(plan, selected);
  if (versions.size === 0) return { plan, advisories: { state: "checked", problem: undefined } };
  const problems: string[] = [];
  try {
    log.debug(`Querying registry for advisories of ${versions.size} packages`);
    const onUnavailable = (fault: Fault) => problems.push(fault.message);
    const found = await registry.readAdvisories(versions, { onUnavailable });
    const state = problems.length > 0 ? "unavailable" : "checked";
    return { plan: withAdvisories(plan, selected, found), advisories: { state, problem: problems[0] } };
  } catch (error) {
    if (!isFault(error, "ADVISORIES_UNAVAILABLE")) throw error;
    return { plan, advisories: { state: "unavailable", problem: `${error.message}: ${error.reason}` } };
  }
}
