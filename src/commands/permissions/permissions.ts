import { command, type Needs, type Place } from "../../cli/command.ts";
import { selectLeaves } from "../../cli/leaves.ts";
import { restArguments } from "../../cli/option.ts";
import { denoFlags } from "../../cli/permissions.ts";
import { findUserFolders } from "../../cli/user_folders.ts";
import { listUserConfigFiles } from "../../domain/release/registry/config_files.ts";
import { type Infer, list, object, optional, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import type { Ui } from "../../view/ui.ts";
import { locateConfigFile } from "../open_project.ts";

const NEEDS = object({
  command: text(),
  read: list(text(), {
    description:
      "project (with its git repository), user (the user's own files), cache, npmrc (what package managers have outside of the project), anywhere",
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

/** Folders that a place stands for here. Where the project's git folders lie elsewhere, as in worktrees, they count. */
function placePaths(place: Place, at: Parameters<typeof locateConfigFile>[0]): string[] {
  const { env } = at.ports;
  const user = findUserFolders(env);
  if (place === "user") return Object.values(user ?? {});
  if (place === "cache") return user ? [user.cache] : [];
  if (place === "npmrc") return listUserConfigFiles(env);
  const location = at.ports.git(at.directory).findLocation();
  const { root, file } = locateConfigFile(at);
  const wanted = [location?.top, root, location?.gitDir, location?.commonDir, file?.path].filter((each) =>
    each !== undefined
  );
  return wanted.filter((path, i) => !wanted.some((other, j) => path !== other ? path.startsWith(`${other}/`) : j < i));
}

async function permissionsText({ commands, flags }: Infer<typeof PERMISSIONS>, ui: Ui): Promise<string> {
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
  const table = await renderTable(columns, rows, ui);
  return flags ? `${table}\n\nFlags of Deno:\n${flags.map((each) => `  ${each}`).join("\n")}` : table;
}
