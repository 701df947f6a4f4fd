import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { findDuration } from "../../domain/workflow/definition/duration.ts";
import { isFinal, type Run, type TaskState } from "../../domain/workflow/model.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { INTERRUPTED } from "../../kernel/interrupted.ts";
import type { WorkflowContext } from "../open_workflows.ts";
import { taskName } from "./run_text.ts";

/** `--timeout` in milliseconds; undefined without it. Fault: `OPTION_VALUE_INVALID`. */
export function waitLimit(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const milliseconds = findDuration(given);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw OPTION_VALUE_INVALID({
    option: "--timeout",
    value: given,
    expected: "a duration such as 90s or 30m",
    known: [],
  });
}

/**
 * Follows a run until it is final or the time is over, and says on stderr what its tasks do. Ctrl-C ends the waiting, not
 * the run: fault `INTERRUPTED`.
 */
export async function waitForRun(
  { ports, log }: WorkflowContext,
  { service, id, limit }: { service: WorkflowService; id: string; limit: number | undefined },
): Promise<{ run: Run; ended: boolean }> {
  using hold = ports.interruption.hold();
  const over = new AbortController();
  using _timer = limit === undefined ? undefined : ports.workflows.timers.after(limit, () => over.abort());
  const signal = AbortSignal.any([hold.signal, over.signal]);
  let last: Run | undefined;
  const told = new Map<string, string>();
  for await (const run of service.watchRun(id, { signal })) {
    last = run;
    for (const task of run.tasks) tell(task, { run: run.id, told, log });
  }
  last ??= await service.getRun(id);
  if (isFinal(last.status)) return { run: last, ended: true };
  if (hold.signal.aborted) {
    log.warn(
      `The run goes on. Follow it with \`workspace run watch ${last.id}\`, end it with \`workspace run cancel ${last.id}\``,
    );
    throw INTERRUPTED({});
  }
  return { run: last, ended: false };
}

function tell(
  task: TaskState,
  { run, told, log }: { run: string; told: Map<string, string>; log: WorkflowContext["log"] },
): void {
  const name = taskName(task);
  const state = `${task.status}${task.attempts > 1 ? ` (attempt ${task.attempts})` : ""}`;
  if (task.status === "PENDING" || told.get(name) === state) return;
  told.set(name, state);
  const message = `${name}: ${state}${task.error === null ? "" : ` ${task.error.message}`}${decisionHint(task, run)}`;
  if (task.status === "FAILED" || task.status === "TIMED_OUT") log.error(message);
  else log.info(message);
}

/** How the run goes on where it waits for somebody's decision. */
function decisionHint({ type, status, task, reason }: TaskState, run: string): string {
  if (type !== "approval" || status !== "WAITING") return "";
  return `${reason === null ? "" : ` ${reason}`} (\`workspace run approve ${run} --task ${task}\`)`;
}
