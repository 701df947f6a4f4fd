import { command, type Needs } from "../../cli/command.ts";
import { selectLeaves } from "../../cli/leaves.ts";
import { restArguments } from "../../cli/option.ts";
import { denoFlags } from "../../cli/permissions.ts";
import { type Infer, list, object, optional, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import type { Ui } from "../../view/ui.ts";
import type { locateConfigFile } from "../open_project.ts";
import { placePaths } from "../place_paths.ts";

const NEEDS = object({
  command: text(),
  read: list(text(), {
    description:
      "project (with its git repository), user (the user's own files), data (workflows and runs), cache, npmrc (what package managers have outside of the project), anywhere",
  }),
  write: list(text()),
  net: list(text(), { description: "registries: those that the configuration names" }),
  run: list(text(), { description: "Programs that it may start" }),
  env: list(text(), { description: "Variables besides those that every command may read" }),
});

const PERMISSIONS = object({
  commands: list(NEEDS),
  flags: optional(list(text(), { description: "For one command: the flags of Deno, filled in for this project" })),
});

export default command({
  description: "What a command does not state is revoked before it runs, so that Deno itself refuses it. For one " +
    "command the flags are printed that grant no more than it states, places filled in for the current project.",
  arguments: { command: restArguments("COMMAND", "Words of a command or object", { complete: "commands" }) },
  examples: [
    ["workspace permissions", "What each command may touch"],
    ["workspace permissions bump", "One command, with the flags of Deno"],
  ],
  needs: { read: ["project"] },
  output: PERMISSIONS,
  async run({ args, tree, ports, directory, globals }) {
    const selected = selectLeaves(tree, args.command);
    const commands = await Promise.all(selected.map(async ({ path, leaf }) => {
      const { default: { needs } } = await leaf.load();
      return { path: path.join(" "), needs };
    }));
    const listed = commands.map(({ path, needs }) => ({
      command: path,
      read: [...needs.read ?? []],
      write: [...needs.write ?? []],
      net: [...needs.net ?? []],
      run: [...needs.run ?? []],
      env: [...needs.env ?? []],
    }));
    const [first, ...others] = commands;
    if (args.command.length === 0 || others.length > 0) return { commands: listed };
    return { commands: listed, flags: filledFlags(first!.needs, { ports, directory, globals }) };
  },
  text: (value, ui) => permissionsText(value, ui),
});

function filledFlags(needs: Needs, at: Parameters<typeof locateConfigFile>[0]): string[] {
  return denoFlags(needs, {
    paths: (place) => placePaths(place, at),
    hosts: [],
    processEnvironment: at.ports.program.passedOn,
  });
}

function permissionsText({ commands, flags }: Infer<typeof PERMISSIONS>, ui: Ui): string {
  const columns = [
    { title: "Command" },
    { title: "Read" },
    { title: "Write" },
    { title: "Network" },
    { title: "Programs" },
    { title: "Variables" },
  ];
  const rows = commands.map(({ command, read, write, net, run, env }) => [
    command,
    ...[read, write, net, run].map((each) => each.join(", ")),
    env.length > 2 ? `${env.length} variables` : env.join(", "),
  ]);
  const table = renderTable(columns, rows, ui);
  return flags ? `${table}\n\nFlags of Deno:\n${flags.map((each) => `  ${each}`).join("\n")}` : table;
}
