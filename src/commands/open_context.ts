import { findUserFolders } from "../cli/user_folders.ts";
import { chooseContext } from "../domain/workflow/contexts/choose_context.ts";
import { CA_FILE_UNREADABLE } from "../domain/workflow/contexts/faults.ts";
import type { ChosenContext, Contexts } from "../domain/workflow/contexts/model.ts";
import type { ServerTarget } from "../domain/workflow/contexts/ports.ts";
import { readContexts } from "../domain/workflow/contexts/read_contexts.ts";
import { tokensOf } from "../domain/workflow/contexts/tokens.ts";
import { isFault } from "../kernel/fault.ts";
import { isAbsolutePath } from "../kernel/path.ts";
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
  const trust = { caCertificates: readAuthorities(context, chosen) };
  const folder = findUserFolders(ports.env)?.data;
  const tokens = tokensOf(chosen, {
    // Who has no home has nothing stored.
    credentials: () => folder === undefined ? Promise.resolve(undefined) : ports.servers.credentials(),
    authorization: () => ports.servers.authorization(trust),
    clock: ports.workflows.clock,
    lock: () => folder === undefined ? undefined : ports.files.lock(`${folder}/sign-in.lock`),
  });
  return {
    server,
    context: name,
    tokens,
    dialect,
    ...trust,
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

/** Certificate authorities that a context's file, or WORKSPACE_CA_FILE, adds. Fault: `CA_FILE_UNREADABLE`. */
export function readAuthorities({ ports: { files, env } }: ServerContext, { context }: ChosenContext): string[] {
  const variable = env.get("WORKSPACE_CA_FILE");
  const [path, source] = context.caFile === undefined
    ? [variable || undefined, "environment WORKSPACE_CA_FILE"]
    : [context.caFile, context.source];
  if (path === undefined) return [];
  const text = isAbsolutePath(path) ? files.readText(path) : undefined;
  if (!text?.includes("-----BEGIN CERTIFICATE-----")) throw CA_FILE_UNREADABLE({ path, source });
  return [text];
}
