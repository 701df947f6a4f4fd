import type { RunStatus, RunSummary } from "../../domain/workflow/model.ts";
import type { Row, Value } from "./database.ts";

/** What lists show of a row of `runs`. */
export function runSummary(row: Row): RunSummary {
  return {
    id: String(row.id),
    workflowId: String(row.workflow_id),
    version: String(row.version),
    status: row.status as RunStatus,
    trigger: row.run_trigger as RunSummary["trigger"],
    createdAt: String(row.created_at),
    startedAt: row.started_at as string | null,
    endedAt: row.ended_at as string | null,
    createdBy: String(row.created_by),
    progress: { done: Number(row.done), total: Number(row.total) },
    error: parsedOrNull(row.error!),
    reason: row.reason as string | null,
    rerunOf: row.rerun_of as string | null,
    parentRun: row.parent_run as string | null,
  };
}

/** JSON of a column that may be empty. */
export function parsedOrNull(value: Value) {
  return value === null ? null : JSON.parse(String(value));
}
