import type { RunStatus, WorkflowSummary, WorkflowVersion } from "../../domain/workflow/model.ts";
import type { WorkflowQuery } from "../../domain/workflow/ports.ts";
import type { Store, StoredVersion, StoredWorkflow } from "../../domain/workflow/store/ports.ts";
import { decodeCursor, encodeCursor, pageSize } from "./cursor.ts";
import type { Database, Row } from "./database.ts";
import { keptInstant } from "./instants.ts";

type WorkflowTables = Pick<
  Store,
  | "findWorkflow"
  | "listWorkflows"
  | "workflowIds"
  | "addVersion"
  | "listVersions"
  | "findVersion"
  | "setCurrentVersion"
  | "setEnabled"
  | "deleteWorkflow"
>;

const WORKFLOW = `
  SELECT w.id, w.status, w.created_at, w.updated_at, w.revision, v.seq, v.name, v.description, v.version,
    (SELECT count(*) FROM versions WHERE workflow_id = w.id) AS versions,
    r.id AS run_id, r.status AS run_status, r.created_at AS run_created_at
  FROM workflows w
  JOIN versions v ON v.seq = w.current_version
  LEFT JOIN runs r ON r.seq =
    (SELECT seq FROM runs WHERE workflow_id = w.id ORDER BY created_at DESC, id DESC LIMIT 1)
  WHERE w.id = ?`;

const VERSION = `
  SELECT v.*, v.seq = w.current_version AS current
  FROM versions v JOIN workflows w ON w.id = v.workflow_id`;

/** Workflows and their versions. */
export function workflowTables(db: Database): WorkflowTables {
  const findWorkflow = (id: string) => {
    const row = db.get(WORKFLOW, id);
    return row && storedWorkflow(row);
  };
  const setCurrent = (workflowId: string, { seq, at }: { seq: number; at: string }) =>
    db.run(
      "UPDATE workflows SET current_version = ?, revision = revision + 1, updated_at = ? WHERE id = ?",
      seq,
      at,
      workflowId,
    );
  return {
    findWorkflow,
    listWorkflows(query) {
      const after = query.cursor === undefined ? "" : String(decodeCursor(query.cursor, ["string"])[0]);
      const matching = db.all(`
        SELECT w.id, w.status, v.name FROM workflows w JOIN versions v ON v.seq = w.current_version ORDER BY w.id`)
        .filter(matcher(query)).map(({ id }) => String(id));
      const rest = matching.filter((id) => id > after);
      const ids = rest.slice(0, pageSize(query.limit));
      const items = ids.flatMap((id) => {
        const found = findWorkflow(id);
        return found ? [summaryOf(found)] : [];
      });
      const last = ids.at(-1);
      return {
        items,
        total: matching.length,
        ...(rest.length > ids.length && last !== undefined ? { nextCursor: encodeCursor([last]) } : {}),
      };
    },
    workflowIds: () => db.all("SELECT id FROM workflows ORDER BY id").map(({ id }) => String(id)),
    addVersion(version) {
      const at = keptInstant(version.at);
      db.transaction(() => {
        db.run(
          "INSERT INTO workflows VALUES (?, 0, 'enabled', ?, ?, 0) ON CONFLICT DO NOTHING",
          version.workflowId,
          at,
          at,
        );
        db.run(
          `INSERT INTO versions (workflow_id, version, name, description, digest, deployed_at, deployed_by, note, folder,
            source_format, definition, source_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          version.workflowId,
          version.version,
          version.name,
          version.description,
          version.digest,
          at,
          version.by,
          version.note,
          version.folder,
          version.source.format,
          JSON.stringify(version.definition),
          version.source.text,
        );
        const { seq } = db.get("SELECT last_insert_rowid() AS seq")!;
        setCurrent(version.workflowId, { seq: Number(seq), at });
      });
    },
    listVersions: (workflowId) =>
      db.all(`${VERSION} WHERE v.workflow_id = ? ORDER BY v.seq DESC`, workflowId).map(workflowVersion),
    findVersion(workflowId, version) {
      const row = version === undefined
        ? db.get(`${VERSION} WHERE v.workflow_id = ? AND v.seq = w.current_version`, workflowId)
        : db.get(`${VERSION} WHERE v.workflow_id = ? AND v.version = ?`, workflowId, version);
      return row && storedVersion(row);
    },
    setCurrentVersion(workflowId, version, { at, note }) {
      db.transaction(() => {
        const row = db.get("SELECT seq FROM versions WHERE workflow_id = ? AND version = ?", workflowId, version);
        if (!row) return;
        db.run("UPDATE versions SET note = ? WHERE seq = ?", note, row.seq!);
        setCurrent(workflowId, { seq: Number(row.seq), at: keptInstant(at) });
      });
    },
    setEnabled(workflowId, enabled, at) {
      db.run(
        "UPDATE workflows SET status = ?, revision = revision + 1, updated_at = ? WHERE id = ?",
        enabled ? "enabled" : "disabled",
        keptInstant(at),
        workflowId,
      );
    },
    deleteWorkflow(workflowId) {
      db.transaction(() => {
        db.run("DELETE FROM schedules WHERE workflow_id = ?", workflowId);
        db.run("DELETE FROM workflows WHERE id = ?", workflowId);
      });
    },
  };
}

/** A text that the name or the id holds, or a glob (`*`, `?`) of the whole; case does not count. */
function matcher({ status, name }: WorkflowQuery): (row: Row) => boolean {
  const wanted = name?.toLowerCase();
  const glob = wanted !== undefined && /[*?]/.test(wanted)
    ? new RegExp(`^${RegExp.escape(wanted).replaceAll("\\*", ".*").replaceAll("\\?", ".")}$`, "su")
    : undefined;
  const named = (text: string) => glob ? glob.test(text) : text.includes(wanted!);
  return (row) =>
    (status === undefined || row.status === status) &&
    (wanted === undefined || [row.id, row.name].some((each) => named(String(each).toLowerCase())));
}

function storedWorkflow(row: Row): StoredWorkflow {
  return {
    id: String(row.id),
    name: String(row.name),
    description: String(row.description),
    version: String(row.version),
    status: row.status as WorkflowSummary["status"],
    lastRun: row.run_id === null ? null : {
      id: String(row.run_id),
      status: row.run_status as RunStatus,
      createdAt: String(row.run_created_at),
    },
    createdAt: String(row.created_at),
    updatedAt: String(row.updated_at),
    // The version's number is never used again, so what was deleted and deployed anew has another tag.
    etag: `${row.seq}.${row.revision}`,
    versions: Number(row.versions),
  };
}

function summaryOf({ etag: _etag, versions: _versions, ...summary }: StoredWorkflow): WorkflowSummary {
  return summary;
}

function workflowVersion(row: Row): WorkflowVersion {
  return {
    version: String(row.version),
    deployedAt: String(row.deployed_at),
    deployedBy: String(row.deployed_by),
    digest: String(row.digest),
    current: row.current === 1,
    note: row.note as string | null,
  };
}

function storedVersion(row: Row): StoredVersion {
  return {
    workflowId: String(row.workflow_id),
    version: String(row.version),
    definition: JSON.parse(String(row.definition)),
    source: { format: row.source_format as "yaml" | "json", text: String(row.source_text) },
    digest: String(row.digest),
    at: String(row.deployed_at),
    by: String(row.deployed_by),
    note: row.note as string | null,
    folder: row.folder as string | null,
    current: row.current === 1,
  };
}
