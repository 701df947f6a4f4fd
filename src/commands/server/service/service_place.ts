import type { Ports } from "../../../cli/command.ts";
import { findUserFolders } from "../../../cli/user_folders.ts";
import { resolvePath } from "../../../kernel/path.ts";
import { LABEL, TASK, UNIT } from "./service_files.ts";

/** Whose service it is to be: of systemd (Linux), launchd (macOS) or the task scheduler (Windows). */
export type Supervisor = "systemd" | "launchd" | "task-scheduler";

export interface ServicePlace {
  supervisor: Supervisor;
  /** The service's file, absolute; undefined where the user has no home. */
  path: string | undefined;
  /** Folders that are read and written. */
  folders: string[];
}

/** Where the system looks for a user's own services; the task scheduler is handed a file that lies with the data. */
export function servicePlaces({ env, program }: Pick<Ports, "env" | "program">): ServicePlace {
  const home = env.get("HOME") || env.get("USERPROFILE");
  const { target } = program;
  if (target.includes("windows")) return place("task-scheduler", findUserFolders(env)?.data, `${TASK}.xml`);
  if (target.includes("darwin")) {
    return place("launchd", home && resolvePath(home, "Library/LaunchAgents"), `${LABEL}.plist`);
  }
  const stated = env.get("XDG_CONFIG_HOME");
  const config = stated?.startsWith("/") ? stated : home && resolvePath(home, ".config");
  return place("systemd", config && resolvePath(config, "systemd/user"), UNIT);
}

function place(supervisor: Supervisor, folder: string | undefined, name: string): ServicePlace {
  return { supervisor, path: folder ? `${folder}/${name}` : undefined, folders: folder ? [folder] : [] };
}
