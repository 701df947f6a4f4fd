import { type Command, command, type Needs } from "../../cli/command.ts";
import { type ArgumentSpec, integer, optionName, type OptionSpec, type OptionTable } from "../../cli/option.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import type { PluginCommand } from "../../domain/release/plugins/manifest.ts";
import type { Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { EXIT_CODES, type ExitCode } from "../../kernel/fault.ts";
import { either, integer as whole, json, nothing, object, optional, text, violations } from "../../kernel/schema.ts";
import { PLUGIN_ANSWER_UNFIT } from "./faults.ts";
import { openProject } from "../open_project.ts";
import { getGrant, permissionsIn } from "./grant_plugin.ts";

/** What a function of a plugin's `commands` returns. */
const ANSWER = object({ result: optional(json()), text: optional(text()), exitCode: optional(whole({ minimum: 0 })) });

const OUTPUT = object({
  plugin: text(),
  command: text(),
  result: json({ description: "What the plugin returned" }),
  text: either([text(), nothing], { description: "The result for a person, where the plugin gives it" }),
  exitCode: whole(),
});

/** A command of a plugin as a command of the program; `store` is the file that trust is kept in. */
export function pluginCommand(plugin: Plugin, declared: PluginCommand, store: string): Command {
  const options = optionTable(declared);
  return command({
    description: `A command of the plugin ${plugin.name} ${plugin.manifest.version} (${plugin.shownPath}).`,
    arguments: argumentTable(declared),
    options,
    examples: [],
    needs: needsOf(plugin),
    output: OUTPUT,
    async run(context) {
      const given = context.options as Record<string, unknown>;
      for (const { name, required } of declared.options ?? []) {
        const key = camelCase(name);
        if (required && given[key] === undefined) {
          throw OPTION_REQUIRED({ option: optionName(key, options[key]!), command: declared.name });
        }
      }
      const { ports, log } = context;
      const grant = await getGrant(plugin, { ports, store });
      const { root, config } = await openProject(context, { config: "optional" });
      log.debug(`Running plugin ${plugin.name} (${plugin.hash})`);
      const { timeout, ...own } = given;
      const answer = await (await ports.plugins()).call({
        plugin: plugin.name,
        code: plugin.code,
        permissions: permissionsIn(root, grant.permissions),
        table: "commands",
        name: declared.name,
        input: { command: declared.name, options: own, args: context.args, root, config },
        limitSeconds: timeout as number,
        log,
      }) ?? {};
      const { result = null, text = null, exitCode = 0 } = readAnswer(answer, { plugin, name: declared.name });
      return { plugin: plugin.name, command: declared.name, result, text, exitCode };
    },
    text: ({ result, text }) => text ?? (result === null ? "" : JSON.stringify(result, null, 2)),
    exit: ({ exitCode }) => exitCode as ExitCode,
  });
}

function readAnswer(answer: unknown, { plugin, name }: { plugin: Plugin; name: string }) {
  const refuse = (problem: string) => PLUGIN_ANSWER_UNFIT({ plugin: plugin.name, name, problem });
  const [wrong] = violations(ANSWER, answer);
  if (wrong) {
    const key = wrong.path.join(".") || "the answer";
    throw refuse(wrong.kind === "unknown" ? `'${key}' is unknown` : `${key} must be ${wrong.expected}`);
  }
  const read = answer as { result?: unknown; text?: string; exitCode?: number };
  if (read.exitCode !== undefined && !Object.hasOwn(EXIT_CODES, read.exitCode)) {
    throw refuse(`exitCode must be one of ${Object.keys(EXIT_CODES).join(", ")}`);
  }
  return read;
}

/** What is passed on must be held, and trust is written when it is asked for. */
function needsOf({ permissions, state }: Plugin): Needs {
  const { write, net, run, env } = permissions;
  return {
    read: ["project", "user"],
    write: [...(write.length > 0 ? ["project"] as const : []), ...(state === "trusted" ? [] : ["user"] as const)],
    net: net.length > 0 ? ["registries"] : [],
    run,
    env,
  };
}

const DEFAULT_TIMEOUT_SECONDS = 60;

function optionTable({ options = [] }: PluginCommand): OptionTable {
  const table: OptionTable = {};
  for (const { name, type, summary, values, minimum } of options) {
    const spec: OptionSpec = { kind: type === "text" && values ? "enum" : type, description: summary };
    if (type === "flag") spec.default = false;
    else spec.placeholder = type === "integer" ? "N" : name.toUpperCase();
    if (values) spec.values = values;
    if (minimum !== undefined) spec.minimum = minimum;
    table[camelCase(name)] = spec;
  }
  table.timeout = integer("SECONDS", "How long the plugin may take", { default: DEFAULT_TIMEOUT_SECONDS, minimum: 1 });
  return table;
}

function argumentTable({ arguments: args = [] }: PluginCommand): Record<string, ArgumentSpec> {
  return Object.fromEntries(args.map(({ name, summary, required = false, variadic = false }) => [
    camelCase(name),
    { placeholder: name.toUpperCase(), description: summary, required, variadic },
  ]));
}

/** `dry-run` → `dryRun`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
