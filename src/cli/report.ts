import { type Fault, type FaultParams, isFault } from "../kernel/fault.ts";
import type { Ui } from "../view/ui.ts";
import { INTERNAL, PERMISSION_DENIED } from "./faults.ts";
import { redact, redactValue } from "./redact.ts";

/** Turns whatever was thrown into faults; what is not one already is a bug, or a permission that was not granted. */
export function faultsOf(error: unknown): [Fault, ...Fault[]] {
  if (isFault(error)) return [error];
  if (error instanceof AggregateError && error.errors.length > 0 && error.errors.every((each) => isFault(each))) {
    return error.errors as [Fault, ...Fault[]];
  }
  if (error instanceof Error && error.name === "NotCapable") {
    return [PERMISSION_DENIED({ permission: error.message }, { cause: error })];
  }
  return [INTERNAL({ error: error instanceof Error ? error.message : String(error) }, { cause: error })];
}

/** The JSON form of a failure, without the names that were `known` in its place; further faults found in the same run are in `details.others`. */
export function failureEnvelope(faults: [Fault, ...Fault[]]): Record<string, unknown> {
  const [first, ...others] = faults;
  // Names that would have been right are for "did you mean", and can be very many.
  const { known: _, requestId, ...details }: FaultParams = first.details;
  if (others.length > 0) details.others = others.map(({ code, message }) => ({ code, message }));
  return {
    success: false,
    error: {
      code: first.code,
      message: redact(first.message),
      cause: redact(first.reason),
      hint: redact(first.hint),
      exitCode: first.exit,
      ...(typeof requestId === "string" ? { requestId } : {}),
      details: redactValue(details),
    },
  };
}

/** Where the texts of a failure begin. */
const INDENT = 7;

/** A failure as lines for a person: what, why, and what to do. */
export function failureText(faults: Fault[], options: { ui: Ui; debug: boolean }): string {
  const { style, wrapped } = options.ui;
  return faults.map((each) => {
    const lines = [
      wrapped(`${style.error("ERROR:")} ${redact(each.message)} ${style.dim(`(${each.code})`)}`, INDENT),
      `  ${style.dim("why:")} ${wrapped(redact(each.reason), INDENT)}`,
      `  ${style.dim("fix:")} ${wrapped(redact(each.hint), INDENT)}`,
    ];
    const { requestId } = each.details;
    if (typeof requestId === "string") {
      lines.push("", wrapped(redact(`Request ID: ${requestId} (include this when contacting support)`)));
    }
    if (options.debug) lines.push(style.dim(redact(stackOf(each))));
    return lines.join("\n") + "\n";
  }).join("");
}

function stackOf(fault: Fault): string {
  const cause = fault.cause instanceof Error ? `\ncaused by ${fault.cause.stack ?? fault.cause.message}` : "";
  return `${fault.stack ?? ""}${cause}`;
}
