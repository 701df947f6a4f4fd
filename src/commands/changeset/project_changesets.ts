import type { WorkPlace } from "../../domain/release/changesets/branch_work.ts";
import type { ChangesetFolder } from "../../domain/release/changesets/store.ts";
import { BRANCH_UNKNOWN, ENVIRONMENT_UNKNOWN } from "../../domain/release/changesets/faults.ts";
import { PACKAGE_NOT_FOUND } from "../../domain/release/faults.ts";
import { findCurrentBranch } from "../../domain/release/repository/current_branch.ts";
import type { Environment, Log } from "../../kernel/ports.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { openProject, type Project, type ProjectContext } from "../open_project.ts";

/** A project with its folder of changesets. */
export interface ChangesetProject extends Project {
  readonly folder: ChangesetFolder;
  /** The project's root with symbolic links resolved. */
  readonly realRoot: string;
  /** A path from the project's root as git names it: from the top of the working tree. */
  fromTop(path: string): string;
  /** The branch that is worked on, or undefined; without git a fault (`GIT_REPOSITORY_NOT_FOUND`). */
  findBranch(): Promise<string | undefined>;
  /** Like `findBranch`, but a branch there must be. Fault: `BRANCH_UNKNOWN`. */
  getBranch(): Promise<string>;
  /** What commits are mapped to packages with. */
  workPlace(): Promise<WorkPlace>;
}

/** Opens the project; a configuration file need not be there: the defaults do. */
export async function openChangesets(context: ProjectContext): Promise<ChangesetProject> {
  const project = await openProject(context, { config: "optional" });
  const { files, root, git } = project;
  const { path, historyPath } = project.config.changeset;
  const location = git.findLocation();
  const realRoot = files.realPath(root) ?? root;
  const prefix = location && realRoot.startsWith(`${location.top}/`) ? realRoot.slice(location.top.length + 1) : "";
  const findBranch = () => {
    git.getLocation();
    return findCurrentBranch(git, context.ports.env);
  };
  return {
    ...project,
    folder: { files, root, path, historyPath, commonDir: location?.commonDir },
    realRoot,
    fromTop: (file) => prefix === "" ? file : `${prefix}/${file}`,
    findBranch,
    async getBranch() {
      const branch = await findBranch();
      if (branch === undefined) throw BRANCH_UNKNOWN({});
      return branch;
    },
    workPlace: async () => ({ git, workspace: await project.workspace(), config: project.config, realRoot }),
  };
}

/** Says of filters that found nothing whether what they name is known at all. */
export function explainFilters(
  filters: Record<string, { name: string | undefined; known: readonly string[] }>,
  log: Log,
): void {
  for (const [what, { name, known }] of Object.entries(filters)) {
    if (name === undefined || known.includes(name)) continue;
    log.warn(`No changeset here has ${what} '${name}'. ${didYouMean(name, known, "")}`.trimEnd());
  }
}

/** Whether this runs in a git hook of our own `bump`, which must not be disturbed. */
export function isInBump(env: Environment): boolean {
  return Boolean(env.get("WORKSPACE_BUMP_RUNNING"));
}

/** The environments as given. Fault: `ENVIRONMENT_UNKNOWN` for one that the configuration does not list. */
export function checkEnvironments(names: string[], known: readonly string[]): string[] {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw ENVIRONMENT_UNKNOWN({ name: unknown, known: [...known] });
  return names;
}

/** The packages as given. Fault: `PACKAGE_NOT_FOUND` for one that the project does not have. */
export async function checkPackages(names: string[], project: Pick<Project, "workspace">): Promise<string[]> {
  if (names.length === 0) return names;
  const known = (await project.workspace()).packages.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw PACKAGE_NOT_FOUND({ name: unknown, known });
  return names;
}
