import { command } from "../../cli/command.ts";
import { list, object, text } from "../../kernel/schema.ts";
import { openPlugins } from "./open_plugins.ts";
import { PLUGIN, pluginLines, pluginOutput } from "./plugin_output.ts";

export default command({
  description: "Plugins are named by `plugins` in the project's configuration and in the user's own. " +
    "What is not trusted, or has changed since, does not run.",
  examples: [
    ["workspace plugins list", "Plugins, what they may touch and what they add"],
    ["workspace plugins list --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"] },
  listing: true,
  output: object({
    plugins: list(PLUGIN),
    problems: list(text(), { description: "What is wrong with plugins that are not listed" }),
  }),
  async run(context) {
    const { plugins, problems } = await openPlugins(context);
    for (const each of problems) context.log.warn(each.message);
    return { plugins: plugins.map(pluginOutput), problems: problems.map(({ message }) => message) };
  },
  text({ plugins }, ui) {
    if (plugins.length === 0) return "No plugins.";
    return [ui.heading("Plugins"), ...plugins.flatMap((each) => ["", ...pluginLines(each, ui)])].join("\n");
  },
});
