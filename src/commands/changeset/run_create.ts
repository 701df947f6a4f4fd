import { readBranchWork, type ReadWork, readWorktreePackages } from "../../domain/release/changesets/branch_work.ts";
import { BRANCH_NAME_INVALID, BRANCH_NAME_REFUSED, CHANGESET_EXISTS } from "../../domain/release/changesets/faults.ts";
import { changesetPath, createChangeset, findChangesetOfBranch } from "../../domain/release/changesets/store.ts";
import { timestamp } from "../../domain/release/changesets/update.ts";
import { inferBump, inferMessage } from "../../domain/release/commits/infer.ts";
import type { BumpType, Changeset } from "../../domain/release/model.ts";
import { globMatcher } from "../../domain/release/packages/glob.ts";
import { isBranchName } from "../../domain/release/repository/branch_name.ts";
import { isFault } from "../../kernel/fault.ts";
import type { Log, Prompt } from "../../kernel/ports.ts";
import type { ProjectContext } from "../open_project.ts";
import { readPackageBumps } from "./changeset_options.ts";
import { type ChangesetOutput, changesetOutput } from "./changeset_output.ts";
import { type ChangesetProject, checkEnvironments, checkPackages, openChangesets } from "./project_changesets.ts";

/** What `changeset create` was given. */
export interface CreateOptions {
  bump?: BumpType | undefined;
  env?: string[] | undefined;
  branch?: string | undefined;
  message?: string | undefined;
  packages?: string[] | undefined;
  packageBump?: string[] | undefined;
  fromCommits?: boolean | undefined;
  /** False where nothing is asked, even on a terminal. */
  ask?: false;
}

type CreateContext = ProjectContext & { options: CreateOptions };

/** Creates the changeset of a branch. Faults: `CHANGESET_EXISTS`, `BRANCH_UNKNOWN`, `BRANCH_NAME_INVALID`,
 * `BRANCH_NAME_REFUSED`, and those of what was given. */
export async function runCreate(
  context: CreateContext,
): Promise<{ changeset: ChangesetOutput; file: string; warnings?: string[] }> {
  const { options, ports, log } = context;
  const project = await openChangesets(context);
  const { config, folder } = project;
  const branch = options.branch ?? await project.getBranch();
  if (!isBranchName(branch)) throw BRANCH_NAME_INVALID({ branch });
  const { branchPatterns } = config.git;
  if (branchPatterns.length > 0 && !globMatcher(branchPatterns)(branch)) {
    throw BRANCH_NAME_REFUSED({ branch, patterns: branchPatterns });
  }
  log.debug(`Creating changeset for branch: ${branch}`);
  const existing = findChangesetOfBranch(folder, branch);
  if (existing) throw CHANGESET_EXISTS({ branch, id: existing.id });
  const packageBumps = readPackageBumps(options.packageBump);
  const given = options.env && checkEnvironments(options.env, config.changeset.environments);
  const named = options.packages && await checkPackages(options.packages, project);
  await checkPackages(Object.keys(packageBumps ?? {}), project);
  const work = await findWork(project, { branch, log });
  const warnings = work?.warnings ?? [];
  for (const warning of warnings) log.warn(warning);
  const detected = named ?? work?.packages ?? [];
  const prompt = options.ask === false ? { ...ports.prompt, available: false } : ports.prompt;
  const inferred = options.fromCommits ? inferBump(work?.fresh ?? []) : undefined;
  const environments = given ?? await askEnvironments(prompt, config.changeset);
  const bump = options.bump ?? inferred ?? await askBump(prompt, config.version.defaultBump);
  const packages = options.packages === undefined && prompt.guided && prompt.available
    ? await askPackages(prompt, { detected, project })
    : detected;
  // Where bump and environments are given, nothing is asked (PRD, scenario B).
  const asksMessage = prompt.available && (prompt.guided || options.bump === undefined || options.env === undefined);
  const message = options.message ?? (options.fromCommits ? inferMessage(work?.fresh ?? []) : undefined) ??
    (asksMessage ? await prompt.input("Enter changeset message (optional):") : "");
  const at = timestamp(ports.clock.now());
  const own = Object.entries(packageBumps ?? {}).filter(([, each]) => each !== bump);
  const created: Changeset = createChangeset(folder, {
    branch,
    bump,
    ...(own.length > 0 ? { packageBumps: Object.fromEntries(own) } : {}),
    environments,
    packages: [...new Set([...packages, ...Object.keys(packageBumps ?? {})])],
    commits: work?.commits.map(({ hash }) => hash) ?? [],
    message,
    createdAt: at,
    updatedAt: at,
  });
  log.debug(`Saving changeset: ${changesetPath(folder, created.id)}`);
  return {
    changeset: changesetOutput(created),
    file: changesetPath(folder, created.id),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** What the branch brings so far, the working tree included; undefined without git. */
async function findWork(
  project: ChangesetProject,
  { branch, log }: { branch: string; log: Log },
): Promise<ReadWork & { packages: string[] } | undefined> {
  const { git, config } = project;
  if (!git.findLocation()) return undefined;
  const isCurrent = branch === await project.findBranch();
  const place = await project.workPlace();
  log.debug("Analyzing git diff since the base branch");
  const base = await findBaseBranch(project);
  const request = { branch, isCurrent, base, remote: config.git.remote, recorded: [], packages: [], isNew: true };
  const work = await readBranchWork(place, request);
  const uncommitted = isCurrent ? await readWorktreePackages(place) : [];
  const touched = new Set([...work.commits.flatMap(({ packages }) => packages), ...uncommitted]);
  const packages = place.workspace.packages.map(({ name }) => name).filter((name) => touched.has(name));
  for (const name of packages) log.debug(`Mapped to package: ${name}`);
  return { ...work, packages };
}

/** The base branch, or undefined where it is not known. */
export async function findBaseBranch(project: ChangesetProject): Promise<string | undefined> {
  try {
    return await project.baseBranch();
  } catch (error) {
    if (isFault(error, "BASE_BRANCH_UNKNOWN")) return undefined;
    throw error;
  }
}

async function askEnvironments(
  prompt: Prompt,
  { environments, defaultEnvironments }: { environments: string[]; defaultEnvironments: string[] },
): Promise<string[]> {
  if (!prompt.available) return [...defaultEnvironments];
  return await prompt.checkbox(
    "Which environments should this target?",
    environments.map((value) => ({ value, checked: defaultEnvironments.includes(value) })),
  );
}

async function askBump(prompt: Prompt, initial: BumpType): Promise<BumpType> {
  if (!prompt.available) return initial;
  return await prompt.select<BumpType>("What bump type will this be?", [
    { value: "patch", label: "patch - Backward compatible bug fixes" },
    { value: "minor", label: "minor - New backward compatible features" },
    { value: "major", label: "major - Breaking changes" },
  ], { initial });
}

async function askPackages(
  prompt: Prompt,
  { detected, project }: { detected: string[]; project: ChangesetProject },
): Promise<string[]> {
  const { packages } = await project.workspace();
  return await prompt.checkbox(
    "Which packages does this change?",
    packages.map(({ name }) => ({ value: name, checked: detected.includes(name) })),
  );
}
