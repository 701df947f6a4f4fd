import type { Scope } from "../expressions/scope.ts";
import { compileBare, resolveValue } from "../expressions/template.ts";
import type { TaskState } from "../model.ts";
import { type Ending, type ExecutedTask, failure, type Interpretation } from "./interpretation.ts";
import { TaskProblem } from "./program.ts";
import { runAttempts } from "./run_attempts.ts";
import { Slots } from "./slots.ts";
import { initialState } from "./task_board.ts";

/** Longest list that `for_each` takes. */
const ITEMS_LIMIT = 10_000;

/**
 * Runs a task once for each item. Its output is the list of theirs, null for what did not succeed. All items are run, and
 * the first one that failed, by its index, fails the task.
 */
export async function runItems(
  task: ExecutedTask,
  scope: Scope,
  interpretation: Interpretation,
): Promise<Ending> {
  const { program, context, board } = interpretation;
  const items = listItems(task, scope);
  const room = new Slots(task.max_parallel ?? Infinity);
  const states = items.map((_, item) => initialState(task, item));
  context.report(states);
  const earlier = new Map(
    program.taken.filter((state) => state.task === task.id).map((state) => [state.item, state]),
  );

  await Promise.all(items.map((value, item) =>
    room.hold(async () => {
      const report = (change: Partial<TaskState>) => {
        const state = states[item] = { ...states[item]!, ...change };
        context.report([state]);
        if (board.state(task.id).status === "PENDING" && state.status === "RUNNING") {
          board.change(task, { status: "RUNNING", startedAt: state.startedAt });
        }
      };
      const taken = earlier.get(item);
      if (taken) return report(taken);
      try {
        const own = { ...scope, item: value, index: item };
        report(await runAttempts({ task, item, scope: own, report }, interpretation));
      } catch (error) {
        report(failure(error));
      }
    })
  ));
  return conclude(states);
}

function listItems(task: ExecutedTask, scope: Scope): unknown[] {
  const items = typeof task.for_each === "string"
    ? compileBare(task.for_each).evaluate(scope)
    : resolveValue(task.for_each, scope);
  if (!Array.isArray(items)) {
    throw new TaskProblem(
      "ITEMS_INVALID",
      `for_each must give a list, and gave ${items === null ? "null" : typeof items}`,
    );
  }
  if (items.length > ITEMS_LIMIT) {
    throw new TaskProblem("ITEMS_LIMIT", `for_each gave ${items.length} items; at most ${ITEMS_LIMIT} can be run`);
  }
  return items;
}

/** What is known of the task from its items. */
function conclude(states: readonly TaskState[]): Ending {
  const failed = states.find(({ status }) => status === "FAILED" || status === "TIMED_OUT");
  const canceled = states.find(({ status }) => status === "CANCELED");
  const instants = (name: "startedAt" | "endedAt") =>
    states.map((state) => state[name]).filter((at) => at !== null).sort();
  return {
    status: canceled ? "CANCELED" : failed?.status ?? "SUCCESS",
    output: states.map(({ status, output }) => status === "SUCCESS" ? output : null),
    attempts: Math.max(0, ...states.map(({ attempts }) => attempts)),
    startedAt: instants("startedAt")[0] ?? null,
    endedAt: instants("endedAt").at(-1) ?? null,
    error: failed?.error ? { ...failed.error, message: `Item ${failed.item}: ${failed.error.message}` } : null,
    reason: canceled?.reason ?? null,
  };
}
