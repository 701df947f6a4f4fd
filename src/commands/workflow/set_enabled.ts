import { restArguments } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { integer, list } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { eachTarget, TARGET, type Target, targetLines } from "../each_target.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS, type WorkflowContext } from "../open_workflows.ts";
import { selectWorkflows } from "./select_workflows.ts";

const EXPLAINED = {
  enable: "New runs and schedules start again.",
  disable: "A disabled workflow starts no runs, by hand or by schedule; those that have begun go on.",
};

/** `workflow enable` and `workflow disable`, which are the same but for one word. */
export function enablingCommand(action: "enable" | "disable") {
  return {
    description: EXPLAINED[action],
    arguments: {
      workflows: restArguments("WORKFLOW", "Ids or globs", { complete: "workflows", required: true }),
    },
    examples: [
      [`workspace workflow ${action} data-pipeline`, "One"],
      [`workspace workflow ${action} 'nightly-*'`, "All that fit"],
    ],
    needs: WORKFLOW_NEEDS,
    output: inContext({ workflows: list(TARGET), exitCode: integer() }),
    async run(context: WorkflowContext & { args: { workflows: string[] } }) {
      await using open = await openWorkflows(context);
      const ids = await selectWorkflows(open.service, context.args.workflows);
      const { targets, exit } = await eachTarget(ids, async (id) => {
        await open.service.setEnabled(id, action === "enable");
        return `${action}d`;
      });
      return { workflows: targets, exitCode: exit, ...contextField(open) };
    },
    text: ({ workflows }: { workflows: Target[] }, ui: Ui) => targetLines(workflows, { what: "Workflow", ui }),
    exit: ({ exitCode }: { exitCode: number }) => exitCode as ExitCode,
  } as const;
}
