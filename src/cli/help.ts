import type { Ui } from "../view/ui.ts";
import { wrap } from "../view/wrap.ts";
import { type CommandDescription, describeGlobals, type OptionDescription } from "./describe.ts";

interface Entry {
  name: string;
  summary: string;
}

/** Help of the program: objects grouped by what people come to do. */
export function rootHelp(sections: { title: string; commands: Entry[] }[], ui: Ui): string {
  const width = Math.max(...sections.flatMap(({ commands }) => commands.map(({ name }) => name.length))) + 3;
  const groups = sections.flatMap(({ title, commands }) => [
    ui.style.bold(`${title.toUpperCase()}:`),
    ...entryRows(commands, { width, ui }),
    "",
  ]);
  return [
    "workspace",
    "Releases, dependencies and workflows of JavaScript and TypeScript projects",
    "",
    ui.style.bold("USAGE:"),
    "    workspace [GLOBAL OPTIONS] <COMMAND> [ARGS] [OPTIONS]",
    "",
    ...groups,
    ui.style.bold("GLOBAL OPTIONS:"),
    ...optionRows(describeGlobals(), ui),
    "",
    "`workspace help <command>` explains a command.",
  ].join("\n");
}

/** Help of an object: its actions. */
export function groupHelp(group: Entry & { aliases: string[]; actions: Entry[] }, ui: Ui): string {
  const { name, summary, aliases, actions } = group;
  const width = Math.max(...actions.map((each) => each.name.length)) + 3;
  return [
    `workspace-${name.replaceAll(" ", "-")}`,
    summary,
    "",
    ui.style.bold("USAGE:"),
    `    workspace ${name} <ACTION> [ARGS] [OPTIONS]`,
    "",
    ui.style.bold("ACTIONS:"),
    ...entryRows(actions, { width, ui }),
    "",
    ...(aliases.length > 0 ? [`'workspace ${aliases.join("', 'workspace ")}' is the same.`, ""] : []),
    `\`workspace help ${name} <action>\` explains an action.`,
  ].join("\n");
}

function entryRows(entries: Entry[], options: { width: number; ui: Ui }): string[] {
  return entries.map(({ name, summary }) => row(padded(name, options), summary, options));
}

/** Help of a command, in the layout of PRD 9.5. */
export function commandHelp(description: CommandDescription, ui: Ui): string {
  const section = (title: string, lines: string[]): string[] =>
    lines.length === 0 ? [] : ["", ui.style.bold(`${title}:`), ...lines];
  const blocks = (items: string[][]): string[] => items.flatMap((lines, i) => i === 0 ? lines : ["", ...lines]);
  return [
    `workspace-${description.command.replaceAll(" ", "-")}`,
    description.summary,
    ...(description.description === "" ? [] : ["", wrap(description.description, { width: ui.width })]),
    ...section("USAGE", [`    ${description.usage}`]),
    ...section(
      "ARGUMENTS",
      blocks(description.arguments.map((each) => [
        `    ${ui.style.highlight(each.name)}`,
        ...details(each.description, valuesOf(each), ui),
      ])),
    ),
    ...section(
      "OPTIONS",
      blocks(description.options.map((each) => [
        `    ${ui.style.highlight(signature(each))}`,
        ...details(each.description, facts(each), ui),
      ])),
    ),
    ...section("GLOBAL OPTIONS", optionRows(description.globalOptions, ui)),
    ...section(
      "EXAMPLES",
      blocks(description.examples.map(({ line, comment }) => [ui.style.dim(`    # ${comment}`), `    ${line}`])),
    ),
  ].join("\n");
}

function signature(option: OptionDescription): string {
  const value = option.placeholder === null ? "" : ` <${option.placeholder}>`;
  return `${option.short ? `-${option.short}, ` : ""}${option.name}${value}`;
}

const DETAILS = 12;

function details(description: string, notes: string[], ui: Ui): string[] {
  const indented = (text: string) => " ".repeat(DETAILS) + wrap(text, { width: ui.width, indent: DETAILS });
  return [indented(description), ...(notes.length === 0 ? [] : ["", ...notes.map(indented)])];
}

function valuesOf({ values }: { values: string[] }): string[] {
  return values.length > 0 ? [`[possible values: ${values.join(", ")}]`] : [];
}

function facts(option: OptionDescription): string[] {
  return [
    ...valuesOf(option),
    ...(option.default === null ? [] : [`[default: ${option.default}]`]),
    ...(option.example ? [`[example: ${option.example}]`] : []),
    ...(option.aliases.length > 0 ? [`[aliases: ${option.aliases.join(", ")}]`] : []),
  ];
}

function optionRows(options: OptionDescription[], ui: Ui): string[] {
  const left = (each: OptionDescription) => `${each.short ? "" : "    "}${signature(each)}`;
  const width = Math.max(...options.map((each) => left(each).length)) + 3;
  return options.map((each) =>
    row(padded(left(each), { width, ui }), [each.description, ...facts(each)].join(" "), { width, ui })
  );
}

/** A label, and a text in the column beside it. */
function row(label: string, text: string, { width, ui }: { width: number; ui: Ui }): string {
  return `    ${label}${wrap(text, { width: ui.width, indent: width + 4 })}`;
}

function padded(word: string, options: { width: number; ui: Ui }): string {
  return `${options.ui.style.highlight(word)}${" ".repeat(options.width - word.length)}`;
}
