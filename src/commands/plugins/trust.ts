import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { object } from "../../kernel/schema.ts";
import { grantPlugin } from "./grant_plugin.ts";
import { getPlugin, getTrustStore, openPlugins } from "./open_plugins.ts";
import { PLUGIN, pluginLines, pluginOutput } from "./plugin_output.ts";

export default command({
  description: "Grants a plugin, as its files are now, the permissions that its manifest states. When a file of it " +
    "changes, it must be trusted again. Look at `workspace plugins list` first.",
  arguments: { plugin: requiredArgument("PLUGIN", "Name of the plugin") },
  examples: [["workspace plugins trust project-facts", "Let it run from now on"]],
  needs: { read: ["project", "user"], write: ["user"] },
  output: object({ plugin: PLUGIN }),
  async run(context) {
    const open = await openPlugins(context);
    const plugin = getPlugin(open, context.args.plugin);
    const grant = grantPlugin(plugin, { ports: context.ports, store: getTrustStore(open) });
    return { plugin: pluginOutput({ ...plugin, grant, state: "trusted" }) };
  },
  text: ({ plugin }, ui) => pluginLines(plugin, ui).join("\n"),
});
