import { command } from "../../cli/command.ts";
import { list, object, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  description: "Names only: values never come back.",
  examples: [["workspace secret list", "What is set"]],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ secrets: list(object({ name: text(), updatedAt: text({ format: "date-time" }) })) }),
  async run(context) {
    await using open = await openWorkflows(context);
    return { secrets: await open.service.listSecrets(), ...contextField(open) };
  },
  text({ secrets }, ui) {
    if (secrets.length === 0) return "No secrets. `workspace secret set NAME` sets one.";
    const rows = secrets.map(({ name, updatedAt }) => [name, ui.time(updatedAt)]);
    return renderTable([{ title: "Name" }, { title: "Set" }], rows, ui);
  },
});
