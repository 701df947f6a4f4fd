import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { WORKFLOW_VERSION } from "../../domain/workflow/model.ts";
import { list, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  arguments: { id: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  examples: [["workspace workflow history data-pipeline", "Its versions, newest first"]],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ id: text(), versions: list(WORKFLOW_VERSION) }),
  async run(context) {
    await using open = await openWorkflows(context);
    const { id } = context.args;
    return { id, versions: await open.service.listVersions(id), ...contextField(open) };
  },
  text({ id, versions }, ui) {
    const columns = ["Version", "Deployed", "By", "Digest", "Note"].map((title) => ({ title }));
    const rows = versions.map(({ version, deployedAt, deployedBy, digest, current, note }) => [
      current ? `${ui.style.success(version)} (current)` : version,
      ui.time(deployedAt),
      deployedBy,
      digest.slice(0, 12),
      note ?? "",
    ]);
    return `${renderTable(columns, rows, ui)}\n\`workspace workflow rollback ${id} --to <version>\` brings one back.`;
  },
});
