import { command } from "../../cli/command.ts";
import { requiredArgument, value } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { isFinal, type Run, TASK_STATE } from "../../domain/workflow/model.ts";
import { INTERRUPTED } from "../../kernel/interrupted.ts";
import { boolean, either, object, oneOf } from "../../kernel/schema.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { findScreenColor } from "./dashboard/screen_color.ts";
import { RUN_LINE, withDuration } from "./run_output.ts";
import { runExit, runLine, statusSymbol, statusText, taskName } from "./run_text.ts";
import { waitLimit } from "./wait_for_run.ts";

export default command({
  description:
    "Shows what each task does until the run has ended, and exits with it: 0 success, 1 failed or timed out, " +
    "2 cancelled, 6 the server was lost, 64 invalid arguments, 124 the --timeout passed. The run goes on when this ends.",
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  options: { timeout: value("DURATION", "Watch at most so long, such as 30m") },
  examples: [
    ["workspace run watch run-01jq5", "Until it has ended"],
    ["workspace run watch run-01jq5 --format json --timeout 10m", "For scripts: JSON lines"],
  ],
  needs: WORKFLOW_NEEDS,
  streams: true,
  output: either([
    object({ kind: oneOf(["task"]), task: TASK_STATE }),
    object({ kind: oneOf(["run"]), run: RUN_LINE, ended: boolean() }),
  ]),
  tellsOfRun: () => true,
  async run(context) {
    const { args, options, ports, emit } = context;
    const { clock, timers } = ports.workflows;
    const limit = waitLimit(options.timeout);
    await using open = await openWorkflows(context);
    const over = new AbortController();
    using _timer = limit === undefined ? undefined : timers.after(limit, () => over.abort());
    let last: Run = await open.service.getRun(args.run);
    const color = findScreenColor(context);
    if (color !== undefined && !isFinal(last.status)) {
      const { showDashboard } = await import("./dashboard/show_dashboard.ts");
      const shown = { run: last.id, single: true, workflow: undefined, color, signal: over.signal };
      const { run = last, left } = await showDashboard(context, { open, ...shown });
      if (left && !isFinal(run.status)) throw INTERRUPTED({});
      return { kind: "run" as const, run: withDuration(lineOf(run), clock.now()), ended: isFinal(run.status) };
    }
    using hold = ports.interruption.hold();
    const told = new Map<string, string>();
    for await (const run of open.service.watchRun(last.id, { signal: AbortSignal.any([hold.signal, over.signal]) })) {
      const isNews = run.status !== last.status && !isFinal(run.status);
      last = run;
      for (const task of run.tasks) {
        const state = `${task.status} ${task.attempts}`;
        if (task.status === "PENDING" || told.get(taskName(task)) === state) continue;
        told.set(taskName(task), state);
        await emit({ kind: "task", task });
      }
      if (isNews) await emit({ kind: "run", run: withDuration(lineOf(run), clock.now()), ended: false });
    }
    if (hold.signal.aborted) throw INTERRUPTED({});
    return { kind: "run" as const, run: withDuration(lineOf(last), clock.now()), ended: isFinal(last.status) };
  },
  text(event, ui) {
    if (event.kind === "run") return runLine(event.run, ui);
    const { task } = event;
    const attempt = task.attempts > 1 ? ui.style.dim(` attempt ${task.attempts}`) : "";
    const why = task.error?.message ?? task.reason;
    return `  ${statusSymbol(task.status, ui)} ${taskName(task)} ${statusText(task.status, ui)}${attempt}${
      why === null ? "" : `: ${why}`
    }`;
  },
  exit(event): ExitCode {
    if (event.kind === "task" || !event.ended) return 124;
    return runExit(event.run.status);
  },
});

/** The run without its tasks and values. */
function lineOf({ input: _i, output: _o, tasks: _t, needs: _n, artifacts: _a, workingDirectory: _w, ...summary }: Run) {
  return summary;
}
