import type { JournalEntry, Store } from "../../domain/workflow/store/ports.ts";
import type { Decision, Run, TaskState } from "../../domain/workflow/model.ts";
import type { Database, Row } from "./database.ts";
import type { Snapshots } from "./snapshots.ts";

type TaskTables = Pick<
  Store,
  | "listTasks"
  | "putTasks"
  | "addArtifact"
  | "listArtifacts"
  | "readJournal"
  | "putJournal"
  | "listBegunSteps"
  | "pushOrder"
  | "listOrders"
  | "removeOrder"
  | "putDecision"
  | "findDecision"
>;

/** What happens within runs: states of tasks, artifacts, the journal, orders to the owner, decisions. */
export function taskTables(db: Database, snapshots: Snapshots): TaskTables {
  const findDecision = (runId: string, task: string): Decision | undefined => {
    const row = db.get("SELECT decision FROM decisions WHERE run_id = ? AND task = ?", runId, task);
    return row && JSON.parse(String(row.decision));
  };
  return {
    listTasks(runId) {
      const position = positions(snapshots, db.get("SELECT snapshot_id FROM runs WHERE id = ?", runId));
      return db.all("SELECT state FROM tasks WHERE run_id = ? ORDER BY rowid", runId)
        .map(({ state }): TaskState => JSON.parse(String(state)))
        .sort((a, b) => position(a.task) - position(b.task) || (a.item ?? -1) - (b.item ?? -1));
    },
    putTasks(runId, tasks) {
      db.transaction(() => {
        for (const task of tasks) {
          db.run(
            `INSERT INTO tasks VALUES (?, ?, ?, ?) ON CONFLICT (run_id, task, item) DO UPDATE SET state = excluded.state`,
            runId,
            task.task,
            task.item ?? -1,
            JSON.stringify(task),
          );
        }
      });
    },
    addArtifact(runId, { name, task, path, size }) {
      db.run(
        `INSERT INTO artifacts VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (run_id, name) DO UPDATE SET task = excluded.task, path = excluded.path, size = excluded.size`,
        runId,
        name,
        task,
        path,
        size,
      );
    },
    listArtifacts: (runId) => db.all("SELECT * FROM artifacts WHERE run_id = ? ORDER BY rowid", runId).map(artifact),
    readJournal: (runId) => db.all("SELECT entry FROM journal WHERE run_id = ? ORDER BY seq", runId).map(journalEntry),
    putJournal(runId, entry) {
      db.run(
        `INSERT INTO journal (run_id, key, begun, entry) VALUES (?, ?, ?, ?)
          ON CONFLICT (run_id, key) DO UPDATE SET begun = excluded.begun, entry = excluded.entry`,
        runId,
        entry.key,
        entry.kind === "step" && entry.state === "begun" ? 1 : 0,
        JSON.stringify(entry),
      );
    },
    listBegunSteps: () =>
      db.all("SELECT run_id, entry FROM journal WHERE begun = 1 ORDER BY seq")
        .map((row) => ({ runId: String(row.run_id), entry: journalEntry(row) })),
    pushOrder(order) {
      db.run("INSERT INTO orders (body) VALUES (?)", JSON.stringify(order));
    },
    listOrders: () =>
      db.all("SELECT seq, body FROM orders ORDER BY seq")
        .map(({ seq, body }) => ({ ...JSON.parse(String(body)), seq: Number(seq) })),
    removeOrder(seq) {
      db.run("DELETE FROM orders WHERE seq = ?", seq);
    },
    putDecision(runId, task, decision) {
      return db.transaction(() => {
        db.run("INSERT INTO decisions VALUES (?, ?, ?) ON CONFLICT DO NOTHING", runId, task, JSON.stringify(decision));
        return findDecision(runId, task)!;
      });
    },
    findDecision,
  };
}

/** Where a task stands in the definition of its run; what is not in it comes last, in the order it came. */
function positions(snapshots: Snapshots, row: Row | undefined): (task: string) => number {
  const definition = row && snapshots.get(Number(row.snapshot_id)) as { tasks?: { id: string }[] } | null | undefined;
  const order = new Map(definition?.tasks?.map(({ id }, index) => [id, index]));
  return (task) => order.get(task) ?? order.size;
}

function journalEntry({ entry }: Row): JournalEntry {
  return JSON.parse(String(entry));
}

function artifact(row: Row): Run["artifacts"][number] {
  return { name: String(row.name), task: String(row.task), size: Number(row.size), path: String(row.path) };
}
