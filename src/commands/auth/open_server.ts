import { SERVER_NEEDED } from "../../domain/workflow/contexts/faults.ts";
import type { ChosenContext } from "../../domain/workflow/contexts/model.ts";
import type { ServerTarget } from "../../domain/workflow/contexts/ports.ts";
import type { ServerContext } from "../context_places.ts";
import { openContext, serverTarget } from "../open_context.ts";

/** A context with a server. */
export type ServerChoice = ChosenContext & { context: { server: string } };

/** The context in force, which must have a server. Faults: those of `openContext`, `SERVER_NEEDED`. */
export async function openServer(context: ServerContext, command: string): Promise<ServerChoice> {
  const chosen = await openContext(context);
  const { server, name } = chosen.context;
  if (server === undefined) throw SERVER_NEEDED({ command, context: name });
  return { ...chosen, context: { ...chosen.context, server } };
}

/** The server with one token alone. */
export function targetWith(context: ServerContext, chosen: ChosenContext, token: string): ServerTarget {
  return {
    ...serverTarget(context, chosen),
    tokens: { current: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) },
  };
}
