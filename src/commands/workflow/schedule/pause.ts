import { command } from "../../../cli/command.ts";
import { requiredArgument } from "../../../cli/option.ts";
import { SCHEDULE } from "../../../domain/workflow/model.ts";
import { contextField, inContext } from "../../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../../open_workflows.ts";
import { serverHint } from "./server_hint.ts";

export default command({
  description: "Its times pass until it is resumed; what was missed is not made up for.",
  arguments: { workflow: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  examples: [["workspace workflow schedule pause nightly", "One schedule"]],
  needs: WORKFLOW_NEEDS,
  output: inContext({ schedule: SCHEDULE }),
  async run(context) {
    await using open = await openWorkflows(context);
    const schedule = await open.service.setSchedulePaused(context.args.workflow, true);
    await serverHint(context, open);
    return { schedule, ...contextField(open) };
  },
  text({ schedule: { workflowId, nextRunAt } }, ui) {
    const next = nextRunAt === null ? "" : `; next at ${ui.time(nextRunAt)}`;
    return `${ui.style.success(ui.symbol.success)} Schedule of ${workflowId} paused${next}`;
  },
});
