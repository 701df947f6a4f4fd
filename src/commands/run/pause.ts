import { command } from "../../cli/command.ts";
import { requiredArgument, value } from "../../cli/option.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { RUN_LINE, withDuration } from "./run_output.ts";
import { statusText } from "./run_text.ts";

export default command({
  description: "Tasks that run go on to their end; none begins until it is resumed.",
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  options: { reason: value("TEXT", "Why; kept with the run") },
  examples: [[`workspace run pause run-01jq5 --reason "disk full"`, "Until it is resumed"]],
  needs: WORKFLOW_NEEDS,
  output: inContext({ run: RUN_LINE }),
  async run(context) {
    await using open = await openWorkflows(context);
    const run = await open.service.pauseRun(
      context.args.run,
      context.options.reason === undefined ? {} : { reason: context.options.reason },
    );
    return { run: withDuration(run, context.ports.workflows.clock.now()), ...contextField(open) };
  },
  text: ({ run }, ui) =>
    `${ui.style.success(ui.symbol.success)} Run ${run.id} is told to pause (${statusText(run.status, ui)})`,
});
