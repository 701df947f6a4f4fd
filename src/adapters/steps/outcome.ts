import type { StepOutcome } from "../../domain/workflow/engine/ports.ts";
import type { RunError } from "../../domain/workflow/model.ts";
import type { Clock } from "../../kernel/ports.ts";

/** An outcome without its times. */
export type Ending = Omit<StepOutcome, "startedAt" | "endedAt">;

/** An attempt that failed; by its own definition unless another attempt can help. */
export function failed(
  code: string,
  message: string,
  rest: Partial<Omit<Ending, "error" | "status">> = {},
): Ending {
  return { status: "failed", output: null, exitCode: null, retryable: false, ...rest, error: { code, message } };
}

/** An attempt that was ended by the abort of the run or of the attempt, whose reason is a `RunError` where it has one. */
export function aborted(reason: unknown, rest: Partial<Pick<Ending, "exitCode" | "output">> = {}): Ending {
  const error = isRunError(reason) ? reason : { code: "CANCELED", message: "It was cancelled" };
  const status = error.code === "TIMED_OUT" ? "timed_out" : "canceled";
  return { status, output: null, exitCode: null, retryable: false, ...rest, error };
}

export function timedOut(milliseconds: number, rest: Partial<Pick<Ending, "exitCode" | "output">> = {}): Ending {
  const error = { code: "TIMED_OUT", message: `It took longer than ${describeMilliseconds(milliseconds)}` };
  return { status: "timed_out", output: null, exitCode: null, retryable: true, ...rest, error };
}

/** `90 s`, `250 ms` */
export function describeMilliseconds(milliseconds: number): string {
  return milliseconds >= 1000 ? `${Math.round(milliseconds / 100) / 10} s` : `${Math.round(milliseconds)} ms`;
}

export function instantText(clock: Clock): string {
  return clock.now().toString({ smallestUnit: "millisecond" });
}

function isRunError(value: unknown): value is RunError {
  const error = value as Partial<RunError> | null | undefined;
  return typeof error?.code === "string" && typeof error.message === "string";
}
