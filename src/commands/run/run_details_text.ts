import type { TaskState } from "../../domain/workflow/model.ts";
import type { Ui } from "../../view/ui.ts";
import type { RunDetails } from "./run_output.ts";
import { spanText, statusSymbol, statusText, taskName } from "./run_text.ts";

/** A run as a page: facts, tasks, input, output, and what can be done next. */
export function runDetailsText(run: RunDetails, ui: Ui): string {
  const fact = (label: string, shown: string) => `${`${label}:`.padEnd(13)}${shown}`;
  const lines = [
    ui.heading(run.id),
    "",
    fact("Workflow", `${run.workflowId} ${run.version}`),
    fact("Status", statusText(run.status, ui)),
    fact("Created", `${ui.time(run.createdAt)} by ${run.createdBy} ${ui.style.dim(`(${run.trigger})`)}`),
    fact("Started", ui.time(run.startedAt)),
    fact("Ended", ui.time(run.endedAt)),
  ];
  if (run.startedAt !== null) lines.push(fact("Duration", spanText(run.durationMilliseconds)));
  if (run.rerunOf !== null) lines.push(fact("Rerun of", run.rerunOf));
  if (run.parentRun !== null) lines.push(fact("Part of", run.parentRun));
  if (run.reason !== null) lines.push(fact("Reason", run.reason));
  if (run.error !== null) {
    lines.push("", ui.style.error(`${run.error.code}${run.error.task === undefined ? "" : ` in ${run.error.task}`}`));
    lines.push(`  ${ui.wrapped(run.error.message, 2)}`);
  }
  lines.push("", ui.style.bold(`Tasks (${run.progress.done}/${run.progress.total})`), ...taskLines(ownNotes(run), ui));
  const values = (title: string, value: Record<string, unknown> | null) => {
    if (value === null || Object.keys(value).length === 0) return;
    lines.push("", ui.style.bold(title), ...JSON.stringify(value, null, 2).split("\n").map((line) => `  ${line}`));
  };
  values("Input", run.input);
  values("Output", run.output);
  if (run.artifacts.length > 0) {
    lines.push("", ui.style.bold("Artifacts"));
    for (const { name, task, size } of run.artifacts) {
      lines.push(`  ${name} ${ui.style.dim(`(${size} bytes, ${task})`)}`);
    }
  }
  const next = nextSteps(run);
  if (next.length > 0) lines.push("", ui.style.bold("Next"), ...next.map((each) => `  ${each}`));
  return lines.join("\n");
}

/** The tasks without what is said of the whole run already, such as who cancelled it. */
function ownNotes({ tasks, error }: RunDetails): TaskState[] {
  if (error?.code !== "CANCELED") return tasks;
  return tasks.map((task) => ({
    ...task,
    error: task.error?.message === error.message ? null : task.error,
    reason: task.reason === error.message ? null : task.reason,
  }));
}

/** A line for each task, and what stands in its way below it. */
export function taskLines(tasks: readonly TaskState[], ui: Ui): string[] {
  const width = Math.max(0, ...tasks.map((task) => taskName(task).length));
  return tasks.flatMap((task) => {
    const facts = [
      ui.style.dim(task.type.padEnd(8)),
      statusText(task.status, ui),
      ...(task.startedAt !== null && task.endedAt !== null ? [spanOf(task.startedAt, task.endedAt)] : []),
      ...(task.attempts > 1 ? [ui.style.dim(`${task.attempts} attempts`)] : []),
      ...(task.exitCode === null || task.exitCode === 0 ? [] : [ui.style.dim(`exit ${task.exitCode}`)]),
    ];
    const line = `  ${statusSymbol(task.status, ui)} ${taskName(task).padEnd(width)}  ${facts.join("  ")}`.trimEnd();
    const notes = [
      task.error === null ? "" : `${task.error.code}: ${task.error.message}`,
      task.reason === task.error?.message ? "" : task.reason ?? "",
      task.decision === null ? "" : decisionText(task.decision),
    ];
    return [line, ...notes.filter((note) => note !== "").map((note) => `      ${ui.style.dim(ui.wrapped(note, 6))}`)];
  });
}

function decisionText({ decision, by, comment }: NonNullable<TaskState["decision"]>): string {
  return `${decision} by ${by}${comment === null ? "" : `: ${comment}`}`;
}

function spanOf(startedAt: string, endedAt: string): string {
  const milliseconds = (at: string) => Temporal.Instant.from(at).epochMilliseconds;
  return spanText(Math.max(0, milliseconds(endedAt) - milliseconds(startedAt)));
}

function nextSteps({ id, status, tasks }: RunDetails): string[] {
  const approval = tasks.find((task) => task.type === "approval" && task.status === "WAITING");
  if (approval) {
    return [
      `workspace run approve ${id} --task ${approval.task}`,
      `workspace run reject ${id} --task ${approval.task}`,
    ];
  }
  switch (status) {
    case "FAILED":
    case "TIMED_OUT":
      return [`workspace run logs ${id}`, `workspace run rerun ${id} --failed`];
    case "CANCELED":
      return [`workspace run rerun ${id} --failed`];
    case "PAUSED":
      return [`workspace run resume ${id}`];
    case "SUCCESS":
      return [];
    default:
      return [`workspace run watch ${id}`];
  }
}
