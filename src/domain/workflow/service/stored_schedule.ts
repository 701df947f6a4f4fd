import type { Definition } from "../definition/model.ts";
import { nextTime } from "../schedules/cron.ts";
import type { ServiceParts } from "./parts.ts";

/** Makes the stored schedule of a workflow that of the definition in force. A paused one stays paused. */
export function applySchedule(
  { store, clock }: Pick<ServiceParts, "store" | "clock">,
  definition: Definition,
): void {
  const { id, schedule } = definition;
  if (schedule === undefined) return store.deleteSchedule(id);
  const before = store.listSchedules().find(({ workflowId }) => workflowId === id);
  const status = before?.status ?? "active";
  const times = { cron: schedule.cron, timezone: schedule.timezone ?? "UTC" };
  const isSame = before !== undefined && before.cron === times.cron && before.timezone === times.timezone;
  // A time that was missed stays due, so that it can be made up for.
  const next = isSame && before.nextRunAt !== null
    ? before.nextRunAt
    : nextTime(times, clock.now())?.toString() ?? null;
  store.putSchedule({
    workflowId: id,
    ...times,
    overlapPolicy: schedule.overlap_policy ?? "skip",
    catchup: schedule.catchup ?? null,
    status,
    nextRunAt: status === "paused" ? null : next,
    lastRunAt: before?.lastRunAt ?? null,
    lastRunId: before?.lastRunId ?? null,
    input: schedule.input ?? {},
  });
}
