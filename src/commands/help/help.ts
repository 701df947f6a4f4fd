import { command, type Tree } from "../../cli/command.ts";
import { COMMAND_DESCRIPTION, type CommandDescription, describeCommand } from "../../cli/describe.ts";
import { ARGUMENT_UNEXPECTED } from "../../cli/faults.ts";
import { commandHelp, groupHelp, rootHelp } from "../../cli/help.ts";
import { restArguments } from "../../cli/option.ts";
import { isGroup, route } from "../../cli/route.ts";
import { type Infer, list, object, optional, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";

const ENTRY = object({ name: text(), summary: text() });

const HELP = object({
  commands: optional(list(ENTRY, { description: "Without a command: all of them" })),
  group: optional(object({ name: text(), summary: text(), aliases: list(text()), actions: list(ENTRY) })),
  command: optional(COMMAND_DESCRIPTION),
  sections: optional(list(object({ title: text(), commands: list(ENTRY) }))),
});

export default command({
  arguments: { command: restArguments("COMMAND", "Words of the command to explain", { complete: "commands" }) },
  examples: [
    ["workspace help", "All commands"],
    ["workspace help changeset", "The actions of an object"],
    ["workspace help changeset create", "One command"],
  ],
  // Commands of plugins are listed too.
  needs: { read: ["project", "user"] },
  output: HELP,
  async run({ args, tree }) {
    const found = route(tree, args.command);
    if (found.problem) throw found.problem;
    const [extra] = found.rest;
    if (extra !== undefined) throw ARGUMENT_UNEXPECTED({ argument: extra, command: `help ${found.path.join(" ")}` });
    if (found.node === undefined) return rootDescription(tree);
    if (isGroup(found.node)) {
      const { summary, aliases = [], actions } = found.node;
      return { group: { name: found.path.join(" "), summary, aliases: [...aliases], actions: entries(actions) } };
    }
    const { default: described } = await found.node.load();
    return { command: describeCommand(found.path, found.node, described) };
  },
  text: (value, ui) => helpText(value, ui),
});

function rootDescription(tree: Tree): Infer<typeof HELP> {
  const sections = tree.map(({ title, commands }) => ({ title, commands: entries(commands) }));
  return { commands: sections.flatMap(({ commands }) => commands), sections };
}

function entries(nodes: Readonly<Record<string, { summary: string; hidden?: boolean }>>): Infer<typeof ENTRY>[] {
  return Object.entries(nodes).filter(([, node]) => !node.hidden).map(([name, { summary }]) => ({ name, summary }));
}

function helpText(value: Infer<typeof HELP>, ui: Ui): string {
  if (value.command) return commandHelp(value.command as CommandDescription, ui);
  if (value.group) return groupHelp(value.group, ui);
  return rootHelp(value.sections!, ui);
}
