import type { Context } from "../../cli/command.ts";
import type { OptionTable } from "../../cli/option.ts";
import { defaultEnvironmentsOf } from "../../domain/release/config/assemble.ts";
import { CONFIG_EXISTS } from "../../domain/release/config/faults.ts";
import type { ConfigChoices } from "../../domain/release/config/new_config.ts";
import { npmDefaultRegistry } from "../../domain/release/registry/default_registry.ts";
import type { Prompt } from "../../kernel/ports.ts";
import type { NewConfigPlace } from "./place.ts";

export const CONFIG_FORMATS = ["toml", "yaml", "json"] as const;
export type ConfigFormat = typeof CONFIG_FORMATS[number];
export const STRATEGIES = ["independent", "unified"] as const;

/** Whoever presses Enter gets what is taken where nobody can be asked. */
const DEFAULT_ENVIRONMENTS = ["production"];
const DEFAULT_PATH = ".changesets/";

/** What was given on the command line. */
export interface InitOptions {
  changesetPath: string | undefined;
  environments: string[] | undefined;
  defaultEnv: string[] | undefined;
  strategy: typeof STRATEGIES[number] | undefined;
  registry: string | undefined;
  configFormat: ConfigFormat | undefined;
  force: boolean;
}

/** What a new configuration is to say, and in which format. */
export interface InitChoices extends ConfigChoices {
  format: ConfigFormat;
  /** The registry in force where none is chosen. */
  defaultRegistry: string;
}

type InitContext = Pick<Context<OptionTable, Record<never, never>>, "globals" | "ports"> & { options: InitOptions };

/**
 * The values given, the answers to what was not given, and the defaults where nobody can be asked. Fault:
 * `CONFIG_EXISTS`, before anything is asked.
 */
export async function askChoices(context: InitContext, place: NewConfigPlace): Promise<InitChoices> {
  const { options, globals, ports: { prompt } } = context;
  if (place.existing && !options.force) throw CONFIG_EXISTS({ file: place.existing.name, root: place.root });
  const asks = prompt.available;
  const changesetPath = options.changesetPath ??
    (asks ? await prompt.input("Changeset directory:", { initial: DEFAULT_PATH, validate: isFilled }) : DEFAULT_PATH);
  const environments = options.environments ??
    (asks ? await askEnvironments(prompt) : options.defaultEnv ?? DEFAULT_ENVIRONMENTS);
  const defaultEnvironments = options.defaultEnv ??
    (asks && environments.length > 1
      ? await askDefaultEnvironments(prompt, environments)
      : defaultEnvironmentsOf(environments));
  const strategy = options.strategy ?? (asks ? await askStrategy(prompt) : "independent");
  const defaultRegistry = await npmDefaultRegistry();
  const registry = options.registry ??
    (asks
      ? await prompt.input("npm registry URL:", { initial: defaultRegistry, validate: isWebAddress })
      : defaultRegistry);
  return {
    changesetPath: changesetPath.replace(/(?<=.)[\\/]+$/, ""),
    environments,
    defaultEnvironments,
    strategy,
    registry: sameAddress(registry, defaultRegistry) ? undefined : registry,
    defaultRegistry,
    format: place.named?.format ?? options.configFormat ?? formatAsked(globals.format) ??
      (asks ? await askFormat(prompt, place.existing?.format) : place.existing?.format ?? "toml"),
  };
}

/** `--format toml|yaml` of `init` sets the file's format. */
function formatAsked(format: string | undefined): ConfigFormat | undefined {
  return format === "toml" || format === "yaml" ? format : undefined;
}

async function askEnvironments(prompt: Prompt): Promise<string[]> {
  const answer = await prompt.input("Environments (comma-separated, such as dev, staging, production):", {
    initial: DEFAULT_ENVIRONMENTS.join(", "),
    validate: (typed) => namesIn(typed).length > 0 || "At least one environment is needed",
  });
  return namesIn(answer);
}

async function askDefaultEnvironments(prompt: Prompt, environments: string[]): Promise<string[]> {
  const initial = defaultEnvironmentsOf(environments);
  return await prompt.checkbox(
    "Default environments of a changeset:",
    environments.map((value) => ({ value, checked: initial.includes(value) })),
  );
}

function askStrategy(prompt: Prompt): Promise<typeof STRATEGIES[number]> {
  return prompt.select("Versioning strategy:", [
    { value: "independent", description: "Each package has its own version" },
    { value: "unified", description: "All packages share one version" },
  ]);
}

/** A configuration that is replaced keeps its format unless another one is chosen. */
function askFormat(prompt: Prompt, existing: ConfigFormat | undefined): Promise<ConfigFormat> {
  return prompt.select("Format of the configuration file:", [
    { value: "toml", description: "repo.config.toml" },
    { value: "yaml", description: "repo.config.yaml" },
    { value: "json", description: "repo.config.json, without comments" },
  ], existing === undefined ? {} : { initial: existing });
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(",").map((each) => each.trim()).filter((each) => each !== ""))];
}

function isFilled(text: string): true | string {
  return text.trim() !== "" || "A value is needed";
}

function isWebAddress(text: string): true | string {
  return /^https?:\/\//.test(text) && URL.canParse(text) || "A URL with http or https is needed";
}

function sameAddress(a: string, b: string): boolean {
  return a.replace(/\/+$/, "") === b.replace(/\/+$/, "");
}
