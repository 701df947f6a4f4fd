import type { Tree } from "../../src/cli/command.ts";
import {
  type CommandDescription,
  describeCommand,
  describeGlobals,
  type OptionDescription,
} from "../../src/cli/describe.ts";
import { EXIT_CODES } from "../../src/kernel/fault.ts";
import type { DocumentedCommand } from "./load_commands.ts";

/** `docs/man`: a manual page (man(7)) for the program and one for each command, as installers put them in place. */
export function manPages(commands: DocumentedCommand[], tree: Tree): [path: string, content: string][] {
  return [
    ["docs/man/workspace.1", programPage(commands, tree)],
    ...commands.map(({ path, leaf, command }): [string, string] => [
      `docs/man/workspace-${path.join("-")}.1`,
      commandPage(describeCommand(path, leaf, command)),
    ]),
  ];
}

function programPage(commands: DocumentedCommand[], tree: Tree): string {
  const sections = tree.flatMap(({ title, commands: nodes }) => {
    const listed = commands.filter(({ path }) => Object.hasOwn(nodes, path[0]!));
    return listed.length === 0 ? [] : [
      `.SS ${text(title)}`,
      ...listed.flatMap(({ path, leaf }) => entry(`\\fBworkspace\\-${text(path.join("-"))}\\fR(1)`, leaf.summary)),
    ];
  });
  return page("workspace", [
    ".SH NAME",
    "workspace \\- versions, changesets, dependencies and releases of JavaScript and TypeScript projects",
    ".SH SYNOPSIS",
    "\\fBworkspace\\fR [\\fIGLOBAL OPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGS\\fR] [\\fIOPTIONS\\fR]",
    ".SH COMMANDS",
    ...sections,
    ".SH GLOBAL OPTIONS",
    "Accepted before and after every command.",
    ...describeGlobals().flatMap(option),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_CODES).flatMap(([code, meaning]) => entry(`\\fB${code}\\fR`, meaning)),
  ]);
}

function commandPage(description: CommandDescription): string {
  const section = (title: string, lines: string[]) => lines.length === 0 ? [] : [`.SH ${title}`, ...lines];
  return page(`workspace-${description.command.replaceAll(" ", "-")}`, [
    ".SH NAME",
    `workspace\\-${text(description.command.replaceAll(" ", "-"))} \\- ${text(description.summary)}`,
    ".SH SYNOPSIS",
    `\\fB${text(description.usage.split(" [OPTIONS]")[0]!)}\\fR [\\fIOPTIONS\\fR]`,
    ...section("DESCRIPTION", paragraphs(description.description)),
    ...section(
      "ARGUMENTS",
      description.arguments.flatMap((each) => entry(`\\fI${text(each.name)}\\fR`, each.description)),
    ),
    ...section("OPTIONS", description.options.flatMap(option)),
    ".SH GLOBAL OPTIONS",
    "See \\fBworkspace\\fR(1).",
    ...section(
      "EXAMPLES",
      description.examples.flatMap(({ line, comment }) => entry(`\\fB${text(line)}\\fR`, comment)),
    ),
    ".SH SEE ALSO",
    "\\fBworkspace\\fR(1)",
  ]);
}

function page(name: string, lines: string[]): string {
  return [`.TH ${name.toUpperCase().replaceAll("-", "\\-")} 1 "" "workspace" "User Commands"`, ...lines, ""].join("\n");
}

function option(each: OptionDescription): string[] {
  const value = each.placeholder === null ? "" : ` \\fI${text(each.placeholder)}\\fR`;
  const names = [...(each.short ? [`-${each.short}`] : []), each.name, ...each.aliases];
  const facts = [
    ...(each.values.length > 0 ? [`One of ${each.values.join(", ")}.`] : []),
    ...(each.default === null ? [] : [`Default: ${each.default}.`]),
    ...(each.example ? [`Example: ${each.example}.`] : []),
  ];
  const shown = names.map((name) => `\\fB${text(name)}\\fR`).join(", ");
  return entry(`${shown}${value}`, [each.description, ...facts].join("\n\n"));
}

function entry(title: string, body: string): string[] {
  const [first = "", ...rest] = paragraphs(body);
  return [".TP", title, first, ...rest.map((line) => line === ".PP" ? ".IP" : line)];
}

function paragraphs(body: string): string[] {
  return body.split(/\n\s*\n/).filter((each) => each.trim() !== "")
    .flatMap((each, i) => [...(i === 0 ? [] : [".PP"]), text(each.replaceAll(/\s*\n\s*/g, " ").trim())]);
}

/** Text that troff shows as it is: no escapes, no requests at the start of a line, hyphens that can be copied. */
function text(plain: string): string {
  return plain.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&");
}
