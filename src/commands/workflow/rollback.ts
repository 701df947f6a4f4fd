import { command } from "../../cli/command.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { requiredArgument, value } from "../../cli/option.ts";
import { DEPLOYMENT } from "../../domain/workflow/model.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  description: "New runs take the earlier version from now on. Runs that have begun keep theirs.",
  arguments: { id: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  options: { to: value("VERSION", "The version to go back to; without it, the one before") },
  examples: [
    ["workspace workflow rollback data-pipeline --to 1.1.0", "Back to a version"],
    ["workspace workflow rollback data-pipeline", "Back to the one before"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ deployment: DEPLOYMENT }),
  async run(context) {
    const { args, options } = context;
    await using open = await openWorkflows(context);
    const to = options.to?.replace(/^v(?=\d)/, "") ?? await findVersionBefore(open.service, args.id);
    return { deployment: await open.service.rollbackWorkflow(args.id, { to }), ...contextField(open) };
  },
  text({ deployment: { id, version, previousVersion, outcome } }, ui) {
    if (outcome === "unchanged") return `${ui.symbol.info} Workflow ${id} is at ${version} already`;
    return `${ui.style.success(ui.symbol.success)} Workflow ${id} is back at ${version} (was ${previousVersion})`;
  },
});

async function findVersionBefore(
  service: { listVersions(id: string): Promise<{ version: string; current: boolean }[]> },
  id: string,
): Promise<string> {
  const versions = await service.listVersions(id);
  const before = versions[versions.findIndex(({ current }) => current) + 1];
  if (!before) throw OPTION_REQUIRED({ option: "--to", command: "workflow rollback" });
  return before.version;
}
