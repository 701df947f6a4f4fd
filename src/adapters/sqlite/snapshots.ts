import type { Database } from "./database.ts";

/** Definitions that runs hold on to. */
export interface Snapshots {
  /** The number of this definition, which is added where it is not there. */
  keep(run: { workflowId: string; version: string; definition: unknown }): number;
  /** Shared by all runs that have it: not to be changed. */
  get(id: number): unknown;
  /** Removes those among them that no run holds any more. */
  dropUnused(ids: readonly number[]): void;
}

/** Definitions held in memory as values; a process drives few different ones at a time. */
const CACHED = 100;

export function snapshots(db: Database): Snapshots {
  const values = new Map<number, unknown>();
  return {
    keep({ workflowId, version, definition }) {
      const text = JSON.stringify(definition);
      const known = db.get(
        "SELECT id FROM snapshots WHERE workflow_id = ? AND version = ? AND definition = ?",
        workflowId,
        version,
        text,
      );
      if (known) return Number(known.id);
      db.run("INSERT INTO snapshots (workflow_id, version, definition) VALUES (?, ?, ?)", workflowId, version, text);
      return Number(db.get("SELECT last_insert_rowid() AS id")!.id);
    },
    get(id) {
      if (!values.has(id)) {
        const row = db.get("SELECT definition FROM snapshots WHERE id = ?", id);
        if (!row) return undefined;
        if (values.size >= CACHED) values.clear();
        values.set(id, JSON.parse(String(row.definition)));
      }
      return values.get(id);
    },
    dropUnused(ids) {
      for (const id of new Set(ids)) {
        db.run("DELETE FROM snapshots WHERE id = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE snapshot_id = ?)", id, id);
      }
    },
  };
}
