import { command } from "../../cli/command.ts";
import { flag, integer, requiredArgument, value } from "../../cli/option.ts";
import { TASK_NOT_FOUND } from "../../domain/workflow/faults.ts";
import { LOG_LINE, RUN_STATUSES } from "../../domain/workflow/model.ts";
import { INTERRUPTED } from "../../kernel/interrupted.ts";
import { either, object, oneOf, text } from "../../kernel/schema.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readInstant } from "../read_instant.ts";
import { logText } from "./log_text.ts";
import { statusText } from "./run_text.ts";

export default command({
  description:
    "With --follow it goes on until the run has ended, and never stops before. Each line of JSON is a line " +
    "of the log, or at the end the run's status.",
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  options: {
    follow: flag("Go on with what comes, until the run ends"),
    since: value("TIME", "Only lines since: 10m, yesterday, or an instant"),
    step: value("TASK", "Only lines of this task"),
    tail: integer("N", "Only the last N lines, before following", { minimum: 0 }),
  },
  examples: [
    ["workspace run logs run-01jq5 --follow", "What it writes, as it writes it"],
    ["workspace run logs run-01jq5 --step train --tail 100", "The end of one task's log"],
    ["workspace run logs run-01jq5 --since 10m --format json", "For scripts: JSON lines"],
  ],
  needs: WORKFLOW_NEEDS,
  streams: true,
  output: either([
    object({ kind: oneOf(["line"]), line: LOG_LINE }),
    object({ kind: oneOf(["end"]), run: text(), status: oneOf(RUN_STATUSES) }),
  ]),
  async run(context) {
    const { args, options, ports, emit } = context;
    const since = options.since && readInstant("--since", options.since, ports.workflows);
    await using open = await openWorkflows(context);
    const { id, needs } = await open.service.getRun(args.run);
    const task = options.step?.replace(/\[\d+\]$/, "");
    const known = Object.keys(needs);
    // A server that does not tell of its graph may still know the task.
    if (task !== undefined && known.length > 0 && !known.includes(task)) throw TASK_NOT_FOUND({ task, known });
    using hold = ports.interruption.hold();
    const lines = open.service.readLogs(id, {
      follow: options.follow,
      signal: hold.signal,
      ...(since ? { since } : {}),
      ...(task === undefined ? {} : { task }),
      ...(options.tail === undefined ? {} : { tail: options.tail }),
    });
    for await (const event of lines) {
      if (event.kind === "end") return { kind: "end" as const, run: id, status: event.status };
      await emit(event);
    }
    throw INTERRUPTED({});
  },
  text(event, ui) {
    if (event.kind === "line") return logText(event.line, ui);
    return ui.style.dim(`${event.run} `) + statusText(event.status, ui);
  },
});
