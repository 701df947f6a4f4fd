import { RUN_STATUSES, type RunSummary } from "../../domain/workflow/model.ts";
import type { Page } from "../../domain/workflow/model.ts";
import type { RunQuery } from "../../domain/workflow/ports.ts";
import { decodeCursor, encodeCursor, pageSize } from "./cursor.ts";
import type { Database, Value } from "./database.ts";
import { keptInstant } from "./instants.ts";
import { runSummary } from "./run_row.ts";

/**
 * A page of runs, newest first. Each status is looked up in an index that has its runs in this order, and what was
 * found is merged; so no query reads more than a page of each status, however rare it is.
 */
export function listRuns(db: Database, query: RunQuery): Page<RunSummary> {
  const size = pageSize(query.limit);
  const conditions: string[] = [];
  const values: Value[] = [];
  const where = (condition: string, ...given: Value[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (query.workflowId !== undefined) where("workflow_id = ?", query.workflowId);
  if (query.since !== undefined) where("created_at >= ?", keptInstant(query.since));
  if (query.cursor !== undefined) {
    where("(created_at, id) < (?, ?)", ...decodeCursor(query.cursor, ["string", "string"]));
  }

  const statuses = new Set(query.status ?? RUN_STATUSES);
  const filters: (string | undefined)[] = statuses.size === RUN_STATUSES.length ? [undefined] : [...statuses];
  if (filters.length === 0) return { items: [] };
  const parts = filters.map((status) => {
    const all = [...conditions, ...(status === undefined ? [] : ["status = ?"])];
    return `SELECT * FROM (SELECT seq, created_at, id FROM runs ${all.length > 0 ? `WHERE ${all.join(" AND ")}` : ""}
      ORDER BY created_at DESC, id DESC LIMIT ?)`;
  });
  const rows = db.all(
    `SELECT runs.* FROM (${parts.join(" UNION ALL ")} ORDER BY created_at DESC, id DESC LIMIT ?) AS page
      JOIN runs ON runs.seq = page.seq ORDER BY page.created_at DESC, page.id DESC`,
    ...filters.flatMap((status) => [...values, ...(status === undefined ? [] : [status]), size + 1]),
    size + 1,
  );
  const items = rows.slice(0, size).map(runSummary);
  const last = items.at(-1);
  return rows.length > size && last ? { items, nextCursor: encodeCursor([last.createdAt, last.id]) } : { items };
}
