import { FINAL_STATUSES, isFinal, RUN_STATUSES } from "../../domain/workflow/model.ts";
import type { RunChange, Store, StoredRun } from "../../domain/workflow/store/ports.ts";
import type { Database, Row, Value } from "./database.ts";
import { keptInstant, keptInstantOrNull } from "./instants.ts";
import { listRuns } from "./run_list.ts";
import { parsedOrNull, runSummary } from "./run_row.ts";
import type { Snapshots } from "./snapshots.ts";

type RunTables = Pick<
  Store,
  | "insertRun"
  | "findRun"
  | "runIds"
  | "findRunByKey"
  | "listRuns"
  | "listOpenRuns"
  | "countOpenRuns"
  | "updateRun"
  | "removeRunsBefore"
>;

const OPEN = RUN_STATUSES.filter((status) => !isFinal(status)).map((status) => `'${status}'`).join(", ");
const FINAL = FINAL_STATUSES.map((status) => `'${status}'`).join(", ");

export function runTables(db: Database, snapshots: Snapshots): RunTables {
  const stored = (row: Row): StoredRun => ({
    ...runSummary(row),
    definition: snapshots.get(Number(row.snapshot_id)),
    input: JSON.parse(String(row.input)),
    output: parsedOrNull(row.output!),
    workingDirectory: row.working_directory as string | null,
    taken: JSON.parse(String(row.taken)),
  });
  return {
    insertRun(run) {
      db.transaction(() => {
        db.run(
          `INSERT INTO runs (id, workflow_id, version, status, run_trigger, created_at, created_by, done, total, reason,
            rerun_of, parent_run, idempotency_key, working_directory, snapshot_id, input, taken)
          VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          run.id,
          run.workflowId,
          run.version,
          run.status,
          run.trigger,
          keptInstant(run.createdAt),
          run.createdBy,
          run.total,
          run.reason,
          run.rerunOf,
          run.parentRun,
          run.idempotencyKey,
          run.workingDirectory,
          snapshots.keep(run),
          JSON.stringify(run.input),
          JSON.stringify(run.taken),
        );
      });
    },
    findRun(id) {
      const row = db.get("SELECT * FROM runs WHERE id = ?", id);
      return row && stored(row);
    },
    runIds(prefix, limit) {
      // No character comes after U+10FFFF: all texts that begin with the prefix lie between the two.
      return db.all(
        "SELECT id FROM runs WHERE id >= ? AND id <= ? ORDER BY id DESC LIMIT ?",
        prefix,
        `${prefix}\u{10FFFF}`,
        limit,
      ).map(({ id }) => String(id));
    },
    findRunByKey(workflowId, idempotencyKey) {
      const row = db.get(
        "SELECT id FROM runs WHERE workflow_id = ? AND idempotency_key = ?",
        workflowId,
        idempotencyKey,
      );
      return row && String(row.id);
    },
    listRuns: (query) => listRuns(db, query),
    listOpenRuns: () => db.all(`SELECT * FROM runs WHERE status IN (${OPEN}) ORDER BY created_at, id`).map(stored),
    countOpenRuns(workflowId) {
      const row = db.get(
        `SELECT count(*) AS count FROM runs WHERE workflow_id = ? AND status IN (${OPEN})`,
        workflowId,
      );
      return Number(row!.count);
    },
    updateRun(id, change) {
      const columns = changedColumns(change);
      if (columns.length === 0) return;
      const assignments = columns.map(([name]) => `${name} = ?`).join(", ");
      db.run(`UPDATE runs SET ${assignments} WHERE id = ?`, ...columns.map(([, value]) => value), id);
    },
    removeRunsBefore(at, { limit, only, except = [] }) {
      const others = except.map(() => "?").join(", ");
      return db.transaction(() => {
        const rows = db.all(
          `SELECT id, snapshot_id FROM runs WHERE ended_at < ? AND status IN (${FINAL})
            ${only === undefined ? "" : "AND workflow_id = ?"} AND workflow_id NOT IN (${others})
            ORDER BY ended_at, id LIMIT ?`,
          keptInstant(at),
          ...(only === undefined ? [] : [only]),
          ...except,
          limit,
        );
        for (const { id } of rows) db.run("DELETE FROM runs WHERE id = ?", id!);
        snapshots.dropUnused(rows.map(({ snapshot_id }) => Number(snapshot_id)));
        return rows.map(({ id }) => String(id));
      });
    },
  };
}

function changedColumns(change: RunChange): [name: string, value: Value][] {
  const columns: [string, Value | undefined][] = [
    ["status", change.status],
    ["started_at", change.startedAt === undefined ? undefined : keptInstantOrNull(change.startedAt)],
    ["ended_at", change.endedAt === undefined ? undefined : keptInstantOrNull(change.endedAt)],
    ["output", change.output === undefined ? undefined : JSON.stringify(change.output)],
    ["error", change.error && JSON.stringify(change.error)],
    ["reason", change.reason],
    ["done", change.done],
  ];
  return columns.filter((each): each is [string, Value] => each[1] !== undefined);
}
