import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { PLUGIN_NOT_FOUND } from "../../domain/release/plugins/faults.ts";
import { changeGrants } from "../../domain/release/plugins/trust.ts";
import { integer, object, text } from "../../kernel/schema.ts";
import { getTrustStore, openPlugins } from "./open_plugins.ts";

export default command({
  description: "Takes back what a plugin was granted, wherever it lies: the plugin need not exist any more.",
  arguments: { plugin: requiredArgument("PLUGIN", "Name of the plugin") },
  examples: [["workspace plugins revoke project-facts", "It does not run until it is trusted again"]],
  needs: { read: ["project", "user"], write: ["user"] },
  output: object({ plugin: text(), revoked: integer({ description: "Contents of it that were trusted" }) }),
  async run(context) {
    const name = context.args.plugin;
    const open = await openPlugins(context);
    const hash = open.plugins.find((each) => each.name === name)?.hash;
    const isMeant = ([key, grant]: [string, { name: string }]) => key === hash || grant.name === name;
    const revoked = Object.entries(open.grants).filter(isMeant).length;
    if (revoked === 0 && hash === undefined) {
      const known = new Set([...open.plugins, ...Object.values(open.grants)].map((each) => each.name));
      throw PLUGIN_NOT_FOUND({ plugin: name, known: [...known] });
    }
    if (revoked > 0) {
      changeGrants(
        context.ports.files,
        getTrustStore(open),
        (grants) => Object.fromEntries(Object.entries(grants).filter((each) => !isMeant(each))),
      );
    }
    return { plugin: name, revoked };
  },
  text: ({ plugin, revoked }) =>
    revoked === 0 ? `Plugin '${plugin}' was not trusted.` : `Plugin '${plugin}' is not trusted any more.`,
});
