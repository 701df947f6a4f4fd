import { SCHEDULE_NOT_FOUND } from "../faults.ts";
import type { Schedule } from "../model.ts";
import type { WorkflowService } from "../ports.ts";
import type { Store, StoredSchedule } from "../store/ports.ts";
import { audited } from "./audited.ts";
import { getStoredWorkflow } from "./find_workflow.ts";
import type { ServiceParts } from "./parts.ts";

/** Schedules of workflows. */
export function schedules(parts: ServiceParts): Pick<WorkflowService, "listSchedules" | "setSchedulePaused"> {
  const { store, clock } = parts;
  return {
    listSchedules: async () => await store.listSchedules().map(shown),
    async setSchedulePaused(workflowId, paused) {
      const { nextTime } = await import("../schedules/cron.ts");
      return store.transaction(() => {
        const schedule = getStoredSchedule(store, workflowId);
        if (paused === (schedule.status === "paused")) return shown(schedule);
        const changed: StoredSchedule = {
          ...schedule,
          status: paused ? "paused" : "active",
          nextRunAt: paused ? null : nextTime(schedule, clock.now())?.toString() ?? null,
        };
        audited(parts, { action: paused ? "schedule.pause" : "schedule.resume", target: workflowId }, () => {
          store.putSchedule(changed);
        });
        return shown(changed);
      });
    },
  };
}

function shown({ input: _input, ...schedule }: StoredSchedule): Schedule {
  return schedule;
}

/** Faults: `WORKFLOW_NOT_FOUND`, `SCHEDULE_NOT_FOUND`. */
export function getStoredSchedule(store: Store, workflowId: string): StoredSchedule {
  getStoredWorkflow(store, workflowId);
  const all = store.listSchedules();
  const found = all.find((each) => each.workflowId === workflowId);
  if (!found) throw SCHEDULE_NOT_FOUND({ id: workflowId, known: all.map((each) => each.workflowId) });
  return found;
}
