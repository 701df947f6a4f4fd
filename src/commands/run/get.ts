import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { runDetailsText } from "./run_details_text.ts";
import { RUN_DETAILS, withDuration } from "./run_output.ts";

export default command({
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  examples: [
    ["workspace run get run-01jq5", "Its tasks, input and output"],
    ["workspace run get run-01jq5 --output json", "For scripts"],
  ],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ run: RUN_DETAILS }),
  async run(context) {
    await using open = await openWorkflows(context);
    const run = await open.service.getRun(context.args.run);
    return { run: withDuration(run, context.ports.workflows.clock.now()), ...contextField(open) };
  },
  text: ({ run }, ui) => runDetailsText(run, ui),
});
