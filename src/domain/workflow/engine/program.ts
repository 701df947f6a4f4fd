import type { Definition } from "../definition/model.ts";
import type { Scope } from "../expressions/scope.ts";
import type { FinalStatus, RunError, TaskState } from "../model.ts";

/** What the interpreter asks of expressions. Each throws an `Error` with a message for people. */
export interface Expressions {
  /** A text with its `${{ }}` replaced. */
  text(template: string, scope: Scope): string;
  /** Any JSON value; an expression that is a whole text gives its own value. */
  value(template: unknown, scope: Scope): unknown;
  /** A condition, with or without `${{ }}`. */
  condition(source: string, scope: Scope): boolean;
  /** Whether a condition is asked even after what the task needs has failed: it calls `always`, `failed` or `success`. */
  asksOutcome(source: string): boolean;
}

/** A run as the interpreter gets it. */
export interface RunProgram {
  definition: Definition;
  input: Record<string, unknown>;
  run: { id: string; workflowId: string; version: string };
  secrets: Record<string, string>;
  /** States of tasks (and items) that an earlier run brought to success, which are not run again. */
  taken: readonly TaskState[];
  expressions: Expressions;
}

/** How a run ended. */
export interface RunOutcome {
  status: FinalStatus;
  /** The outputs, of a run that succeeded. */
  output: Record<string, unknown> | null;
  error: RunError | null;
}

/** Something that a definition asks for and that cannot be done: fails its task. */
export class TaskProblem extends Error {
  override readonly name = "TaskProblem";
  constructor(readonly code: string, message: string) {
    super(message);
  }
}
