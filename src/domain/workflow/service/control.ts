import { RUN_FINAL } from "../faults.ts";
import { isFinal, type RunSummary } from "../model.ts";
import type { WorkflowService } from "../ports.ts";
import type { Order } from "../store/ports.ts";
import { audited } from "./audited.ts";
import { type DefinedRun, getStoredRun } from "./find_run.ts";
import { ensureOwner } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";
import { runSummary } from "./shown_run.ts";

type Control = Pick<WorkflowService, "cancelRun" | "pauseRun" | "resumeRun" | "signalRun">;

/** Orders to runs that go on. Their owner carries them out; the summary is of the moment. */
export function control(parts: ServiceParts): Control {
  const { store, clock, actor } = parts;

  async function order(
    given: string,
    { done, action, details, orderOf, isDone = () => false }: {
      /** "cancelled", for the message. */
      done: string;
      action: string;
      details: Record<string, unknown>;
      orderOf(runId: string): Order;
      isDone?(run: DefinedRun): boolean;
    },
  ): Promise<RunSummary> {
    const run = store.transaction(() => {
      const run = getStoredRun(store, given);
      if (isDone(run)) return run;
      if (isFinal(run.status)) throw RUN_FINAL({ id: run.id, status: run.status, action: done });
      audited(parts, { action, target: run.id, details }, () => store.pushOrder(orderOf(run.id)));
      return run;
    });
    if (!isFinal(run.status)) await ensureOwner(parts);
    return runSummary(getStoredRun(store, run.id));
  }

  return {
    cancelRun: (id, { reason = null }: { reason?: string | null }) =>
      order(id, {
        done: "cancelled",
        action: "run.cancel",
        details: { reason },
        orderOf: (runId) => ({ kind: "cancel", runId, reason, by: actor.name }),
        isDone: ({ status }) => status === "CANCELED",
      }),
    pauseRun: (id, { reason = null }: { reason?: string | null }) =>
      order(id, {
        done: "paused",
        action: "run.pause",
        details: { reason },
        orderOf: (runId) => ({ kind: "pause", runId, reason, by: actor.name }),
      }),
    resumeRun: (id) =>
      order(id, {
        done: "resumed",
        action: "run.resume",
        details: {},
        orderOf: (runId) => ({ kind: "resume", runId, by: actor.name }),
      }),
    async signalRun(id, { name, payload }) {
      await order(id, {
        done: "signalled",
        action: "run.signal",
        details: { name },
        orderOf: (runId) => ({ kind: "signal", runId, name, payload: payload ?? null, at: clock.now().toString() }),
      });
    },
  };
}
