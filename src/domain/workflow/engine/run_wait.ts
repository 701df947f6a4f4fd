import type { TaskOf } from "../definition/model.ts";
import { formatDuration, parseDuration } from "../definition/duration.ts";
import type { Scope } from "../expressions/scope.ts";
import { resolveText, resolveValue } from "../expressions/template.ts";
import { stampOf } from "./stamp.ts";
import { canceled, type Ending, type Interpretation } from "./interpretation.ts";
import { TaskProblem } from "./program.ts";

/**
 * Waits for a signal, or for some time. With `signal`, `duration` and `until` end the waiting as a success without a
 * payload; `timeout` ends it as a failure.
 */
export async function runWait(
  task: TaskOf<"wait">,
  scope: Scope,
  { context, board }: Interpretation,
): Promise<Ending> {
  const start = await context.now(`${task.id}:began`);
  const spans = [Infinity];
  if (task.duration !== undefined) spans.push(parseDuration(task.duration));
  if (task.until !== undefined) {
    const until = instantOf(resolveValue(task.until, scope));
    spans.push(Math.max(0, until.epochMilliseconds - start.epochMilliseconds));
  }
  const span = Math.min(...spans);
  const limit = task.timeout === undefined ? Infinity : parseDuration(task.timeout);
  const due = Math.min(span, limit);
  const signal = task.signal === undefined ? undefined : resolveText(task.signal, scope);

  const reason = [
    ...(signal === undefined ? [] : [`for signal '${signal}'`]),
    ...(due === Infinity ? [] : [`until ${stampOf(start.add({ milliseconds: due }))}`]),
  ].join(", ");
  board.change(task, { status: "WAITING", attempts: 1, startedAt: stampOf(start), reason: `waits ${reason}` });
  context.say({ task: task.id, item: null, level: "info", text: `Waits ${reason}` });

  const end = await (async () => {
    if (signal === undefined) return { kind: await context.sleep(task.id, due) };
    return await context.signal(signal, { key: task.id, timeoutMilliseconds: due === Infinity ? undefined : due });
  })();
  if (end.kind === "cancelled") return canceled(context);
  const endedAt = stampOf(await context.now(`${task.id}:ended`));
  if (end.kind === "received") return { status: "SUCCESS", endedAt, reason: null, output: end.payload };
  if (span <= limit) return { status: "SUCCESS", endedAt, reason: null };
  const message = `It waited for longer than ${formatDuration(limit)}`;
  context.say({ task: task.id, item: null, level: "error", text: message });
  return { status: "TIMED_OUT", endedAt, reason: null, error: { code: "TIMED_OUT", message } };
}

function instantOf(value: unknown): Temporal.Instant {
  try {
    return Temporal.Instant.from(value as string);
  } catch {
    throw new TaskProblem(
      "INSTANT_INVALID",
      `'until' must be an instant such as 2026-01-31T08:00:00Z, and is ${JSON.stringify(value)}`,
    );
  }
}
