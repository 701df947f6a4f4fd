import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { formatChangeset, parseChangeset } from "../../domain/release/changesets/changeset_file.ts";
import { CHANGESET_REFUSED } from "../../domain/release/changesets/faults.ts";
import { changesetPath, getChangeset } from "../../domain/release/changesets/store.ts";
import { timestamp, withEdit } from "../../domain/release/changesets/update.ts";
import type { BumpType, Changeset } from "../../domain/release/model.ts";
import { isFault } from "../../kernel/fault.ts";
import type { ProjectContext } from "../open_project.ts";
import { readPackageBumps } from "./changeset_options.ts";
import { type ChangesetProject, checkEnvironments, checkPackages, openChangesets } from "./project_changesets.ts";
import { saveUpdate, type Updated } from "./run_update.ts";

export interface EditOptions {
  bump?: BumpType | undefined;
  message?: string | undefined;
  addEnv?: string[] | undefined;
  removeEnv?: string[] | undefined;
  addPackages?: string[] | undefined;
  removePackages?: string[] | undefined;
  packageBump?: string[] | undefined;
}

type EditContext = ProjectContext & { options: EditOptions; args: { id?: string | undefined } };
type Edited = Omit<Updated, "changeset" | "branch" | "warnings"> & { changeset: NonNullable<Updated["changeset"]> };

/** Changes a changeset by options, or in an editor. Faults: `CHANGESET_NOT_FOUND`, `CHANGESET_REFUSED`, … */
export async function runEdit(context: EditContext): Promise<Edited> {
  const { options, args, ports } = context;
  const project = await openChangesets(context);
  const changeset = getChangeset(project.folder, args.id ?? await project.getBranch());
  const byOptions = Object.values(options).some((each) => each !== undefined);
  if (!byOptions && !ports.prompt.available) {
    throw OPTION_REQUIRED({ option: "--bump, --message, --add-packages or another change", command: "changeset edit" });
  }
  const change = byOptions ? await readOptions(options, project) : await editInEditor(context, { project, changeset });
  const { branch: _branch, warnings: _warnings, ...edited } = saveUpdate(context, { project, changeset, change });
  return { ...edited, changeset: edited.changeset! };
}

type Change = (now: Changeset, at: Temporal.Instant) => Changeset;

async function readOptions(options: EditOptions, project: ChangesetProject): Promise<Change> {
  const packageBumps = readPackageBumps(options.packageBump);
  const { bump, message, addEnv, removeEnv, addPackages, removePackages } = options;
  await checkPackages([...addPackages ?? [], ...Object.keys(packageBumps ?? {})], project);
  if (addEnv) checkEnvironments(addEnv, project.config.changeset.environments);
  return (now, at) =>
    withEdit(now, {
      bump,
      message,
      addEnvironments: addEnv,
      removeEnvironments: removeEnv,
      addPackages,
      removePackages,
      packageBumps,
    }, { at });
}

/** Lets the user edit a copy until it is valid, or gives up; the changeset itself is untouched until then. */
async function editInEditor(
  { ports }: EditContext,
  { project, changeset }: { project: ChangesetProject; changeset: Changeset },
): Promise<Change> {
  const { folder, files, root } = project;
  const { id } = changeset;
  const copy = `${root}/${folder.path}/.${id}.edit.json`;
  const original = formatChangeset(changeset);
  files.write(copy, original);
  try {
    const edited = await edit();
    return (now, at) => {
      if (formatChangeset(now) !== original) {
        throw CHANGESET_REFUSED({
          id,
          problem: "It was changed by someone else while it was edited",
          remedy: "Run `workspace changeset edit` again.",
        });
      }
      return formatChangeset({ ...edited, id }) === original ? now : { ...edited, updatedAt: timestamp(at) };
    };
  } finally {
    files.remove(copy);
  }

  async function edit(): Promise<Changeset> {
    for (;;) {
      const { code } = await ports.processes.run("git", ["config", "--file", copy, "--edit"], {
        cwd: root,
        onTerminal: true,
      });
      if (code !== 0) {
        throw CHANGESET_REFUSED({
          id,
          problem: `The editor ended with exit code ${code}`,
          remedy: "Nothing was changed. `git var GIT_EDITOR` names the editor that is used.",
        });
      }
      try {
        return await check(parseChangeset(files.readText(copy) ?? "", { file: changesetPath(folder, id), id }));
      } catch (error) {
        if (!isFault(error)) throw error;
        if (!await ports.prompt.confirm(`${error.message}: ${error.reason} Edit again?`, { initial: true })) {
          throw error;
        }
      }
    }
  }

  async function check(edited: Changeset): Promise<Changeset> {
    if (edited.branch !== changeset.branch) {
      throw CHANGESET_REFUSED({
        id,
        problem: "Its branch cannot be changed",
        remedy: `Create one for the other branch with \`workspace changeset create --branch ${edited.branch}\`.`,
      });
    }
    const isNew = (key: "packages" | "environments") => edited[key].filter((each) => !changeset[key].includes(each));
    await checkPackages([...isNew("packages"), ...Object.keys(edited.packageBumps ?? {})], project);
    checkEnvironments(isNew("environments"), project.config.changeset.environments);
    return edited;
  }
}
