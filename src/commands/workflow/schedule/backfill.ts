import { command } from "../../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED, OPTION_REQUIRED } from "../../../cli/faults.ts";
import { flag, requiredArgument, value } from "../../../cli/option.ts";
import { boolean, list, text } from "../../../kernel/schema.ts";
import { contextField, inContext } from "../../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../../open_workflows.ts";
import { readInstant } from "../../read_instant.ts";
import { RUN_LINE, withDuration } from "../../run/run_output.ts";

export default command({
  description: "Starts a run for each time that the schedule had in a span of time, oldest first; at most 1000. A " +
    "time that has its run already gets no second one.",
  arguments: { workflow: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  options: {
    from: value("TIME", "Begin of the span: an instant, `yesterday`, or `36h` for so long ago"),
    to: value("TIME", "End of the span", { defaultText: "now" }),
    dryRun: flag("Only list the times"),
    force: flag("Do not ask"),
  },
  examples: [
    [
      "workspace workflow schedule backfill nightly --from 2026-01-01 --to 2026-01-08 --dry-run",
      "Which runs there would be",
    ],
    ["workspace workflow schedule backfill nightly --from 2d --force", "Of the last two days, without asking"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ dryRun: boolean(), times: list(text({ format: "date-time" })), runs: list(RUN_LINE) }),
  async run(context) {
    const { args, options, ports } = context;
    if (options.from === undefined) {
      throw OPTION_REQUIRED({ option: "--from", command: "workflow schedule backfill" });
    }
    const { clock } = ports.workflows;
    const span = {
      from: readInstant("--from", options.from, ports.workflows),
      to: options.to === undefined ? clock.now().toString() : readInstant("--to", options.to, ports.workflows),
    };
    await using open = await openWorkflows(context);
    const planned = await open.service.backfill(args.workflow, { ...span, dryRun: true });
    const field = contextField(open);
    if (options.dryRun || planned.times.length === 0) return { dryRun: true, times: planned.times, runs: [], ...field };
    if (!options.force) {
      const runs = `${planned.times.length} ${planned.times.length === 1 ? "run" : "runs"}`;
      const action = `Starting ${runs} of '${args.workflow}'`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action });
      if (!await ports.prompt.confirm(`Start ${runs} of ${args.workflow}?`)) {
        throw CANCELLED({ action });
      }
    }
    const { times, runs } = await open.service.backfill(args.workflow, { ...span, dryRun: false });
    return { dryRun: false, times, runs: runs.map((run) => withDuration(run, clock.now())), ...field };
  },
  text({ dryRun, times, runs }, ui) {
    if (times.length === 0) return "Nothing to start: the schedule has no time in that span that has no run yet.";
    if (dryRun) {
      return [
        `${times.length} ${times.length === 1 ? "time" : "times"}:`,
        ...times.map((at) => `  ${ui.time(at)}`),
      ].join("\n");
    }
    return [
      `${ui.style.success(ui.symbol.success)} ${runs.length} ${runs.length === 1 ? "run" : "runs"}`,
      ...runs.map(({ id, status }) => `  ${id} ${status}`),
    ].join("\n");
  },
});
