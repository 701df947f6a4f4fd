import { isFault } from "../../../kernel/fault.ts";
import type { Task } from "../definition/model.ts";
import { ExpressionError } from "../expressions/expression_error.ts";
import type { Scope } from "../expressions/scope.ts";
import type { RunError, TaskState } from "../model.ts";
import type { DurableContext } from "./ports.ts";
import { type RunProgram, TaskProblem } from "./program.ts";
import type { Slots } from "./slots.ts";
import type { TaskBoard } from "./task_board.ts";

/** What the parts of one interpretation share. */
export interface Interpretation {
  program: RunProgram;
  context: DurableContext;
  board: TaskBoard;
  /** Room for attempts, by `config.max_parallel`. */
  slots: Slots;
}

/** A task that is executed, with `for_each` one of its items. */
export interface Unit {
  task: ExecutedTask;
  item: number | null;
  scope: Scope;
  /** Says how it is while it goes on. */
  report(change: Partial<TaskState>): void;
}

/** A task that does something, and does not only wait. */
export type ExecutedTask = Exclude<Task, { type: "approval" | "wait" }>;

/** What an ended task or item is changed to. */
export type Ending = Partial<TaskState> & Pick<TaskState, "status">;

/** The end of a task that the run's end came before. */
export function canceled({ cancelled }: DurableContext): Ending {
  return { status: "CANCELED", reason: (cancelled.reason as RunError).message };
}

/** The end of a task that could not be done as it is written. */
export function failure(error: unknown): Ending {
  return {
    status: "FAILED",
    error: { code: codeOf(error), message: error instanceof Error ? error.message : String(error) },
  };
}

function codeOf(error: unknown): string {
  if (error instanceof ExpressionError) return "EXPRESSION";
  return error instanceof TaskProblem || isFault(error) ? error.code : "INTERNAL";
}
