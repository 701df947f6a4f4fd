import type { Store } from "../../domain/workflow/store/ports.ts";
import { openDatabase } from "./database.ts";
import { prepareFile } from "./folder.ts";
import { STATE_MIGRATIONS } from "./layout.ts";
import { runTables } from "./run_tables.ts";
import { serviceTables } from "./service_tables.ts";
import { snapshots } from "./snapshots.ts";
import { taskTables } from "./task_tables.ts";
import { workflowTables } from "./workflow_tables.ts";

export interface StoreOptions {
  /** How long a change waits for other processes; 5 seconds without it. Then: `STORE_LOCKED`. */
  lockLimitMilliseconds?: number;
}

export const LOCK_LIMIT = 5000;

/**
 * Opens `state.db` in the folder, which is made where it is not there. Faults: `STORE_UNSAFE`, `STORE_LOCKED`,
 * `STORE_DAMAGED`, `DISK_FULL`, `FILE_UNWRITABLE`; changing a store of a newer layout: `STORE_NEWER`.
 */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  const db = await openDatabase({
    path: await prepareFile(folder, "state.db"),
    synchronous: "FULL",
    migrations: STATE_MIGRATIONS,
    lockLimitMilliseconds: options.lockLimitMilliseconds ?? LOCK_LIMIT,
  });
  const definitions = snapshots(db);
  return {
    transaction: (work) => db.transaction(work),
    changes: () => db.changes(),
    [Symbol.dispose]: () => db[Symbol.dispose](),
    ...workflowTables(db),
    ...runTables(db, definitions),
    ...taskTables(db, definitions),
    ...serviceTables(db),
  };
}
