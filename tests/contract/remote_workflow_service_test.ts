import { remoteService } from "../../src/adapters/remote/remote_service.ts";
import { serve } from "../../src/adapters/server/serve.ts";
import type { WorkflowService } from "../../src/domain/workflow/ports.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";
import { tokens } from "../../src/domain/workflow/tokens/tokens.ts";
import { type Opened, workflowServiceContract } from "./workflow_service.ts";
import { testService } from "./workflow_service/fixture.ts";

/** The client, through HTTP, to a server over real stores; each name has a token of its own. */
async function openThroughServer(): Promise<Opened> {
  const open = await testService({ server: true });
  const keys = tokens(open.parts);
  const server = serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      tls: undefined,
      names: [],
      requestsPerMinute: 10_000,
      openapi: () => Promise.resolve({}),
      service: (actor) => localService({ ...open.parts, actor }),
      findToken: async (secret) => {
        const found = await keys.verify(secret);
        return found.kind === "unknown" ? undefined : found.token;
      },
      version: "1.2.3",
      redeemLink: () => Promise.resolve(undefined),
      access: () => {},
      failed: (error) => console.error(error),
      gauges: () => [],
    },
    open.parts.clock,
  );
  const secrets = new Map<string, string>();
  for (const name of ["ada", "grace", "bob", "mallory"]) {
    secrets.set(name, (await keys.create({ name, scopes: ["admin"] })).secret);
  }
  // Making tokens is audited too; the contract begins with an empty log.
  hideAudit(open.store);
  const as = (name: string): WorkflowService =>
    remoteService({
      server: server.url,
      context: "test",
      tokens: { current: () => Promise.resolve(secrets.get(name)), renew: () => Promise.resolve(undefined) },
      dialect: "workspace",
      version: "1.2.3",
      log: open.parts.log,
    });
  return {
    service: as("ada"),
    as,
    store: open.store,
    logs: open.logs,
    folder: open.folder,
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      open[Symbol.dispose]();
    },
  };
}

function hideAudit(store: Opened["store"]): void {
  const { listAudit } = store;
  store.listAudit = (query) => {
    const page = listAudit(query);
    return { ...page, items: page.items.filter(({ action }) => action !== "token.create") };
  };
}

workflowServiceContract("this program's server, through its client", openThroughServer);
