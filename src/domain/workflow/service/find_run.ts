import { nearest } from "../../../kernel/suggest.ts";
import type { Definition } from "../definition/model.ts";
import { RUN_NOT_FOUND } from "../faults.ts";
import type { Store, StoredRun } from "../store/ports.ts";

/** A stored run, with its definition as what it is. */
export type DefinedRun = StoredRun & { definition: Definition };

/** Ids of this many recent runs are looked through for what may have been meant. */
const RECENT = 500;

/** The run of this id, or the only one that begins with it; `run-` may be left out. Fault: `RUN_NOT_FOUND`. */
export function getStoredRun(store: Store, id: string): DefinedRun {
  const run = store.findRun(id) ?? findByBeginning(store, id);
  if (run) return run as DefinedRun;
  const known = store.listRuns({ limit: RECENT }).items.map((each) => each.id);
  throw RUN_NOT_FOUND({ id, known: nearest(id, known) });
}

function findByBeginning(store: Store, id: string): StoredRun | undefined {
  if (id === "" || id === "run-") return undefined;
  for (const prefix of [id, `run-${id}`]) {
    const ids = store.runIds(prefix, 3);
    if (ids.length > 1) throw RUN_NOT_FOUND({ id, known: ids });
    if (ids.length === 1) return store.findRun(ids[0]!);
  }
  return undefined;
}
