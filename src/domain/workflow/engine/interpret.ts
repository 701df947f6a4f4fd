import type { Task } from "../definition/model.ts";
import { OUTCOME_FUNCTIONS, type Scope } from "../expressions/scope.ts";
import { compileBare, evaluateCondition, resolveValue } from "../expressions/template.ts";
import type { RunError, TaskState } from "../model.ts";
import { canceled, type Ending, failure, type Interpretation } from "./interpretation.ts";
import type { DurableContext } from "./ports.ts";
import type { RunOutcome, RunProgram } from "./program.ts";
import { runApproval } from "./run_approval.ts";
import { runAttempts } from "./run_attempts.ts";
import { runItems } from "./run_items.ts";
import { runWait } from "./run_wait.ts";
import { Slots } from "./slots.ts";
import { TaskBoard } from "./task_board.ts";

/**
 * Runs a definition to its end. All that lasts goes through the context, under names that are the same each time, so that
 * interpreting a run again continues it. Tasks start as soon as all they need has ended:
 * - a task with a need that did not succeed is skipped, unless its `if` asks for the outcome (`always()`, `failed()`,
 *   `success()`); a failure that `continue_on_error` allows counts as a success for what follows;
 * - a failure does not stop tasks that do not need it;
 * - once the context is cancelled nothing begins any more, whatever its `if` says.
 * Never rejects for what a definition or its input can cause.
 */
export async function interpret(program: RunProgram, context: DurableContext): Promise<RunOutcome> {
  const { definition } = program;
  const board = new TaskBoard(definition, context);
  const slots = new Slots(definition.config?.max_parallel ?? Infinity);
  const endings = new Map(definition.tasks.map(({ id }) => [id, Promise.withResolvers<void>()]));

  await Promise.all(definition.tasks.map(async (task) => {
    await Promise.all((task.needs ?? []).map((id) => endings.get(id)!.promise));
    await runTask(task, { program, context, board, slots });
    endings.get(task.id)!.resolve();
  }));

  if (context.cancelled.aborted) return cancelledOutcome(context.cancelled.reason);
  const failed = board.firstFailure();
  if (failed) {
    const { code, message } = failed.error ?? { code: "FAILED", message: `Task '${failed.task}' failed` };
    return { status: "FAILED", output: null, error: { code, message, task: failed.task } };
  }
  try {
    const scope = scopeOf(program, board);
    return {
      status: "SUCCESS",
      output: resolveValue(definition.outputs ?? {}, scope) as RunOutcome["output"],
      error: null,
    };
  } catch (error) {
    const { code, message } = failure(error).error!;
    return { status: "FAILED", output: null, error: { code, message: `The outputs cannot be computed: ${message}` } };
  }
}

/** How a run ended that was ended before its time. */
export function cancelledOutcome(error: RunError): RunOutcome {
  return { status: error.code === "TIMED_OUT" ? "TIMED_OUT" : "CANCELED", output: null, error };
}

async function runTask(task: Task, interpretation: Interpretation): Promise<void> {
  const { program, context, board } = interpretation;
  const skip = (reason: string) => {
    context.say({ task: task.id, item: null, level: "info", text: `Skipped: ${reason}` });
    board.change(task, { status: "SKIPPED", reason });
  };
  const needs = (task.needs ?? []).map((id) => board.state(id));
  if (needs.some(({ status }) => status === "CANCELED")) return board.change(task, canceled(context));
  try {
    const obstacle = board.obstacleOf(task);
    if (obstacle && !asksOutcome(task)) {
      return skip(`it needs '${obstacle.task}', which ended with ${obstacle.status}`);
    }
    // An approval that is asked for again may have been rejected: what was taken over does not stand then.
    const taken = program.taken.find((state) => state.task === task.id && state.item === null);
    if (taken) return board.change(task, taken);
    const scope = { ...scopeOf(program, board), needs: board.standingOf(task) };
    if (task.if !== undefined && !evaluateCondition(task.if, scope)) {
      return skip(`its condition is false: ${task.if}`);
    }
    board.change(task, await start(task, scope, interpretation));
  } catch (error) {
    const ending = failure(error);
    context.say({ task: task.id, item: null, level: "error", text: ending.error!.message });
    board.change(task, ending);
  }
}

/** Whether a task may run although something that it needs did not succeed. */
function asksOutcome(task: Task): boolean {
  const called = task.if === undefined ? [] : compileBare(task.if).names.functions;
  return called.some(({ name }) => (OUTCOME_FUNCTIONS as readonly string[]).includes(name));
}

function start(task: Task, scope: Scope, interpretation: Interpretation): Promise<Ending> {
  switch (task.type) {
    case "approval":
      return runApproval(task, scope, interpretation);
    case "wait":
      return runWait(task, scope, interpretation);
    default: {
      if (task.for_each !== undefined) return runItems(task, scope, interpretation);
      const report = (change: Partial<TaskState>) => interpretation.board.change(task, change);
      return runAttempts({ task, item: null, scope, report }, interpretation);
    }
  }
}

function scopeOf({ input, secrets, run }: RunProgram, board: TaskBoard): Scope {
  return { input, secrets, tasks: board.views, run: { ...run, attempt: 1 } };
}
