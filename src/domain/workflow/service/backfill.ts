import type { RunSummary } from "../model.ts";
import { TIMES_LIMIT, timesBetween } from "../schedules/cron.ts";
import { scheduleKey } from "../schedules/schedule_key.ts";
import { audited } from "./audited.ts";
import { getCheckedInput } from "./checked_input.ts";
import { BACKFILL_TOO_LARGE, SPAN_INVALID } from "./faults.ts";
import { getStoredRun } from "./find_run.ts";
import { getStoredVersion } from "./find_workflow.ts";
import { ensureOwner } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";
import { collectSecrets } from "./run_secrets.ts";
import { getStoredSchedule } from "./schedules.ts";
import { runSummary } from "./shown_run.ts";
import { insertStartedRun, workingDirectoryOf } from "./start_run.ts";

/**
 * As `WorkflowService.backfill`; the span's end is not part of it, so that spans can follow each other. A time that has its
 * run already, fired or made up for, is left out.
 */
export async function backfill(
  parts: ServiceParts,
  { workflowId, from, to, dryRun }: { workflowId: string; from: string; to: string; dryRun: boolean },
): Promise<{ times: string[]; runs: RunSummary[] }> {
  const { store } = parts;
  const schedule = getStoredSchedule(store, workflowId);
  const span = { from: Temporal.Instant.from(from), to: Temporal.Instant.from(to) };
  if (Temporal.Instant.compare(span.from, span.to) > 0) throw SPAN_INVALID({ from, to });
  const all = timesBetween(schedule, { ...span, limit: TIMES_LIMIT + 1 });
  if (all.length > TIMES_LIMIT) throw BACKFILL_TOO_LARGE({ id: workflowId, limit: TIMES_LIMIT });
  const open = () => all.filter((time) => store.findRunByKey(workflowId, scheduleKey(time)) === undefined);
  const planned = open();
  if (dryRun || planned.length === 0) return { times: planned.map(String), runs: [] };

  const { version, definition, folder } = getStoredVersion(store, workflowId);
  const input = getCheckedInput(definition, schedule.input);
  const secrets = await collectSecrets(parts, definition, undefined);
  const entry = { action: "schedule.backfill", target: workflowId, details: { from, to, runs: planned.length } };
  // Another process may have started some of them meanwhile.
  const started = audited(parts, entry, () =>
    open().map((time) => ({
      time: time.toString(),
      id: insertStartedRun(parts, {
        workflowId,
        version,
        definition,
        input,
        secrets,
        trigger: "backfill",
        workingDirectory: workingDirectoryOf(definition, folder),
        idempotencyKey: scheduleKey(time),
      }),
    })));
  await ensureOwner(parts);
  return {
    times: started.map(({ time }) => time),
    runs: started.map(({ id }) => runSummary(getStoredRun(store, id))),
  };
}
