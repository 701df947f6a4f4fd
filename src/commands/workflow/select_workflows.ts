import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { WORKFLOW_NOT_FOUND } from "../../domain/workflow/faults.ts";

/**
 * Ids for what was given: an id stands for itself, a glob (`*`, `?`) for all deployed workflows that fit. Faults:
 * `WORKFLOW_NOT_FOUND` for a glob that fits nothing.
 */
export async function selectWorkflows(service: WorkflowService, given: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const each of given) {
    if (!/[*?]/.test(each)) {
      ids.add(each);
      continue;
    }
    const found = await listIds(service, each);
    if (found.length === 0) throw WORKFLOW_NOT_FOUND({ id: each, known: [] });
    found.forEach((id) => ids.add(id));
  }
  return [...ids];
}

async function listIds(service: WorkflowService, name: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await service.listWorkflows({ name, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === undefined) return ids;
  }
}
