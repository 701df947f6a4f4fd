import type { Ports } from "../../cli/command.ts";
import type { Candidate } from "../../cli/complete.ts";

/** Words of this machine's workflows; a server is not asked while somebody types. */
export async function workflowWords(source: "contexts" | "workflows" | "runs", ports: Ports): Promise<Candidate[]> {
  if (source === "contexts") return [{ value: "local", description: "This machine" }];
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
