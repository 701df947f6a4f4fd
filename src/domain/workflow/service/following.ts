import { isFinal } from "../model.ts";
import type { LogEvent, LogQuery, WorkflowService } from "../ports.ts";
import { getStoredRun } from "./find_run.ts";
import { ownerWatch } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";
import { shownRun } from "./shown_run.ts";
import { untilChanged } from "./until_changed.ts";

const LINES_AT_ONCE = 1000;
/** So often whoever waits sees that there is an owner, though nothing changes. */
const OWNER_CHECK_MILLISECONDS = 250;

/** Following runs: their logs, their states. */
export function following(parts: ServiceParts): Pick<WorkflowService, "readLogs" | "watchRun"> {
  const { store, logs, timers } = parts;
  return {
    async *readLogs(given, query): AsyncIterable<LogEvent> {
      const { signal, follow } = query;
      const { id } = getStoredRun(store, given);
      const filter = filterOf(query);
      const tail = query.tail === undefined ? 0 : logs.tailStart(id, { count: query.tail, ...filter });
      let after = Math.max(query.after ?? 0, tail);
      const lookAfterOwner = ownerWatch(parts);
      while (!signal.aborted) {
        const seen = { store: store.changes(), logs: logs.changes() };
        // A run's lines are written before its end is: read after the status they are all of them.
        const { status } = getStoredRun(store, id);
        for (let lines = LINES_AT_ONCE; lines === LINES_AT_ONCE;) {
          const batch = logs.read(id, { after, limit: LINES_AT_ONCE, ...filter });
          for (const line of batch) {
            if (signal.aborted) return;
            after = line.seq;
            yield { kind: "line", line };
          }
          lines = batch.length;
        }
        if (!follow || isFinal(status)) {
          yield { kind: "end", status };
          return;
        }
        await lookAfterOwner(status);
        const changed = () => store.changes() !== seen.store || logs.changes() !== seen.logs;
        await untilChanged(changed, { timers, signal, limitMilliseconds: OWNER_CHECK_MILLISECONDS });
      }
    },
    async *watchRun(given, { signal }) {
      const { id } = getStoredRun(store, given);
      const lookAfterOwner = ownerWatch(parts);
      let shown: string | undefined;
      while (!signal.aborted) {
        const seen = store.changes();
        const run = await shownRun(store, getStoredRun(store, id));
        const text = JSON.stringify(run);
        if (text !== shown) {
          shown = text;
          yield run;
        }
        if (isFinal(run.status)) return;
        await lookAfterOwner(run.status);
        await untilChanged(() => store.changes() !== seen, {
          timers,
          signal,
          limitMilliseconds: OWNER_CHECK_MILLISECONDS,
        });
      }
    },
  };
}

function filterOf({ task, since }: LogQuery): { task?: string; since?: string } {
  return { ...(task === undefined ? {} : { task }), ...(since === undefined ? {} : { since }) };
}
