import { remoteService } from "../../src/adapters/remote/remote_service.ts";
import type { WorkflowService } from "../../src/domain/workflow/ports.ts";
import { serverOver } from "../fakes/server_over.ts";
import { type Opened, workflowServiceContract } from "./workflow_service.ts";
import { testService } from "./workflow_service/fixture.ts";

/** The client, through HTTP, to a server over real stores; each name has a token of its own. */
async function openThroughServer(): Promise<Opened> {
  const open = await testService({ server: true });
  const { server, keys } = serverOver(open.parts, { failed: (error) => console.error(error) });
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
