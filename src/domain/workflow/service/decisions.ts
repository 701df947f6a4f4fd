import { APPROVAL_NOT_ALLOWED, APPROVAL_NOT_FOUND } from "../faults.ts";
import type { WorkflowService } from "../ports.ts";
import { audited } from "./audited.ts";
import { type DefinedRun, getStoredRun } from "./find_run.ts";
import { ensureOwner } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";

/** Deciding on approvals. */
export function decisions(parts: ServiceParts): Pick<WorkflowService, "decide"> {
  const { store, clock, actor } = parts;

  /** The approval that is meant: the one named, the only one that waits, or the only one that was decided on. */
  function approvalOf(run: DefinedRun, named: string | undefined): string {
    const approvals = run.definition.tasks.filter(({ type }) => type === "approval").map(({ id }) => id);
    const decided = approvals.filter((task) => store.findDecision(run.id, task));
    const waiting = store.listTasks(run.id)
      .filter(({ task, type, status }) => type === "approval" && status === "WAITING" && !decided.includes(task))
      .map(({ task }) => task);
    if (named !== undefined && [...waiting, ...decided].includes(named)) return named;
    if (named === undefined && waiting.length === 1) return waiting[0]!;
    if (named === undefined && waiting.length === 0 && decided.length === 1) return decided[0]!;
    throw APPROVAL_NOT_FOUND({ id: run.id, task: named ?? null, waiting });
  }

  function checkAllowed({ definition }: DefinedRun, task: string): void {
    const approval = definition.tasks.find(({ id }) => id === task);
    const approvers = approval?.type === "approval" ? approval.approvers ?? [] : [];
    if (approvers.length > 0 && !approvers.includes(actor.name)) {
      throw APPROVAL_NOT_ALLOWED({ task, actor: actor.name, approvers });
    }
  }

  return {
    async decide(id, { decision, task: named, comment }) {
      const result = store.transaction(() => {
        const run = getStoredRun(store, id);
        const task = approvalOf(run, named);
        const known = store.findDecision(run.id, task);
        if (known) return { ...known, task, first: false };
        checkAllowed(run, task);
        const made = { decision, by: actor.name, at: clock.now().toString(), comment: comment ?? null };
        audited(parts, { action: "run.decide", target: run.id, details: { task, decision } }, () => {
          store.putDecision(run.id, task, made);
          store.pushOrder({ kind: "decision", runId: run.id, task });
        });
        return { ...made, task, first: true };
      });
      await ensureOwner(parts);
      return result;
    },
  };
}
