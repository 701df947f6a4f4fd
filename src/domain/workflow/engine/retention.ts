import { parseDuration } from "../definition/duration.ts";
import type { Definition } from "../definition/model.ts";
import { isFinal } from "../model.ts";
import type { LogStore, Store } from "../store/ports.ts";
import type { SecretValues, StepRunner } from "./ports.ts";
import { stampOf } from "./stamp.ts";

/** How long finished runs are kept where their workflow does not say. */
export const RETENTION = "30d";
/** Removed in one transaction. */
const BATCH = 200;

/**
 * Drops what was captured for runs that have ended, or that were never stored: whoever was to do so was killed. In a
 * transaction, since values are captured in the one that stores their run.
 */
export function dropLeftSecrets({ store, secrets }: { store: Store; secrets: SecretValues }): void {
  if (secrets.listCaptured().length === 0) return;
  store.transaction(() => {
    for (const id of secrets.listCaptured()) {
      const run = store.findRun(id);
      if (!run || isFinal(run.status)) secrets.dropCaptured(id);
    }
  });
}

/**
 * Removes runs that ended longer ago than `config.retention` of the version in force, with their logs, artifacts and
 * secrets; at most a few hundred at a time. True while there are more.
 */
export function removeOldRuns(
  { store, logs, steps, secrets }: { store: Store; logs: LogStore; steps: StepRunner; secrets: SecretValues },
  now: Temporal.Instant,
): boolean {
  const own = new Map<string, string>();
  for (const id of store.workflowIds()) {
    const { config } = (store.findVersion(id)?.definition ?? {}) as Partial<Definition>;
    if (config?.retention !== undefined) own.set(id, config.retention);
  }
  const before = (retention: string) => stampOf(now.subtract({ milliseconds: parseDuration(retention) }));
  const queries = [
    ...[...own].map(([only, retention]) => ({ at: before(retention), only })),
    { at: before(RETENTION), except: [...own.keys()] },
  ];
  for (const { at, ...query } of queries) {
    const removed = store.removeRunsBefore(at, { limit: BATCH, ...query });
    if (removed.length === 0) continue;
    logs.remove(removed);
    steps.forget(removed);
    for (const id of removed) secrets.dropCaptured(id);
    return true;
  }
  return false;
}
