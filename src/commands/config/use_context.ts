import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { planUseContext } from "../../domain/workflow/contexts/edit_contexts.ts";
import { LOCAL } from "../../domain/workflow/contexts/model.ts";
import { boolean, either, nothing, object, text } from "../../kernel/schema.ts";
import { readUserContexts } from "../open_context.ts";
import { readOwnFile, writeOwnFile } from "./contexts/own_file.ts";

export default command({
  description: "It counts wherever neither --context nor WORKSPACE_CONTEXT nor COMPOZY_BASE_URL says otherwise.",
  arguments: { name: requiredArgument("NAME", "Name of the context, or local", { complete: "contexts" }) },
  examples: [
    ["workspace config use-context staging", "Work with a server from now on"],
    ["workspace config use-context local", "Work with this machine again"],
  ],
  needs: { read: ["user"], write: ["user"] },
  output: object({
    context: text(),
    server: either([text(), nothing]),
    previous: text({ description: "The one before" }),
    changed: boolean(),
    configFile: text(),
  }),
  async run(context) {
    const { args: { name }, ports: { env }, log } = context;
    const contexts = await readUserContexts(context);
    const file = readOwnFile(context);
    const changed = writeOwnFile(context, file, await planUseContext(file, name, contexts));
    for (const variable of ["WORKSPACE_CONTEXT", "COMPOZY_BASE_URL"]) {
      if (env.get(variable)) log.warn(`${variable} is set and goes before it`);
    }
    return {
      context: name,
      server: contexts.byName.get(name)?.server ?? null,
      previous: contexts.current?.name ?? LOCAL,
      changed,
      configFile: file.path,
    };
  },
  text({ context, server, previous }, { style, symbol }) {
    const where = server === null ? "this machine" : server;
    const before = previous === context ? "" : style.dim(` (was ${previous})`);
    return `${style.success(symbol.success)} Context ${style.bold(context)}: ${where}${before}`;
  },
});
