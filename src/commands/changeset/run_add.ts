import { readWorktreePackages } from "../../domain/release/changesets/branch_work.ts";
import { changesetPath, findChangesetOfBranch } from "../../domain/release/changesets/store.ts";
import { withEdit, withWork } from "../../domain/release/changesets/update.ts";
import type { BumpType } from "../../domain/release/model.ts";
import type { ProjectContext } from "../open_project.ts";
import { readPackageBumps } from "./changeset_options.ts";
import { NO_DIFFERENCE } from "./changeset_output.ts";
import { checkPackages, openChangesets } from "./project_changesets.ts";
import { runCreate } from "./run_create.ts";
import { readWork, saveUpdate, type Updated } from "./run_update.ts";

type AddContext = ProjectContext & {
  args: { packages: string[] };
  options: { bump?: BumpType | undefined; message?: string | undefined; packageBump?: string[] | undefined };
};

/** Adds to the current branch's changeset, which is created where there is none. */
export async function runAdd(context: AddContext): Promise<
  Omit<Updated, "changeset" | "branch"> & {
    created: boolean;
    changeset: NonNullable<Updated["changeset"]>;
    file: string;
  }
> {
  const { args, options } = context;
  const project = await openChangesets(context);
  const packageBumps = readPackageBumps(options.packageBump);
  const packages = args.packages.flatMap((each) => each.split(",")).filter((each) => each !== "");
  await checkPackages([...packages, ...Object.keys(packageBumps ?? {})], project);
  const branch = await project.getBranch();
  const existing = findChangesetOfBranch(project.folder, branch);
  const isNamed = packages.length > 0 || packageBumps !== undefined;
  if (!existing) {
    const created = await runCreate({
      ...context,
      options: { ...options, ask: false, ...(isNamed ? { packages } : {}) },
    });
    const { warnings = [] } = created;
    return { created: true, updated: true, ...NO_DIFFERENCE, ...created, warnings };
  }
  const work = isNamed ? undefined : await readWork(existing, { project, isCurrent: true });
  const uncommitted = isNamed ? [] : await readWorktreePackages(await project.workPlace());
  const { changeset, branch: _, ...rest } = saveUpdate(context, {
    project,
    changeset: existing,
    change: (now, at) =>
      withEdit(work ? withWork(now, work, { at }) : now, {
        bump: packages.length > 0 ? undefined : options.bump,
        addPackages: [...packages, ...uncommitted],
        packageBumps: { ...bumpsOf(packages, options.bump), ...packageBumps },
        message: joinedMessage(now.message, options.message),
      }, { at }),
    warnings: work?.warnings ?? [],
  });
  return { created: false, changeset: changeset!, file: changesetPath(project.folder, existing.id), ...rest };
}

/** What is added gets a bump of its own: what the changeset says of other packages is not for `add` to lower. */
function bumpsOf(packages: string[], bump: BumpType | undefined): Record<string, BumpType> {
  return bump === undefined ? {} : Object.fromEntries(packages.map((name) => [name, bump]));
}

/** The message with a further line, unless it says that already. */
function joinedMessage(message: string, more: string | undefined): string | undefined {
  if (more === undefined || message.includes(more)) return undefined;
  return [message.trimEnd(), more].filter((each) => each !== "").join("\n");
}
