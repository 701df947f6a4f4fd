import { command } from "../../../cli/command.ts";
import { findContext } from "../../../domain/workflow/contexts/choose_context.ts";
import { boolean, list, object, text } from "../../../kernel/schema.ts";
import { renderTable } from "../../../view/table.ts";
import { readUserContexts } from "../../open_context.ts";
import { CONTEXT_FIELDS, contextOutput, dialectName } from "./context_output.ts";

export default command({
  description: "The one in force is marked, with what chose it.",
  examples: [
    ["workspace config contexts list", "Where workflows may be"],
    ["workspace config contexts list --output json", "For scripts"],
  ],
  needs: { read: ["user"] },
  listing: true,
  output: object({
    contexts: list(object({
      ...CONTEXT_FIELDS,
      inForce: boolean(),
      source: text({ description: "What defines it: `built in`, a file with a line, or the environment" }),
    })),
    context: text({ description: "The one in force" }),
    chosenBy: text({ description: "`--context`, the environment, a file with a line, or `default`" }),
  }),
  async run(context) {
    const { globals, ports: { env } } = context;
    const contexts = await readUserContexts(context);
    const { context: inForce, chosenBy } = findContext(contexts, { context: globals.context, env });
    const all = new Map(contexts.byName).set(inForce.name, inForce);
    return {
      contexts: [...all.values()].map((each) => ({
        ...contextOutput(each),
        inForce: each.name === inForce.name,
        source: each.source,
      })),
      context: inForce.name,
      chosenBy,
    };
  },
  async text({ contexts, context, chosenBy }, ui) {
    const columns = ["", "Name", "Server", "Speaks", "Description"].map((title) => ({ title }));
    const rows = contexts.map(({ name, server, dialect, description, inForce }) => [
      inForce ? ui.style.success(ui.symbol.arrow) : "",
      name,
      server ?? ui.style.dim("this machine"),
      server === null ? "" : dialectName(dialect),
      description ?? "",
    ]);
    const chosen = chosenBy === "default" ? "" : ` (${chosenBy})`;
    return [await renderTable(columns, rows, ui), "", `In force: ${context}${chosen}`].join("\n");
  },
});
