import { requiredArgument } from "../../../cli/option.ts";
import { SCHEDULE, type Schedule } from "../../../domain/workflow/model.ts";
import type { Ui } from "../../../view/ui.ts";
import { contextField, inContext } from "../../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS, type WorkflowContext } from "../../open_workflows.ts";
import { serverHint } from "./server_hint.ts";

const EXPLAINED = {
  pause: "Its times pass until it is resumed; what was missed is not made up for.",
  resume: "It goes on with its next time.",
};

/** `workflow schedule pause` and `workflow schedule resume`, which are the same but for one word. */
export function pausingCommand(action: keyof typeof EXPLAINED) {
  return {
    description: EXPLAINED[action],
    arguments: { workflow: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
    examples: [[`workspace workflow schedule ${action} nightly`, "One schedule"]],
    needs: WORKFLOW_NEEDS,
    output: inContext({ schedule: SCHEDULE }),
    async run(context: WorkflowContext & { args: { workflow: string } }) {
      await using open = await openWorkflows(context);
      const schedule = await open.service.setSchedulePaused(context.args.workflow, action === "pause");
      await serverHint(context, open);
      return { schedule, ...contextField(open) };
    },
    text({ schedule: { workflowId, nextRunAt } }: { schedule: Schedule }, ui: Ui): string {
      const next = nextRunAt === null ? "" : `; next at ${ui.time(nextRunAt)}`;
      return `${ui.style.success(ui.symbol.success)} Schedule of ${workflowId} ${action}d${next}`;
    },
  } as const;
}
