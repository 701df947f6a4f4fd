import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";
import { findUserFolders } from "../cli/user_folders.ts";
import { chooseContext } from "../domain/workflow/contexts/choose_context.ts";
import type { ChosenContext, Contexts } from "../domain/workflow/contexts/model.ts";
import type { ServerTarget } from "../domain/workflow/contexts/ports.ts";
import { type ContextPlaces, readContexts } from "../domain/workflow/contexts/read_contexts.ts";
import { tokensOf } from "../domain/workflow/contexts/tokens.ts";
import { resolvePath } from "../kernel/path.ts";
import type { Environment } from "../kernel/ports.ts";

/** What a command needs that speaks with the server of a context, besides what it does itself. */
export const SERVER_NEEDS = {
  read: ["user", "data"],
  write: ["user", "data"],
  net: ["server"],
  run: ["secret-tool", "security", "powershell"],
} as const;

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

/** The user's contexts. Faults: those of `readContexts`. */
export function readUserContexts({ ports: { files, env } }: ServerContext): Promise<Contexts> {
  return readContexts(files, contextPlaces(env));
}

/** The context in force. Faults: those of `readContexts` and `chooseContext`. */
export async function openContext(context: ServerContext): Promise<ChosenContext> {
  const { globals, ports: { env }, log } = context;
  const chosen = chooseContext(await readUserContexts(context), {
    context: globals.context,
    token: globals.token,
    env,
  });
  log.debug(`Context: ${chosen.context.name} (${chosen.chosenBy})`);
  return chosen;
}

/** The server of a context with what signs in to it; the context must have one. */
export function serverTarget(context: ServerContext, chosen: ChosenContext): ServerTarget {
  const { ports } = context;
  const { name, server = "", dialect } = chosen.context;
  const folder = findUserFolders(ports.env)?.data;
  const tokens = tokensOf(chosen, {
    // Who has no home has nothing stored.
    credentials: () => folder === undefined ? Promise.resolve(undefined) : ports.servers.credentials(),
    authorization: () => ports.servers.authorization(),
    clock: ports.workflows.clock,
    lock: () => folder === undefined ? undefined : ports.files.lock(`${folder}/sign-in.lock`),
  });
  return { server, context: name, tokens, dialect };
}
