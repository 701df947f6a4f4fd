import { boolean, either, type Infer, json, list, nothing, object, optional, record, text } from "../kernel/schema.ts";
import { paragraphs } from "../view/wrap.ts";
import type { Command, Leaf } from "./command.ts";
import { FORMATS, GLOBAL_OPTIONS } from "./globals.ts";
import { type ArgumentSpec, kebabCase, optionName, type OptionSpec, type OptionTable } from "./option.ts";

const OPTION_DESCRIPTION = object({
  name: text({ description: "As typed: --filter-bump, or --no-changelog for what is on by default" }),
  short: optional(text()),
  aliases: list(text()),
  placeholder: either([text(), nothing], { description: "Null for a flag" }),
  description: text(),
  values: list(text()),
  default: either([text(), nothing]),
  example: optional(text()),
});

/** What can be said of a command: help, man pages, documentation and `help --format json` are made from it. */
export const COMMAND_DESCRIPTION = object({
  command: text({ description: "Words after the program's name" }),
  summary: text(),
  description: text(),
  usage: text(),
  arguments: list(object({ name: text(), description: text(), required: boolean(), values: list(text()) })),
  options: list(OPTION_DESCRIPTION),
  globalOptions: list(OPTION_DESCRIPTION),
  examples: list(object({ line: text(), comment: text() })),
  needs: record(json(), { description: "Permissions by category" }),
});

export type CommandDescription = Infer<typeof COMMAND_DESCRIPTION>;
export type OptionDescription = Infer<typeof OPTION_DESCRIPTION>;

/** Describes a command from its declaration. */
export function describeCommand(path: readonly string[], leaf: Leaf, command: Command): CommandDescription {
  const args = Object.values(command.arguments).map((spec) => ({
    name: argumentName(spec),
    description: spec.description,
    required: spec.required,
    values: [...spec.values ?? []],
  }));
  return {
    command: path.join(" "),
    summary: leaf.summary,
    description: paragraphs(command.description ?? ""),
    usage: ["workspace", ...path, ...args.map(({ name }) => name), "[OPTIONS]"].join(" "),
    arguments: args,
    options: describeOptions(command.options),
    globalOptions: describeGlobals(command),
    examples: command.examples.map(([line, comment]) => ({ line, comment })),
    needs: { ...command.needs },
  };
}

/** The options that every command has, as this command takes them. */
export function describeGlobals(command?: Command): OptionDescription[] {
  const { version, ...table }: OptionTable = { ...GLOBAL_OPTIONS };
  if (!command) return describeOptions({ ...table, version: version! });
  const formats = [...new Set([...FORMATS, ...Object.keys(command.formats)])];
  const described = describeOptions({ ...table, format: { ...GLOBAL_OPTIONS.format, values: formats } });
  if (command.listing) {
    described.push({
      name: "--output",
      short: "o",
      aliases: [],
      placeholder: "FORMAT",
      description: "Same as --format",
      values: ["json", "yaml", "table"],
      default: null,
    });
  }
  return described;
}

function describeOptions(table: OptionTable): OptionDescription[] {
  return Object.entries(table).map(([key, spec]) => ({
    name: optionName(key, spec),
    ...(spec.short ? { short: spec.short } : {}),
    aliases: (spec.aliases ?? []).map((alias) => `--${alias}`),
    placeholder: spec.kind === "flag" ? null : spec.placeholder ?? kebabCase(key).toUpperCase(),
    description: spec.description,
    values: [...spec.values ?? []],
    default: defaultOf(spec),
    ...(spec.example ? { example: spec.example } : {}),
  }));
}

function defaultOf(spec: OptionSpec): string | null {
  if (spec.defaultText !== undefined) return spec.defaultText;
  return spec.kind === "flag" || spec.default === undefined ? null : String(spec.default);
}

function argumentName(spec: ArgumentSpec): string {
  const name = spec.variadic ? `${spec.placeholder}...` : spec.placeholder;
  return spec.required ? `<${name}>` : `[${name}]`;
}
