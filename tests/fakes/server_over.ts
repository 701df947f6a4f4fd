import type { RunningServer } from "../../src/domain/workflow/engine/ports.ts";
import { serve } from "../../src/adapters/server/serve.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";
import type { ServiceParts } from "../../src/domain/workflow/service/parts.ts";
import { type Tokens, tokens } from "../../src/domain/workflow/tokens/tokens.ts";

/** This program's server at a free port of loopback, over a service's parts; nobody drives its runs. */
export function serverOver(
  parts: ServiceParts,
  { failed }: { failed(error: unknown): void },
): { server: RunningServer; keys: Tokens } {
  const keys = tokens(parts);
  const server = serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      tls: undefined,
      names: [],
      requestsPerMinute: 100_000,
      openapi: () => Promise.resolve({}),
      service: (actor) => localService({ ...parts, actor }),
      findToken: async (secret) => {
        const found = await keys.verify(secret);
        return found.kind === "unknown" ? undefined : found.token;
      },
      version: "1.2.3",
      redeemLink: () => Promise.resolve(undefined),
      access: () => {},
      failed,
      gauges: () => [],
    },
    parts.clock,
  );
  return { server, keys };
}
