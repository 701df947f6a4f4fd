import type { DatabaseSync, StatementSync } from "node:sqlite";
import { STORE_NEWER } from "../../domain/workflow/faults.ts";
import { databaseFault, isLocked } from "./problems.ts";

/** What a statement is given and gives. */
export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface DatabaseOptions {
  /** Of the file; it is there already, be it empty. */
  path: string;
  /** `FULL`: a commit survives the loss of power. `NORMAL`: it survives the end of the program. */
  synchronous: "FULL" | "NORMAL";
  /** Statements that bring each layout to the next one; their number is the layout's. */
  migrations: readonly string[];
  /** How long to wait for other connections. */
  lockLimitMilliseconds: number;
}

/** One connection to a database in WAL mode. Statements are prepared once; errors of SQLite become faults. */
export interface Database extends Disposable {
  all(sql: string, ...values: readonly Value[]): Row[];
  get(sql: string, ...values: readonly Value[]): Row | undefined;
  /** A change, as a transaction of its own or as a part of the one around it; gives the number of rows. */
  run(sql: string, ...values: readonly Value[]): number;
  /** All changes of `work`, or none when it throws; may be nested. */
  transaction<T>(work: () => T): T;
  /** Another number after each change, by whatever connection. */
  changes(): number;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { DatabaseSync } = await import("node:sqlite");
  return new Connection(() => new DatabaseSync(options.path, { timeout: options.lockLimitMilliseconds }), options);
}

class Connection implements Database {
  readonly #database: DatabaseSync;
  readonly #options: DatabaseOptions;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #commits = 0;

  constructor(open: () => DatabaseSync, options: DatabaseOptions) {
    this.#options = options;
    this.#database = this.#guard(open);
    try {
      this.#exec(
        `PRAGMA synchronous=${options.synchronous}; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864`,
      );
      this.#useWal();
      this.#migrate();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  all(sql: string, ...values: readonly Value[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values.map(bound)).map(unbound));
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    const row = this.#guard(() => this.#statement(sql).get(...values.map(bound)));
    return row === undefined ? undefined : unbound(row);
  }

  run(sql: string, ...values: readonly Value[]): number {
    const change = () => this.#guard(() => Number(this.#statement(sql).run(...values.map(bound)).changes));
    return this.#depth > 0 ? change() : this.transaction(change);
  }

  transaction<T>(work: () => T): T {
    const depth = this.#depth;
    this.#execPrepared(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT level_${depth}`);
    this.#depth++;
    try {
      if (depth === 0) this.#refuseNewer();
      const result = work();
      this.#execPrepared(depth === 0 ? "COMMIT" : `RELEASE level_${depth}`);
      if (depth === 0) this.#commits++;
      return result;
    } catch (error) {
      this.#rollBack(depth);
      throw error;
    } finally {
      this.#depth = depth;
    }
  }

  changes(): number {
    // Both only grow; `data_version` does not see what this connection itself commits.
    return Number(this.get("PRAGMA data_version")!.data_version) + this.#commits;
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #rollBack(depth: number): void {
    try {
      if (depth > 0) this.#execPrepared(`ROLLBACK TO level_${depth}`);
      else if (this.#database.isTransaction) this.#execPrepared("ROLLBACK");
    } catch {
      // After some errors (a full disk) SQLite has rolled back on its own; the error that led here is the one that counts.
    }
  }

  /** Another program may have brought the database to a newer layout since it was opened. */
  #refuseNewer(): void {
    const found = this.#layout();
    const known = this.#options.migrations.length;
    if (found > known) throw STORE_NEWER({ path: this.#options.path, found, known });
  }

  #layout(): number {
    return Number(this.get("PRAGMA user_version")!.user_version);
  }

  #migrate(): void {
    const { migrations } = this.#options;
    if (this.#layout() >= migrations.length) return;
    this.transaction(() => {
      for (const migration of migrations.slice(this.#layout())) this.#exec(migration);
      this.#exec(`PRAGMA user_version=${migrations.length}`);
    });
  }

  /** SQLite does not wait for others while it changes the mode, so this does. */
  #useWal(): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0;; waited += 10) {
      try {
        if (this.get("PRAGMA journal_mode")!.journal_mode !== "wal") this.#exec("PRAGMA journal_mode=WAL");
        return;
      } catch (error) {
        if (!isLocked(error) || waited >= this.#options.lockLimitMilliseconds) throw error;
        Atomics.wait(pause, 0, 0, 10);
      }
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }

  #exec(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  #execPrepared(sql: string): void {
    this.#guard(() => this.#statement(sql).run());
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw databaseFault(this.#options.path, error);
    }
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text with a NUL would be cut off there when it is read again: it is kept as bytes. */
function bound(value: Value): Value | Uint8Array {
  return typeof value === "string" && value.includes("\0") ? encoder.encode(value) : value;
}

function unbound(row: Record<string, unknown>): Row {
  for (const name in row) {
    const value = row[name];
    if (value instanceof Uint8Array) row[name] = decoder.decode(value);
  }
  return row as Row;
}
