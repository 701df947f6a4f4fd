import { findUserFolders } from "../cli/user_folders.ts";
import { chooseContext } from "../domain/workflow/contexts/choose_context.ts";
import type { ChosenContext, Contexts } from "../domain/workflow/contexts/model.ts";
import type { ServerTarget } from "../domain/workflow/contexts/ports.ts";
import { readContexts } from "../domain/workflow/contexts/read_contexts.ts";
import { tokensOf } from "../domain/workflow/contexts/tokens.ts";
import { isFault } from "../kernel/fault.ts";
import { contextPlaces, type ServerContext } from "./context_places.ts";
import { rememberProbe } from "./remember_probe.ts";

/** What a command needs that speaks with the server of a context, besides what it does itself. */
export const SERVER_NEEDS = {
  read: ["user", "data"],
  write: ["user", "data"],
  net: ["server"],
  run: ["secret-tool", "security", "powershell"],
} as const;

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
  return {
    server,
    context: name,
    tokens,
    dialect,
    async learned(probe) {
      try {
        await rememberProbe(context, { name, probe });
      } catch (error) {
        // Without it the server is asked again next time.
        if (!isFault(error)) throw error;
        context.log.debug(error.message);
      }
    },
  };
}
