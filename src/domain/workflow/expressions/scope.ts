import type { RunError, TaskStatus } from "../model.ts";

/** What expressions can name while a run is interpreted. Values must not change while they are in use. */
export interface Scope {
  input: Readonly<Record<string, unknown>>;
  tasks: Readonly<Record<string, TaskView>>;
  secrets?: Readonly<Record<string, string>>;
  run?: { id: string; workflowId: string; version: string; attempt: number };
  /** Of a task with `for_each`. */
  item?: unknown;
  index?: number;
  /** What `success()` and `failed()` say: about all that the task needs, directly or not. */
  needs?: { succeeded: boolean; failed: boolean };
}

/** A task as expressions see it. */
export interface TaskView {
  status: TaskStatus;
  output: unknown;
  attempts: number;
  exitCode: number | null;
  error: RunError | null;
}

/** Variables that an expression may name. */
export const VARIABLES = ["input", "tasks", "secrets", "run", "item", "index"] as const;
export type Variable = typeof VARIABLES[number];

/** What is known of a task. */
export const TASK_FIELDS = ["status", "output", "attempts", "exitCode", "error"] as const;

/** What is known of the run. */
export const RUN_FIELDS = ["id", "workflowId", "version", "attempt"] as const;

/** Functions about the outcome of what a task needs: an `if` with one of them is asked even after a failure. */
export const OUTCOME_FUNCTIONS = ["always", "failed", "success"] as const;
