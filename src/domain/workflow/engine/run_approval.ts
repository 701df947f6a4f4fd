import type { TaskOf } from "../definition/model.ts";
import { parseDuration } from "../definition/duration.ts";
import type { Scope } from "../expressions/scope.ts";
import { resolveText } from "../expressions/template.ts";
import type { Decision } from "../model.ts";
import { stampOf } from "./stamp.ts";
import { canceled, type Ending, type Interpretation } from "./interpretation.ts";

/** The signal that brings the decision on an approval. */
export function approvalSignal(task: string): string {
  return `approval:${task}`;
}

/** Waits for somebody's decision. */
export async function runApproval(
  task: TaskOf<"approval">,
  scope: Scope,
  { context, board }: Interpretation,
): Promise<Ending> {
  const startedAt = stampOf(await context.now(`${task.id}:asked`));
  const reason = task.message === undefined ? "waits for approval" : resolveText(task.message, scope);
  board.change(task, { status: "WAITING", attempts: 1, startedAt, reason });
  context.say({
    task: task.id,
    item: null,
    level: "info",
    text: `Waits for approval: ${task.message === undefined ? task.name ?? task.id : reason}`,
  });
  const answer = await context.signal(approvalSignal(task.id), {
    key: task.id,
    timeoutMilliseconds: task.timeout === undefined ? undefined : parseDuration(task.timeout),
  });
  if (answer.kind === "cancelled") return canceled(context);
  if (answer.kind === "timed_out") {
    const message = `Nobody decided within ${task.timeout}`;
    context.say({ task: task.id, item: null, level: "error", text: message });
    const endedAt = stampOf(await context.now(`${task.id}:ended`));
    return { status: "TIMED_OUT", reason: null, endedAt, error: { code: "TIMED_OUT", message } };
  }
  const decision = answer.payload as Decision;
  const said = decision.comment ? `${decision.by}: ${decision.comment}` : decision.by;
  const approved = decision.decision === "approved";
  const text = approved ? `Approved by ${said}` : `Rejected by ${said}`;
  context.say({ task: task.id, item: null, level: approved ? "info" : "error", text });
  return {
    status: approved ? "SUCCESS" : "FAILED",
    reason: null,
    endedAt: decision.at,
    decision,
    output: { decision: decision.decision, by: decision.by, comment: decision.comment },
    error: approved ? null : { code: "REJECTED", message: text },
  };
}
