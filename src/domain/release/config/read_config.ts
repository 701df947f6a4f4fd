import { isAbsolutePath, resolvePath } from "../../../kernel/path.ts";
import type { Environment, Files } from "../../../kernel/ports.ts";
import { type AssembledConfig, assembleValidConfig, type Sources } from "./assemble.ts";
import { CONFIG_NOT_FOUND } from "./faults.ts";
import { type ConfigFile, locateProject } from "./locate.ts";
import { configKeys } from "./schema.ts";
import { environmentSource, parseSource, type Source } from "./source.ts";

/** Where configuration is looked for and what overrides it. */
export interface ConfigRequest {
  /** Absolute: where the search begins. */
  directory: string;
  /** Top of the git working tree that the directory is in, if any. */
  top: string | undefined;
  /** `--config`: relative to the directory, or absolute. `WORKSPACE_CONFIG` where it is undefined. */
  configPath?: string | undefined;
  /** `--profile`. `WORKSPACE_PROFILE` where it is undefined. */
  profile?: string | undefined;
  /** The user's own configuration file: absolute. */
  userFile?: string | undefined;
  env: Environment;
}

/** Where the configuration stands and what states it, before it is put together. */
export interface ConfigReading {
  /** The project's root: absolute. */
  root: string;
  file: ConfigFile | undefined;
  sources: Sources;
  /** The profile that was asked for. */
  profile: string | undefined;
}

/** A configuration in force. */
export interface LoadedConfig extends ConfigReading, Omit<AssembledConfig, "problems"> {}

/**
 * Reads the configuration in force. Faults: those of `readSources`, `PROFILE_NOT_FOUND`, `CONFIG_NOT_FOUND` where
 * one is required; all that is wrong with its values comes at once (`CONFIG_KEY_UNKNOWN`, `CONFIG_INVALID`).
 */
export async function readConfig(
  files: Files,
  request: ConfigRequest & { required: boolean },
): Promise<LoadedConfig> {
  const reading = await readSources(files, request);
  if (request.required && !reading.file) throw CONFIG_NOT_FOUND({ directory: request.directory, path: null });
  return { ...reading, ...assembleValidConfig(reading.sources, { profile: reading.profile }) };
}

/**
 * Finds the project and reads what states its configuration. Faults: `CONFIG_SYNTAX`, `CONFIG_AMBIGUOUS`,
 * `CONFIG_FORMAT_UNKNOWN`, and `CONFIG_NOT_FOUND` for a `--config` that is not there.
 */
export async function readSources(files: Files, request: ConfigRequest): Promise<ConfigReading> {
  const { directory, top, env } = request;
  const { root, file } = locateProject(files, { directory, top, configPath: configPathIn(request) });
  const sources = [await readUserFile(files, request.userFile), file && await readProjectFile(files, file)];
  return {
    root,
    file,
    sources: {
      files: sources.filter((each) => each !== undefined),
      environment: environmentSource(configKeys(), (name) => env.get(name)),
    },
    profile: request.profile ?? (env.get("WORKSPACE_PROFILE") || undefined),
  };
}

/** The file that `--config` or WORKSPACE_CONFIG names: absolute. */
export function configPathIn(
  { directory, configPath, env }: Pick<ConfigRequest, "directory" | "configPath" | "env">,
): string | undefined {
  const stated = configPath ?? (env.get("WORKSPACE_CONFIG") || undefined);
  return stated === undefined ? undefined : resolvePath(directory, stated);
}

async function readProjectFile(files: Files, { path, name, format }: ConfigFile): Promise<Source> {
  return await parseSource(files.readText(path) ?? "", { name, format });
}

/** The `defaults` of the user's own file (absolute). YAML is loaded only for a file that may have some. */
export async function readUserFile(files: Files, path: string | undefined): Promise<Source | undefined> {
  const text = path !== undefined && isAbsolutePath(path) ? files.readText(path) : undefined;
  if (path === undefined || text === undefined || !text.includes("defaults")) return undefined;
  return await parseSource(text, { name: path, format: "yaml", at: ["defaults"], label: "user file" });
}
