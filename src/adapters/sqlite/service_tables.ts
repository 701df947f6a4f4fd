import type { AuditEntry, Scope, Token } from "../../domain/workflow/model.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";
import { decodeCursor, encodeCursor, pageSize } from "./cursor.ts";
import type { Database, Row, Value } from "./database.ts";
import { keptInstant, keptInstantOrNull } from "./instants.ts";

type ServiceTables = Pick<
  Store,
  | "listSchedules"
  | "putSchedule"
  | "deleteSchedule"
  | "putToken"
  | "findToken"
  | "listTokens"
  | "updateToken"
  | "addAudit"
  | "listAudit"
  | "getMeta"
  | "setMeta"
>;

/** What stands beside runs: schedules, tokens, the audit log, small values of the program. */
export function serviceTables(db: Database): ServiceTables {
  return {
    listSchedules: () =>
      db.all("SELECT body FROM schedules ORDER BY workflow_id").map(({ body }) => JSON.parse(String(body))),
    putSchedule(schedule) {
      db.run(
        "INSERT INTO schedules VALUES (?, ?) ON CONFLICT (workflow_id) DO UPDATE SET body = excluded.body",
        schedule.workflowId,
        JSON.stringify(schedule),
      );
    },
    deleteSchedule(workflowId) {
      db.run("DELETE FROM schedules WHERE workflow_id = ?", workflowId);
    },
    putToken(token) {
      db.run(
        "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token.id,
        token.hash,
        token.name,
        JSON.stringify(token.scopes),
        keptInstant(token.createdAt),
        keptInstantOrNull(token.expiresAt),
        keptInstantOrNull(token.lastUsedAt),
        token.revoked ? 1 : 0,
      );
    },
    findToken(hash) {
      const row = db.get("SELECT * FROM tokens WHERE hash = ?", hash);
      return row && token(row);
    },
    listTokens: () => db.all("SELECT * FROM tokens ORDER BY created_at, id").map(token),
    updateToken(id, { revoked, lastUsedAt }) {
      db.transaction(() => {
        if (revoked !== undefined) db.run("UPDATE tokens SET revoked = ? WHERE id = ?", revoked ? 1 : 0, id);
        if (lastUsedAt !== undefined) {
          db.run("UPDATE tokens SET last_used_at = ? WHERE id = ?", keptInstant(lastUsedAt), id);
        }
      });
    },
    addAudit({ at, actor, origin, action, target, details }) {
      db.run(
        "INSERT INTO audit (at, actor, origin, action, target, details) VALUES (?, ?, ?, ?, ?, ?)",
        keptInstant(at),
        actor,
        origin,
        action,
        target,
        JSON.stringify(details),
      );
    },
    listAudit({ since, limit, cursor }) {
      const size = pageSize(limit);
      const conditions: string[] = [];
      const values: Value[] = [];
      if (since !== undefined) {
        conditions.push("at >= ?");
        values.push(keptInstant(since));
      }
      if (cursor !== undefined) {
        conditions.push("(at, seq) < (?, ?)");
        values.push(...decodeCursor(cursor, ["string", "number"]));
      }
      const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
      const rows = db.all(`SELECT * FROM audit ${where} ORDER BY at DESC, seq DESC LIMIT ?`, ...values, size + 1);
      const items = rows.slice(0, size).map(auditEntry);
      const last = items.at(-1);
      return rows.length > size && last ? { items, nextCursor: encodeCursor([last.at, last.seq]) } : { items };
    },
    getMeta(key) {
      const row = db.get("SELECT value FROM meta WHERE key = ?", key);
      return row && String(row.value);
    },
    setMeta(key, value) {
      if (value === undefined) db.run("DELETE FROM meta WHERE key = ?", key);
      else db.run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
    },
  };
}

function token(row: Row): Token {
  return {
    id: String(row.id),
    name: String(row.name),
    scopes: JSON.parse(String(row.scopes)) as Scope[],
    createdAt: String(row.created_at),
    expiresAt: row.expires_at as string | null,
    lastUsedAt: row.last_used_at as string | null,
    revoked: row.revoked === 1,
  };
}

function auditEntry(row: Row): AuditEntry {
  return {
    seq: Number(row.seq),
    at: String(row.at),
    actor: String(row.actor),
    origin: String(row.origin),
    action: String(row.action),
    target: String(row.target),
    details: JSON.parse(String(row.details)),
  };
}
