import type { LogLine } from "../../domain/workflow/model.ts";
import type { LogStore } from "../../domain/workflow/store/ports.ts";
import { type Database, openDatabase, type Value } from "./database.ts";
import { prepareFile } from "./folder.ts";
import { keptInstant } from "./instants.ts";
import { LOG_MIGRATIONS } from "./layout.ts";
import { type Chunk, chunksOf, linesOf } from "./log_chunks.ts";
import { LOCK_LIMIT, type StoreOptions } from "./store.ts";

/** Opens `log.db` in the folder, which is made where it is not there. Faults: as `openStore`. */
export async function openLogStore(folder: string, options: StoreOptions = {}): Promise<LogStore> {
  const db = await openDatabase({
    path: await prepareFile(folder, "log.db"),
    synchronous: "NORMAL",
    migrations: LOG_MIGRATIONS,
    lockLimitMilliseconds: options.lockLimitMilliseconds ?? LOCK_LIMIT,
  });
  return logStore(db);
}

/** Chunks read at a time: many are of a line or two, some of a thousand. */
const CHUNKS_AT_ONCE = 16;

interface Filter {
  task?: string;
  since?: string;
}

function logStore(db: Database): LogStore {
  const lastSeq = (runId: string) =>
    Number(
      db.get("SELECT max(last) AS seq FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?)", runId)!.seq,
    );
  return {
    append(runId, lines) {
      if (lines.length === 0) return;
      const chunks = chunksOf(lines);
      db.transaction(() => {
        db.run("INSERT INTO runs (id) VALUES (?) ON CONFLICT DO NOTHING", runId);
        const run = db.get("SELECT number FROM runs WHERE id = ?", runId)!.number!;
        for (const { last, lastAt, tasks, lines } of chunks) {
          db.run("INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", run, last, lastAt, tasks, lines);
        }
      });
    },
    lastSeq,
    read(runId, { after, limit, ...filter }) {
      const fits = lineFilter(filter);
      const found: LogLine[] = [];
      for (let from = after; found.length < limit;) {
        const chunks = readChunks(db, runId, { ...filter, order: "last > ? ORDER BY last", bound: from });
        if (chunks.length === 0) break;
        for (const chunk of chunks) {
          for (const line of linesOf(chunk)) {
            if (found.length < limit && line.seq > after && fits(line)) found.push(line);
          }
          if (found.length >= limit) break;
        }
        from = chunks.at(-1)!.last;
      }
      return found;
    },
    tailStart(runId, { count, ...filter }) {
      if (count <= 0) return lastSeq(runId);
      const fits = lineFilter(filter);
      let missing = count;
      for (let before = Number.MAX_SAFE_INTEGER;;) {
        const chunks = readChunks(db, runId, { ...filter, order: "last < ? ORDER BY last DESC", bound: before });
        if (chunks.length === 0) return 0;
        for (const chunk of chunks) {
          for (const line of linesOf(chunk).reverse()) if (fits(line) && --missing === 0) return line.seq - 1;
        }
        before = chunks.at(-1)!.last;
      }
    },
    remove(runIds) {
      db.transaction(() => {
        for (const runId of runIds) db.run("DELETE FROM runs WHERE id = ?", runId);
      });
    },
    changes: () => db.changes(),
    [Symbol.dispose]: () => db[Symbol.dispose](),
  };
}

/** The next chunks in one direction that may hold lines that fit. */
function readChunks(
  db: Database,
  runId: string,
  { task, since, order, bound }: Filter & { order: string; bound: number },
): Chunk[] {
  const where = [
    ...(task === undefined ? [] : ["EXISTS (SELECT 1 FROM json_each(tasks) WHERE value = ?) AND"]),
    ...(since === undefined ? [] : ["last_at >= ? AND"]),
  ];
  const values: Value[] = [
    ...(task === undefined ? [] : [task]),
    ...(since === undefined ? [] : [keptInstant(since)]),
  ];
  return db.all(
    `SELECT last, last_at, tasks, lines FROM chunks
      WHERE run = (SELECT number FROM runs WHERE id = ?) AND ${where.join(" ")} ${order} LIMIT ${CHUNKS_AT_ONCE}`,
    runId,
    ...values,
    bound,
  ).map((row) => ({
    last: Number(row.last),
    lastAt: String(row.last_at),
    tasks: String(row.tasks),
    lines: String(row.lines),
  }));
}

function lineFilter({ task, since }: Filter): (line: LogLine) => boolean {
  const from = since === undefined ? undefined : keptInstant(since);
  return (line) => (task === undefined || line.task === task) && (from === undefined || line.at >= from);
}
