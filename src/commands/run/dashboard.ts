import { command } from "../../cli/command.ts";
import { optionalArgument, value } from "../../cli/option.ts";
import { integer, list } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { findScreenColor } from "./dashboard/screen_color.ts";
import { RUN_LINE, withDuration } from "./run_output.ts";
import { runLine } from "./run_text.ts";

export default command({
  description:
    "Shows runs, the tasks of one of them and its log as it comes, on the whole terminal: Tab goes from pane to " +
    "pane, / searches the log, Enter on a task shows its lines alone, l leaves out levels, q leaves. Runs can be " +
    "paused, cancelled and approved. Where there is no terminal the recent runs are listed.",
  arguments: { run: optionalArgument("RUN", "The run that is shown first", { complete: "runs" }) },
  options: { workflow: value("WORKFLOW", "Only runs of this workflow", { complete: "workflows" }) },
  examples: [
    ["workspace run dashboard", "All runs"],
    ["workspace run dashboard --workflow data-pipeline", "Those of one workflow"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ runs: list(RUN_LINE), shown: integer({ description: "How many runs there are in the list" }) }),
  async run(context) {
    const { args, options, ports } = context;
    await using open = await openWorkflows(context);
    const run = args.run === undefined ? undefined : (await open.service.getRun(args.run)).id;
    const color = findScreenColor(context);
    if (color !== undefined) {
      const { showDashboard } = await import("./dashboard/show_dashboard.ts");
      await showDashboard(context, { open, run, single: false, workflow: options.workflow, color });
      return { runs: [], shown: 0, ...contextField(open) };
    }
    const { items } = await open.service.listRuns({
      limit: 50,
      ...(options.workflow === undefined ? {} : { workflowId: options.workflow }),
    });
    if (items.length === 0 && options.workflow !== undefined) await open.service.getWorkflow(options.workflow);
    const now = ports.workflows.clock.now();
    return { runs: items.map((each) => withDuration(each, now)), shown: items.length, ...contextField(open) };
  },
  text: ({ runs }, ui) => runs.map((run) => runLine(run, ui)).join("\n"),
});
