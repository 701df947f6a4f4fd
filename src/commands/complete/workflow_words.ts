import type { Ports } from "../../cli/command.ts";
import type { Candidate } from "../../cli/complete.ts";
import { readContexts } from "../../domain/workflow/contexts/read_contexts.ts";
import { contextPlaces } from "../context_places.ts";

/** Words of this machine's workflows; a server is not asked while somebody types. */
export async function workflowWords(source: "contexts" | "workflows" | "runs", ports: Ports): Promise<Candidate[]> {
  if (source === "contexts") return await contextWords(ports);
  const { store, logs } = await ports.workflows.stores();
  using _store = store;
  using _logs = logs;
  if (source === "runs") {
    const { items } = store.listRuns({ limit: 30 });
    return items.map(({ id, workflowId, status }) => ({ value: id, description: `${workflowId} ${status}` }));
  }
  const { items } = store.listWorkflows({ limit: 100 });
  return items.map(({ id, name, version }) => ({ value: id, description: `${name} ${version}` }));
}

async function contextWords({ files, env }: Ports): Promise<Candidate[]> {
  const { byName } = await readContexts(files, contextPlaces(env));
  return [...byName.values()].map(({ name, server, description }) => ({
    value: name,
    description: description ?? server ?? "",
  }));
}
