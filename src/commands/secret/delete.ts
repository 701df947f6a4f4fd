import { command } from "../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../cli/faults.ts";
import { flag, requiredArgument } from "../../cli/option.ts";
import { text } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  arguments: { name: requiredArgument("NAME", "Name of the secret") },
  options: { force: flag("Do not ask") },
  examples: [["workspace secret delete API_KEY", "Asks before it deletes"]],
  needs: WORKFLOW_NEEDS,
  output: inContext({ name: text() }),
  async run(context) {
    const { args: { name }, options, ports } = context;
    await using open = await openWorkflows(context);
    if (!options.force) {
      const action = `Deleting secret '${name}'`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action });
      if (!await ports.prompt.confirm(`Delete secret ${name}? Runs that need it will fail`)) {
        throw CANCELLED({ action });
      }
    }
    await open.service.deleteSecret(name);
    return { name, ...contextField(open) };
  },
  text: ({ name }, ui) => `${ui.style.success(ui.symbol.success)} Secret ${name} deleted`,
});
