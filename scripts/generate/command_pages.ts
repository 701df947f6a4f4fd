import type { Tree } from "../../src/cli/command.ts";
import { describeCommand, describeGlobals, type OptionDescription } from "../../src/cli/describe.ts";
import { isGroup } from "../../src/cli/route.ts";
import { EXIT_CODES } from "../../src/kernel/fault.ts";
import { type DocumentedCommand, fileName } from "./load_commands.ts";
import { block, code, GENERATED, prose, table } from "./markdown.ts";
import { permissionSummary } from "./permissions_page.ts";

/** `docs/cli`: a page for each command, and one that lists them. */
export function commandPages(commands: DocumentedCommand[], tree: Tree): [path: string, content: string][] {
  return [
    ["docs/cli/README.md", index(commands, tree)],
    ...commands.map((each): [string, string] => [`docs/cli/${fileName(each)}.md`, page(each)]),
  ];
}

function index(commands: DocumentedCommand[], tree: Tree): string {
  const sections = tree.map(({ title, commands: nodes }) => {
    const rows = commands.filter(({ path }) => Object.hasOwn(nodes, path[0]!)).map((each) => [
      `[\`${each.path.join(" ")}\`](${fileName(each)}.md)`,
      prose(each.leaf.summary),
    ]);
    return rows.length === 0 ? "" : `## ${title}\n\n${table(["command", ""], rows)}\n`;
  });
  const aliases = tree.flatMap(({ commands: nodes }) =>
    Object.entries(nodes).flatMap(([name, node]) =>
      isGroup(node) && node.aliases?.length ? [`\`${node.aliases.join("`, `")}\` for \`${name}\``] : []
    )
  );
  return [
    GENERATED,
    "# Commands\n",
    `${block("sh", "workspace [GLOBAL OPTIONS] <COMMAND> [ARGS] [OPTIONS]")}\n`,
    ...sections,
    ...(aliases.length > 0 ? [`The same in other words: ${aliases.join(", ")}.\n`] : []),
    "## Global options\n",
    "Accepted before and after every command.\n",
    `${optionTable(describeGlobals())}\n`,
    "## Exit codes\n",
    `${table(["code", ""], Object.entries(EXIT_CODES).map(([number, meaning]) => [number, meaning]))}\n`,
    "Every failure is listed in [errors.md](../errors.md).\n",
  ].filter((part) => part !== "").join("\n");
}

function page({ path, leaf, command }: DocumentedCommand): string {
  const description = describeCommand(path, leaf, command);
  const formats = Object.keys(command.formats);
  return [
    GENERATED,
    `# workspace ${description.command}\n`,
    `${prose(description.summary)}.\n`,
    ...(description.description === "" ? [] : [`${prose(description.description)}\n`]),
    `${block("sh", description.usage)}\n`,
    ...(description.arguments.length === 0 ? [] : [
      "## Arguments\n",
      `${
        table(
          ["argument", "", "values"],
          description.arguments.map((each) => [code(each.name), prose(each.description), listed(each.values)]),
        )
      }\n`,
    ]),
    ...(description.options.length === 0 ? [] : ["## Options\n", `${optionTable(description.options)}\n`]),
    `And the [global options](README.md#global-options)${
      formats.length === 0 ? "" : `; \`--format\` takes ${listed(formats)} too`
    }${command.listing ? "; `-o`/`--output` `json`, `yaml` or `table` means `--format`" : ""}.\n`,
    "## Examples\n",
    `${block("sh", description.examples.map(({ line, comment }) => `# ${comment}\n${line}`).join("\n\n"))}\n`,
    "## Output and permissions\n",
    `With \`--format json\`: [schema](../schemas/${fileName({ path })}.json), or a [failure](../schemas/error.json). ` +
    `It may ${permissionSummary(command.needs)} ([flags](../permissions.md)).\n`,
  ].join("\n");
}

function optionTable(options: OptionDescription[]): string {
  return table(
    ["option", "", "values", "default"],
    options.map((each) => [
      signature(each),
      prose(each.description) + (each.example ? `, such as ${code(each.example)}` : ""),
      listed(each.values),
      each.default === null ? "" : code(each.default),
    ]),
  );
}

function signature({ name, short, aliases, placeholder }: OptionDescription): string {
  const names = [...(short ? [`-${short}`] : []), name, ...aliases];
  return names.map((each, i) => code(i === names.length - 1 && placeholder ? `${each} <${placeholder}>` : each)).join(
    ", ",
  );
}

function listed(values: readonly string[]): string {
  return values.map(code).join(", ");
}
