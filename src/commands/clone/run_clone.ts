import { findCloneName, withoutCredentials } from "../../domain/release/repository/clone_name.ts";
import { CLONE_NAME_UNKNOWN, CLONE_TARGET_OCCUPIED } from "../../domain/release/repository/faults.ts";
import { isFault } from "../../kernel/fault.ts";
import { pathWithin, resolvePath } from "../../kernel/path.ts";
import { validateConfig } from "../config/validate_config.ts";
import type { InitOptions } from "../init/choices.ts";
import { INIT_OPTIONS, runInit } from "../init/run_init.ts";
import { locateConfigFile, type ProjectContext } from "../open_project.ts";
import type { CloneOutput } from "./clone_output.ts";
import { gitClone } from "./git_clone.ts";

type CloneOptions = Omit<InitOptions, "force"> & {
  branch: string | undefined;
  depth: number | undefined;
  init: boolean;
};

type CloneContext = ProjectContext & {
  args: { url: string; directory: string | undefined };
  options: CloneOptions;
};

/**
 * Clones, then validates or initializes. Faults: `CLONE_*`; those of `runInit`, with which the clone stays as it is.
 */
export async function runClone(context: CloneContext): Promise<CloneOutput> {
  const { args, options, ports, log } = context;
  const url = withoutCredentials(args.url);
  const name = args.directory ?? findCloneName(args.url);
  if (name === undefined || name === "") throw CLONE_NAME_UNKNOWN({ url });
  const directory = resolvePath(context.directory, name);
  const kind = ports.files.kindOf(directory);
  if (kind !== undefined && (kind !== "directory" || ports.files.list(directory)!.length > 0)) {
    throw CLONE_TARGET_OCCUPIED({ path: name, kind: kind === "directory" ? "folder" : "file" });
  }
  log.info(`Cloning ${url} into ${pathWithin(context.directory, directory)}...`);
  await gitClone(ports, {
    url: args.url,
    directory,
    startedIn: context.directory,
    branch: options.branch,
    depth: options.depth,
    existed: kind !== undefined,
  });
  const git = ports.git(directory);
  const head = await git.readHead();
  const cloned = {
    url,
    directory,
    branch: head.state === "detached" ? null : head.branch,
    commit: head.state === "unborn" ? null : head.commit,
    shallow: git.isShallow(),
  };
  return { ...cloned, ...await setUp({ ...context, directory }) };
}

/** What becomes of the clone's configuration. */
async function setUp(
  context: ProjectContext & { options: CloneOptions },
): Promise<Pick<CloneOutput, "state" | "validation" | "init">> {
  const { options, globals, log, directory } = context;
  if (locateConfigFile(context).file) {
    const unused = Object.keys(INIT_OPTIONS).some((key) => options[key as keyof typeof INIT_OPTIONS] !== undefined);
    if (unused) log.warn("The repository has a configuration: the options for a new one have no effect");
    const validation = await validateConfig(context);
    return { state: validation.valid ? "valid" : "invalid", validation };
  }
  if (!options.init) return { state: "without-configuration" };
  try {
    // `--format` is how the result is printed; here it says nothing of the file.
    const init = await runInit({
      ...context,
      globals: { ...globals, format: undefined },
      options: { ...options, force: false },
    });
    return { state: "initialized", init };
  } catch (error) {
    if (isFault(error)) {
      log.warn(`The clone in '${directory}' is complete; what failed is setting up its configuration`);
    }
    throw error;
  }
}
