import { ARGUMENT_MISSING } from "../../cli/faults.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";

/**
 * Full ids of the runs that were named, or of all of a workflow that have not ended. Faults: `RUN_NOT_FOUND`,
 * `WORKFLOW_NOT_FOUND`, `ARGUMENT_MISSING` with neither.
 */
export async function selectOpenRuns(
  service: WorkflowService,
  { ids, workflow }: { ids: readonly string[]; workflow: string | undefined },
): Promise<string[]> {
  if (ids.length === 0 && workflow === undefined) throw ARGUMENT_MISSING({ argument: "RUN", command: "run cancel" });
  const found = new Set<string>();
  for (const id of ids) found.add((await service.getRun(id)).id);
  if (workflow === undefined) return [...found];
  let cursor: string | undefined;
  for (;;) {
    const page = await service.listRuns({
      workflowId: workflow,
      status: ["PENDING", "RUNNING", "WAITING", "PAUSED"],
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of page.items) found.add(id);
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  // A workflow that was deleted may still have runs; one that has none must be there.
  if (found.size === 0) await service.getWorkflow(workflow);
  return [...found];
}
