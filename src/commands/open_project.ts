import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";
import { findUserFolders } from "../cli/user_folders.ts";
import { assembleValidConfig } from "../domain/release/config/assemble.ts";
import { type ConfigFile, locateProject, type ProjectLocation } from "../domain/release/config/locate.ts";
import { configPathIn, type LoadedConfig, readConfig, readUserFile } from "../domain/release/config/read_config.ts";
import type { Config } from "../domain/release/config/schema.ts";
import { environmentSource } from "../domain/release/config/source.ts";
import type { Workspace } from "../domain/release/model.ts";
import type { Git } from "../kernel/git.ts";
import type { Environment, Files } from "../kernel/ports.ts";

/** The part of a command's context that a project is opened with. */
export type ProjectContext = Pick<Context<OptionTable, ArgumentTable>, "directory" | "globals" | "ports" | "log">;

/** A project as the commands of the release domain use it. */
export interface Project {
  /** Absolute: the folder of the configuration file, or what stands for it (see `locateProject`). */
  readonly root: string;
  /** The configuration in force: defaults, user file, project file, profile and environment. */
  readonly config: Config;
  /** Undefined where there is none. */
  readonly configFile: ConfigFile | undefined;
  /** Name of the profile in force. */
  readonly profile: string | undefined;
  /** Where a key's value comes from, such as `default` or `repo.config.toml:12`. */
  originOf(key: string): string;
  readonly files: Files;
  /** Git in the project's root. */
  readonly git: Git;
  /** Top of the git working tree; undefined outside one. */
  readonly top: string | undefined;
  /** The packages; read once. Faults: those of `readWorkspace`. */
  workspace(): Promise<Workspace>;
  /** The branch that others are merged into. Fault: `BASE_BRANCH_UNKNOWN`. */
  baseBranch(): Promise<string>;
}

/**
 * Opens the project that the command is run in and loads its configuration. What is not asked for is not read. The
 * command needs `read: ["project", "user"]`. Faults: those of `readConfig`; without a configuration file
 * `CONFIG_NOT_FOUND` where it is "required".
 */
export async function openProject(
  context: ProjectContext,
  options: { config: "required" | "optional" },
): Promise<Project> {
  const { ports, log } = context;
  const { files } = ports;
  log.info("Loading configuration...");
  const start = ports.git(context.directory);
  const request = configRequest(context, start);
  const loaded = await readConfig(files, { ...request, required: options.config === "required" });
  logConfig(log, loaded);
  const { root, config } = loaded;
  const git = root === context.directory ? start : ports.git(root);
  let workspace: Promise<Workspace> | undefined;
  return {
    root,
    config,
    configFile: loaded.file,
    profile: loaded.profile,
    originOf: loaded.originOf,
    files,
    git,
    top: request.top,
    workspace: () => workspace ??= loadWorkspace(files, { root, log }),
    async baseBranch() {
      const { getBaseBranch } = await import("../domain/release/repository/base_branch.ts");
      return await getBaseBranch(git, config.git);
    },
  };
}

/** Where the configuration is looked for, from a command's context. */
export function configRequest({ directory, globals, ports }: Omit<ProjectContext, "log">, git = ports.git(directory)) {
  return {
    directory,
    top: git.findLocation()?.top,
    configPath: globals.config,
    profile: globals.profile,
    userFile: userConfigFile(ports.env),
    env: ports.env,
  };
}

/** The project's configuration file, without reading it. Faults: those of `locateProject`. */
export function locateConfigFile(context: Omit<ProjectContext, "log">): ProjectLocation {
  const { directory, top, configPath, env } = configRequest(context);
  return locateProject(context.ports.files, {
    directory,
    top,
    configPath: configPathIn({ directory, configPath, env }),
  });
}

/** The configuration that the user's own file alone makes over the defaults; no project is needed. */
export async function openUserConfig(
  { ports: { files, env } }: ProjectContext,
): Promise<Pick<Project, "config" | "originOf" | "files"> & { root: undefined }> {
  const file = await readUserFile(files, userConfigFile(env));
  const sources = { files: file ? [file] : [], environment: environmentSource([], () => undefined) };
  const { config, originOf } = assembleValidConfig(sources, {});
  return { config, originOf, files, root: undefined };
}

/** The user's own configuration file: absolute; it need not exist. Undefined where the user has no home. */
export function userConfigFile(env: Environment): string | undefined {
  const folders = findUserFolders(env);
  return folders && `${folders.config}/config.yaml`;
}

function logConfig(log: ProjectContext["log"], { root, file, profile, config }: LoadedConfig): void {
  log.debug(file ? `Reading config from ${file.name}` : "No configuration file: defaults are used");
  if (profile) log.debug(`Profile: ${profile}`);
  log.debug(`Strategy: ${config.version.strategy}`);
  log.trace(`Project root: ${root}`);
}

async function loadWorkspace(
  files: Files,
  { root, log }: { root: string; log: ProjectContext["log"] },
): Promise<Workspace> {
  const { readWorkspace } = await import("../domain/release/packages/discovery.ts");
  log.trace(`Loading workspace packages from ${root}`);
  const workspace = await readWorkspace(files, root);
  for (const warning of workspace.warnings) log.warn(warning);
  for (const { name, path } of workspace.packages) log.trace(`Found package: ${name} at ${path}`);
  return workspace;
}
