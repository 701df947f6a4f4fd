import { type ConfigFile, configFile, locateProject } from "../../domain/release/config/locate.ts";
import { configPathIn } from "../../domain/release/config/read_config.ts";
import type { ProjectContext } from "../open_project.ts";

/** Where a new configuration goes. */
export interface NewConfigPlace {
  /** The project's root: absolute. */
  root: string;
  /** Top of the git working tree, if any. */
  top: string | undefined;
  /** The configuration that is in force now. */
  existing: ConfigFile | undefined;
  /** The file that --config or WORKSPACE_CONFIG names. */
  named: ConfigFile | undefined;
}

/**
 * The root is that of the project found from the folder upwards. Faults: those of `locateProject`; `CONFIG_FORMAT_UNKNOWN`.
 */
export function locateNewConfig({ directory, globals, ports }: ProjectContext): NewConfigPlace {
  const { files, env } = ports;
  const top = ports.git(directory).findLocation()?.top;
  const { root, file } = locateProject(files, { directory, top });
  const path = configPathIn({ directory: files.realPath(directory) ?? directory, configPath: globals.config, env });
  if (path === undefined) return { root, top, existing: file, named: undefined };
  const named = configFile(path, root);
  return { root, top, existing: files.kindOf(path) === undefined ? undefined : named, named };
}
