import type { JournalEntry } from "../store/ports.ts";
import type { StepOutcome } from "./ports.ts";

/** Most that all outputs of a run may have, as JSON, in UTF-16 units: the owner keeps them in memory until it ends. */
export const OUTPUTS_LIMIT = 16 * 1024 * 1024;

/**
 * Bounds what the outputs of a run take, however many items and attempts it has. An attempt whose output goes beyond it
 * fails, which is recorded as any failure is: a run that is taken up again comes to the same.
 */
export class OutputBudget {
  #left = OUTPUTS_LIMIT;

  constructor(recorded: readonly JournalEntry[]) {
    for (const entry of recorded) {
      if (entry.kind === "step" && entry.state === "ended") this.#left -= sizeOf(entry.outcome as StepOutcome);
    }
  }

  /** The outcome as it is to be recorded. */
  take(outcome: StepOutcome): StepOutcome {
    const size = sizeOf(outcome);
    if (size <= this.#left) {
      this.#left -= size;
      return outcome;
    }
    const message = `The outputs of the run have more than ${OUTPUTS_LIMIT / 1024 / 1024} MiB in all; large results ` +
      "belong in files";
    return { ...outcome, status: "failed", output: null, error: { code: "OUTPUT_LIMIT", message }, retryable: false };
  }
}

function sizeOf({ output }: StepOutcome): number {
  return output === null ? 0 : JSON.stringify(output).length;
}
