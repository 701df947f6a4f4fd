import { requiredArgument, value } from "../../cli/option.ts";
import { DECISION, type Decision } from "../../domain/workflow/model.ts";
import { boolean, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS, type WorkflowContext } from "../open_workflows.ts";

const OUTCOME = { approve: "The run goes on.", reject: "The approval fails, and with it what needs it." };

/** `run approve` and `run reject`, which are the same but for the decision. */
export function decisionCommand(action: "approve" | "reject", decision: Decision["decision"]) {
  return {
    description: `${OUTCOME[action]} The first decision counts; whoever comes later is told of it.`,
    arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
    options: {
      task: value("TASK", "The approval; needed where more than one waits"),
      comment: value("TEXT", "Kept with the decision"),
    },
    examples: [[`workspace run ${action} run-01jq5 --comment "checked"`, "The approval that the run waits for"]],
    needs: WORKFLOW_NEEDS,
    output: inContext({
      run: text(),
      task: text(),
      decision: DECISION,
      first: boolean({ description: "False: somebody decided before; this is that decision" }),
    }),
    async run(context: WorkflowContext & { args: { run: string }; options: { task?: string; comment?: string } }) {
      const { args, options } = context;
      await using open = await openWorkflows(context);
      const { id } = await open.service.getRun(args.run);
      const { task, first, ...made } = await open.service.decide(id, {
        decision,
        ...(options.task === undefined ? {} : { task: options.task }),
        ...(options.comment === undefined ? {} : { comment: options.comment }),
      });
      return { run: id, task, decision: made, first, ...contextField(open) };
    },
    text(value: { run: string; task: string; decision: Decision; first: boolean }, ui: Ui): string {
      const { run, task, decision: made, first } = value;
      if (first) return `${ui.style.success(ui.symbol.success)} ${task} of run ${run} ${made.decision}`;
      return `${ui.style.warning(ui.symbol.warning)} ${task} of run ${run} was ${made.decision} by ${made.by} at ${
        ui.time(made.at)
      }`;
    },
    exit: (value: { decision: Decision }) => value.decision.decision === decision ? 0 as const : 1 as const,
  } as const;
}
