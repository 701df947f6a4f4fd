import { isFinal, type RunStatus, type TaskState, type TaskStatus } from "../../domain/workflow/model.ts";
import type { Ui } from "../../view/ui.ts";
import type { RunLine } from "./run_output.ts";

/** A status in its colour. */
export function statusText(status: RunStatus | TaskStatus, { style }: Ui): string {
  switch (status) {
    case "SUCCESS":
      return style.success(status);
    case "FAILED":
    case "TIMED_OUT":
      return style.error(status);
    case "CANCELED":
    case "PAUSED":
    case "WAITING":
      return style.warning(status);
    case "RUNNING":
      return style.highlight(status);
    default:
      return style.dim(status);
  }
}

/** The symbol that stands for a status in lists. */
export function statusSymbol(status: RunStatus | TaskStatus, { style, symbol }: Ui): string {
  switch (status) {
    case "SUCCESS":
      return style.success(symbol.success);
    case "FAILED":
    case "TIMED_OUT":
      return style.error(symbol.error);
    case "CANCELED":
    case "PAUSED":
    case "WAITING":
      return style.warning(symbol.warning);
    case "RUNNING":
      return style.highlight(symbol.chosen);
    default:
      return style.dim(symbol.bullet);
  }
}

/** A span of time for people. */
export function spanText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)}s`;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const seconds = milliseconds / 1000;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two(seconds % 3600 / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${two(seconds % 86_400 / 3600)}h`;
}

/** `train` or `train[3]`. */
export function taskName({ task, item }: Pick<TaskState, "task" | "item">): string {
  return item === null ? task : `${task}[${item}]`;
}

/** The exit code that stands for how a run ended: 0 success, 1 failed or timed out, 2 cancelled. */
export function runExit(status: RunStatus): 0 | 1 | 2 {
  if (status === "CANCELED") return 2;
  return isFinal(status) && status !== "SUCCESS" ? 1 : 0;
}

/** A run as one line: how it is, how long it took, how far it is, and why it failed. */
export function runLine(run: RunLine, ui: Ui): string {
  const why = run.error === null ? "" : `: ${run.error.message}`;
  const facts = ui.style.dim(`${spanText(run.durationMilliseconds)} ${run.progress.done}/${run.progress.total}`);
  return `${statusSymbol(run.status, ui)} ${run.id} ${statusText(run.status, ui)} ${facts}${why}`;
}
