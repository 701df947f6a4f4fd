import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";
import { findUserFolders } from "../cli/user_folders.ts";
import type { ContextPlaces } from "../domain/workflow/contexts/read_contexts.ts";
import { resolvePath } from "../kernel/path.ts";
import type { Environment } from "../kernel/ports.ts";

/** The part of a command's context that contexts of workflows are read with. */
export type ServerContext = Pick<Context<OptionTable, ArgumentTable>, "globals" | "ports" | "log">;

/** Where contexts stand. With WORKSPACE_HOME everything of the user lies there, and nothing else is read. */
export function contextPlaces(env: Environment): ContextPlaces {
  const folders = findUserFolders(env);
  const home = env.get("HOME") || env.get("USERPROFILE");
  return {
    own: folders && `${folders.config}/config.yaml`,
    compozy: env.get("WORKSPACE_HOME") || !home ? undefined : resolvePath(home, ".compozy/config"),
  };
}
