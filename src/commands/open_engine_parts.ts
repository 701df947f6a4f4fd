import type { ServiceParts } from "../domain/workflow/service/parts.ts";
import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";

/** What the service and the engine of this machine share; whoever opens it disposes of `store` and `logs`. */
export async function openEngineParts(
  { ports: { workflows }, log }: Pick<Context<OptionTable, ArgumentTable>, "ports" | "log">,
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
