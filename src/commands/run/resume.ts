import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { RUN_LINE, withDuration } from "./run_output.ts";
import { statusText } from "./run_text.ts";

export default command({
  description: "It goes on where it was paused.",
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  examples: [["workspace run resume run-01jq5", "Goes on"]],
  needs: WORKFLOW_NEEDS,
  output: inContext({ run: RUN_LINE }),
  async run(context) {
    await using open = await openWorkflows(context);
    const run = await open.service.resumeRun(context.args.run);
    return { run: withDuration(run, context.ports.workflows.clock.now()), ...contextField(open) };
  },
  text: ({ run }, ui) =>
    `${ui.style.success(ui.symbol.success)} Run ${run.id} is told to resume (${statusText(run.status, ui)})`,
});
