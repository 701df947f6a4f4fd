import type { Leaf, OwnFormat } from "../../cli/command.ts";
import type { Plugged } from "../../cli/plugged.ts";
import { PLUGIN_UNTRUSTED } from "../../domain/release/plugins/faults.ts";
import { isFault } from "../../kernel/fault.ts";
import { configRequest, locateConfigFile } from "../open_project.ts";
import type { Ports } from "../../cli/command.ts";
import type { PluginContext } from "./open_plugins.ts";

const NOTHING: Plugged = { commands: {}, formats: {}, problems: [] };

/**
 * What the plugins of the configuration add to the program. A configuration that cannot be read adds nothing: commands
 * that need it say what is wrong with it.
 */
export async function pluggedCommands(context: PluginContext): Promise<Plugged> {
  try {
    return mentionsPlugins(context) ? await readPlugged(context) : NOTHING;
  } catch (error) {
    const all = error instanceof AggregateError ? error.errors : [error];
    if (!all.every((each) => isFault(each))) throw error;
    return { ...NOTHING, problems: all.filter((each) => each.code.startsWith("PLUGIN_")) };
  }
}

/** Most projects have none, and a look at the texts tells. */
export function mentionsPlugins(context: Pick<PluginContext, "directory" | "globals" | "ports">): boolean {
  const asProject = { ...context, ports: context.ports as Ports };
  const { files } = context.ports;
  const texts = [locateConfigFile(asProject).file?.path, configRequest(asProject).userFile];
  return texts.some((path) => path !== undefined && files.readText(path)?.includes("plugins"));
}

async function readPlugged(context: PluginContext): Promise<Plugged> {
  const { getTrustStore, openPlugins } = await import("./open_plugins.ts");
  const open = await openPlugins(context);
  const commands: Record<string, Leaf> = {};
  const formats: Record<string, OwnFormat<unknown>> = {};
  for (const plugin of open.plugins) {
    for (const declared of plugin.manifest.commands ?? []) {
      commands[declared.name] = {
        summary: declared.summary,
        async load() {
          const { pluginCommand } = await import("./plugin_command.ts");
          return { default: pluginCommand(plugin, declared, getTrustStore(open)) };
        },
      };
    }
    for (const { name } of plugin.manifest.formatters ?? []) {
      formats[name] = async (value) => {
        if (!plugin.grant) throw PLUGIN_UNTRUSTED({ plugin: plugin.name, isChanged: plugin.state === "changed" });
        const { formatWithPlugin } = await import("./format_with_plugin.ts");
        return await formatWithPlugin({ plugin, name, value, plugins: await context.ports.plugins() });
      };
    }
  }
  return { commands, formats, problems: open.problems };
}
