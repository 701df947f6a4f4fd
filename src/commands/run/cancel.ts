import { command } from "../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../cli/faults.ts";
import { flag, restArguments, value } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { integer, list } from "../../kernel/schema.ts";
import { eachTarget, TARGET, targetLines } from "../each_target.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { selectOpenRuns } from "./select_open_runs.ts";

export default command({
  description: "What runs of it is told to end, and ended after 10 seconds, with all the processes that it started. " +
    "Without ids, --workflow cancels all open runs of one.",
  arguments: { runs: restArguments("RUN", "Ids, or how they begin", { complete: "runs" }) },
  options: {
    workflow: value("WORKFLOW", "All runs of this workflow that have not ended", { complete: "workflows" }),
    reason: value("TEXT", "Why; kept with the run"),
    force: flag("Do not ask"),
  },
  examples: [
    [`workspace run cancel run-01jq5 --reason "wrong date"`, "Asks before it cancels"],
    ["workspace run cancel --workflow data-pipeline --force", "All that run, without asking"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ runs: list(TARGET), exitCode: integer() }),
  async run(context) {
    const { options, ports } = context;
    await using open = await openWorkflows(context);
    const ids = await selectOpenRuns(open.service, { ids: context.args.runs, workflow: options.workflow });
    if (!options.force && ids.length > 0) {
      const action = `Cancelling ${ids.length === 1 ? `run '${ids[0]}'` : `${ids.length} runs`}`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action });
      if (!await ports.prompt.confirm(`Cancel ${ids.join(", ")}?`)) throw CANCELLED({ action });
    }
    const { targets, exit } = await eachTarget(ids, async (id) => {
      const { status } = await open.service.cancelRun(
        id,
        options.reason === undefined ? {} : { reason: options.reason },
      );
      return status === "CANCELED" ? "cancelled" : `cancelling (${status})`;
    });
    return { runs: targets, exitCode: exit, ...contextField(open) };
  },
  text: ({ runs }, ui) => runs.length === 0 ? "Nothing to cancel." : targetLines(runs, { what: "Run", ui }),
  exit: ({ exitCode }) => exitCode as ExitCode,
});
