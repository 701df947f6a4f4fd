import type { ChosenContext } from "../../../domain/workflow/contexts/model.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Probe, ServerTarget } from "../../../domain/workflow/contexts/ports.ts";
import type { ServerContext } from "../../context_places.ts";
import { serverTarget } from "../../open_context.ts";

/** Asks a context's server what it is. Faults: those of `ServerPorts.probe`. */
export async function askServer(context: ServerContext, chosen: ChosenContext): Promise<Probe> {
  const { server } = chosen.context;
  context.log.info(`Asking ${server}...`);
  return await context.ports.servers.probe(lenientTarget(context, chosen));
}

/** The server of a context, unsigned where the stored credential is for another one. */
export function lenientTarget(context: ServerContext, chosen: ChosenContext): ServerTarget {
  const { tokens, ...target } = serverTarget(context, chosen);
  const unlessForeign = async (token: Promise<string | undefined>) => {
    try {
      return await token;
    } catch (error) {
      if (!isFault(error, "CREDENTIAL_FOREIGN")) throw error;
      context.log.warn(`${error.message}: ${error.reason}`);
      return undefined;
    }
  };
  return {
    ...target,
    tokens: {
      current: () => unlessForeign(tokens.current()),
      renew: (refused) => unlessForeign(tokens.renew(refused)),
    },
  };
}
