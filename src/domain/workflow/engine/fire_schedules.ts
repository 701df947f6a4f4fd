import type { Clock, Log } from "../../../kernel/ports.ts";
import type { Definition } from "../definition/model.ts";
import { isFault } from "../../../kernel/fault.ts";
import { isFinal } from "../model.ts";
import { dueRuns } from "../schedules/due_runs.ts";
import { scheduleKey } from "../schedules/schedule_key.ts";
import { getCheckedInput } from "../service/checked_input.ts";
import { insertStartedRun, workingDirectoryOf } from "../service/start_run.ts";
import type { Store, StoredSchedule } from "../store/ports.ts";
import type { SecretValues } from "./ports.ts";
import { stampOf } from "./stamp.ts";

export interface ScheduleParts {
  store: Store;
  secrets: SecretValues;
  clock: Clock;
  log: Log;
  /** Random letters and digits. */
  random(length: number): string;
}

/** Who asks for scheduled runs. */
const ACTOR = { name: "schedule", origin: "local" };

/** Starts the runs of all schedules that are due, each schedule in one transaction with its next time. */
export function fireSchedules(parts: ScheduleParts): void {
  const { store, clock, log } = parts;
  for (const { workflowId, status, nextRunAt } of store.listSchedules()) {
    const now = clock.now();
    if (status === "paused") continue;
    if (nextRunAt !== null && Temporal.Instant.compare(Temporal.Instant.from(nextRunAt), now) > 0) continue;
    store.transaction(() => {
      // Another process may have changed it since.
      let schedule = store.listSchedules().find((each) => each.workflowId === workflowId);
      if (schedule === undefined || schedule.status === "paused") return;
      const { fire, hasMissed, next } = dueRuns(schedule, now);
      if (hasMissed) log.warn(`Times of the schedule of ${workflowId} passed while nothing was there to start them`);
      for (const time of fire) {
        const lastRunId = fireOnce(schedule, time, parts);
        if (lastRunId !== undefined) schedule = { ...schedule, lastRunAt: stampOf(time), lastRunId };
      }
      const nextRunAt = next === undefined ? null : stampOf(next);
      if (nextRunAt !== schedule.nextRunAt) store.putSchedule({ ...schedule, nextRunAt });
    });
  }
}

/** Starts the run for one time; undefined where there is one already, or where it is not to be run. */
function fireOnce(schedule: StoredSchedule, time: Temporal.Instant, parts: ScheduleParts): string | undefined {
  const { store, log } = parts;
  const { workflowId } = schedule;
  const version = store.findVersion(workflowId);
  if (!version || store.findWorkflow(workflowId)?.status === "disabled") return undefined;
  const idempotencyKey = scheduleKey(time);
  if (store.findRunByKey(workflowId, idempotencyKey) !== undefined) return undefined;
  if (schedule.overlapPolicy === "skip" && isBusy(schedule, store)) {
    log.info(`The run of ${workflowId} for ${stampOf(time)} is skipped: the last one has not ended`);
    return undefined;
  }
  const definition = version.definition as Definition;
  try {
    return insertStartedRun({ ...parts, actor: ACTOR }, {
      workflowId,
      version: version.version,
      definition,
      input: getCheckedInput(definition, schedule.input),
      secrets: {},
      trigger: "schedule",
      workingDirectory: workingDirectoryOf(definition, version.folder),
      idempotencyKey,
    });
  } catch (error) {
    if (!isFault(error, "INPUT_INVALID")) throw error;
    log.error(`The run of ${workflowId} for ${stampOf(time)} cannot start: ${error.message}: ${error.reason}`);
    return undefined;
  }
}

/** Whether the last run that the schedule started still goes on. */
function isBusy({ lastRunId }: StoredSchedule, store: Store): boolean {
  const last = lastRunId === null ? undefined : store.findRun(lastRunId);
  return last !== undefined && !isFinal(last.status);
}
