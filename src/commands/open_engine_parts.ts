import type { ServiceParts } from "../domain/workflow/service/parts.ts";
import type { WorkflowContext } from "./open_workflows.ts";

/** What the service and the engine of this machine share; whoever opens it disposes of `store` and `logs`. */
export async function openEngineParts(
  { ports: { workflows }, log }: Pick<WorkflowContext, "ports" | "log">,
): Promise<Omit<ServiceParts, "actor" | "options">> {
  const { store, logs } = await workflows.stores();
  return {
    store,
    logs,
    secrets: await workflows.secrets(),
    ownership: await workflows.ownership(),
    timers: workflows.timers,
    clock: workflows.clock,
    log,
    random: workflows.random,
    files: { open: (path) => workflows.openFile(path) },
  };
}
