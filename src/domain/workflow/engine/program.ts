import type { Definition } from "../definition/model.ts";
import type { FinalStatus, RunError, TaskState } from "../model.ts";

/** A run as the interpreter gets it. */
export interface RunProgram {
  definition: Definition;
  input: Record<string, unknown>;
  run: { id: string; workflowId: string; version: string };
  secrets: Record<string, string>;
  /** States of tasks (and items) that an earlier run brought to success, which are not run again. */
  taken: readonly TaskState[];
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
