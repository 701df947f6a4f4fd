import { command } from "../../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../../cli/faults.ts";
import { flag, requiredArgument } from "../../../cli/option.ts";
import { credentialName } from "../../../domain/workflow/contexts/credential.ts";
import { planDeleteContext } from "../../../domain/workflow/contexts/edit_contexts.ts";
import { LOCAL } from "../../../domain/workflow/contexts/model.ts";
import { boolean, either, nothing, object, text } from "../../../kernel/schema.ts";
import { readUserContexts, SERVER_NEEDS } from "../../open_context.ts";
import { readOwnFile, writeOwnFile } from "./own_file.ts";

export default command({
  description: "The credential goes with it. Nothing changes on the server; `auth logout` first also revokes it there.",
  arguments: { name: requiredArgument("NAME", "Name of the context", { complete: "contexts" }) },
  options: { force: flag("Do not ask") },
  examples: [
    ["workspace config contexts delete staging", "Asks before it deletes"],
    ["workspace config contexts delete staging --force", "Does not ask"],
  ],
  needs: { read: SERVER_NEEDS.read, write: SERVER_NEEDS.write, run: SERVER_NEEDS.run },
  output: object({
    name: text(),
    server: either([text(), nothing]),
    deleted: boolean(),
    credentialDeleted: boolean(),
    context: text({ description: "The user's choice from now on" }),
  }),
  async run(context) {
    const { args: { name }, options, ports } = context;
    const contexts = await readUserContexts(context);
    const file = readOwnFile(context);
    const next = await planDeleteContext(file, name, contexts);
    const server = contexts.byName.get(name)?.server ?? null;
    if (!options.force) {
      const action = `Deleting context '${name}'`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action });
      if (!await ports.prompt.confirm(`Delete context ${name} (${server})?`)) throw CANCELLED({ action });
    }
    const credentialDeleted = await (await ports.servers.credentials()).delete(credentialName(name));
    writeOwnFile(context, file, next);
    const { current } = await readUserContexts(context);
    return { name, server, deleted: true, credentialDeleted, context: current?.name ?? LOCAL };
  },
  text({ name, credentialDeleted, context }, { style, symbol }) {
    const too = credentialDeleted ? " with its credential" : "";
    return `${style.success(symbol.success)} Context ${name} deleted${too}; ${context} is in force`;
  },
});
