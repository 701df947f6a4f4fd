import { command } from "../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../cli/faults.ts";
import { flag, restArguments } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { integer, list } from "../../kernel/schema.ts";
import { eachTarget, TARGET, targetLines } from "../each_target.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { selectWorkflows } from "./select_workflows.ts";

export default command({
  description: "Versions and schedule go with it; runs stay, with their logs, until their retention ends. While runs " +
    "have not ended it takes --force, and they go on with their own copy of the definition.",
  arguments: { workflows: restArguments("WORKFLOW", "Ids or globs", { complete: "workflows", required: true }) },
  options: { force: flag("Do not ask, and delete though runs have not ended") },
  examples: [
    ["workspace workflow delete old-pipeline", "Asks before it deletes"],
    ["workspace workflow delete 'test-*' --force", "Does not ask"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ workflows: list(TARGET), exitCode: integer() }),
  async run(context) {
    const { args, options: { force }, ports } = context;
    await using open = await openWorkflows(context);
    const ids = await selectWorkflows(open.service, args.workflows);
    if (!force) {
      const action = `Deleting ${ids.length === 1 ? `workflow '${ids[0]}'` : `${ids.length} workflows`}`;
      if (ids.length === 1) await open.service.getWorkflow(ids[0]!);
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action });
      if (!await ports.prompt.confirm(`Delete ${ids.join(", ")} from ${open.name}?`)) throw CANCELLED({ action });
    }
    const { targets, exit } = await eachTarget(ids, async (id) => {
      await open.service.deleteWorkflow(id, { force });
      return "deleted";
    });
    return { workflows: targets, exitCode: exit, ...contextField(open) };
  },
  text: ({ workflows }, ui) => targetLines(workflows, { what: "Workflow", ui }),
  exit: ({ exitCode }) => exitCode as ExitCode,
});
