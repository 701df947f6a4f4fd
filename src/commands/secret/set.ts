import { command } from "../../cli/command.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { requiredArgument } from "../../cli/option.ts";
import { text } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  description:
    "The value is asked for on a terminal and is not shown; otherwise it is read from stdin, without its last " +
    "line end. It never stands on a command line. It has at least 8 characters, and is masked wherever a run writes it.",
  arguments: { name: requiredArgument("NAME", "Name in `${{ secrets.NAME }}`") },
  examples: [
    ["workspace secret set API_KEY", "Asks for the value"],
    ["workspace secret set API_KEY < key.txt", "From a file"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ name: text() }),
  async run(context) {
    const { args: { name }, ports } = context;
    const value = await readValue(name, ports);
    await using open = await openWorkflows(context);
    await open.service.setSecret(name, value);
    return { name, ...contextField(open) };
  },
  text: ({ name }, ui) => `${ui.style.success(ui.symbol.success)} Secret ${name} is set`,
});

async function readValue(
  name: string,
  { prompt, terminal }: Pick<Parameters<typeof openWorkflows>[0]["ports"], "prompt" | "terminal">,
): Promise<string> {
  if (prompt.available) return await prompt.secret(`Value of ${name}:`);
  if (terminal.isTerminal("stdin")) throw OPTION_REQUIRED({ option: "a value on stdin", command: "secret set" });
  return (await terminal.readInput()).replace(/\r?\n$/, "");
}
