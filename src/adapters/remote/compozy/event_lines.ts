import { isFinal, type LogLine, type Run, type TaskState } from "../../../domain/workflow/model.ts";
import type { Observation } from "./observe.ts";

const NOTICE = "This server keeps no logs: its events and the states of tasks are shown instead.";

/** Makes lines of what is known of a run, since there is no log: each thing is told once. */
export function eventLines(options: { task?: string | undefined }): (observation: Observation) => LogLine[] {
  const told = new Map<string, string>();
  let seq = 0;
  const line = (text: string, about: Partial<LogLine> = {}): LogLine => ({
    seq: ++seq,
    at: new Date().toISOString(),
    task: null,
    item: null,
    attempt: 1,
    stream: "system",
    level: "info",
    text,
    ...about,
  });
  return ({ event, run }) => {
    const lines = seq === 0 ? [line(NOTICE, { level: "warn" })] : [];
    const isWanted = options.task === undefined;
    if (event && isWanted) lines.push(line(`event ${event.name}: ${event.data}`));
    for (const task of run?.tasks ?? []) {
      if (!isWanted && task.task !== options.task || told.get(task.task) === task.status) continue;
      told.set(task.task, task.status);
      lines.push(line(taskWords(task), { task: task.task, level: task.error ? "error" : "info" }));
    }
    if (run && isWanted && told.get("") !== run.status) {
      told.set("", run.status);
      lines.push(line(runWords(run), { level: run.error ? "error" : "info" }));
    }
    return lines;
  };
}

function taskWords({ status, error }: TaskState): string {
  return `is ${status}${error ? `: ${error.message}` : ""}`;
}

function runWords({ status, error }: Run): string {
  return `The run ${isFinal(status) ? "ended with" : "is"} ${status}${error ? `: ${error.message}` : ""}`;
}
