import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

export const CONFIG_NOT_FOUND = fault<{ directory: string; path: string | null }>({
  code: "CONFIG_NOT_FOUND",
  exit: 3,
  when: "A command needs a configuration file and there is none, or `--config` names one that does not exist.",
  message: ({ directory, path }) =>
    path === null ? `No configuration found in ${directory}` : `Configuration file '${path}' does not exist`,
  cause: ({ path }) =>
    path === null
      ? "Neither this folder nor one above it in the project has repo.config.toml, .yaml, .yml or .json."
      : "It was named with --config or WORKSPACE_CONFIG.",
  hint: ({ path }) =>
    path === null ? "Run `workspace init` to create one." : "Check the path, or run `workspace init` to create it.",
});

export const CONFIG_AMBIGUOUS = fault<{ directory: string; files: string[] }>({
  code: "CONFIG_AMBIGUOUS",
  exit: 3,
  when: "A folder has more than one configuration file.",
  message: ({ directory, files }) => `${directory} has more than one configuration file: ${files.join(", ")}`,
  cause: () => "Only one of them can be in force.",
  hint: ({ files }) => `Keep one of ${files.join(", ")} and remove the others, or name one with --config.`,
});

export const CONFIG_FORMAT_UNKNOWN = fault<{ path: string }>({
  code: "CONFIG_FORMAT_UNKNOWN",
  exit: 3,
  when: "`--config` names a file whose ending is not that of a known format.",
  message: ({ path }) => `Configuration file '${path}' has no known format`,
  cause: () => "The format follows from the file's ending: .toml, .yaml, .yml or .json.",
  hint: () => "Give the file one of these endings.",
});

export const CONFIG_SYNTAX = fault<{ file: string; line: number; column: number; problem: string }>({
  code: "CONFIG_SYNTAX",
  exit: 3,
  when: "A configuration file is not valid TOML, YAML or JSON.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the configuration cannot be parsed`,
  cause: ({ problem }) => `${problem.slice(0, 1).toUpperCase()}${problem.slice(1).replace(/\.$/, "")}.`,
  hint: ({ file, line }) => `Correct line ${line} of ${file}.`,
});

/** Where a wrong value stands: a place in a file, or an environment variable (then the other fields are null). */
interface Place extends Record<string, unknown> {
  /** `repo.config.toml:3:1`, or `environment WORKSPACE_VERSION_STRATEGY`. */
  source: string;
  file: string | null;
  line: number | null;
  column: number | null;
  /** With dots: `version.strategy`. */
  key: string;
}

export const CONFIG_KEY_UNKNOWN = fault<Place & { known: string[] }>({
  code: "CONFIG_KEY_UNKNOWN",
  exit: 3,
  when: "A configuration file has a key that does not exist.",
  message: ({ source, key }) => `${source}: unknown key '${key}'`,
  cause: ({ key, known }) => {
    const section = key.includes(".") ? `'${key.slice(0, key.lastIndexOf("."))}'` : "The configuration";
    return `${section} knows ${known.length === 0 ? "no keys" : known.join(", ")}.`;
  },
  hint: ({ key, known }) =>
    didYouMean(key.slice(key.lastIndexOf(".") + 1), known, "Remove it; `workspace config show` lists every key."),
});

export const CONFIG_INVALID = fault<Place & { found: unknown; expected: string; known: string[] }>({
  code: "CONFIG_INVALID",
  exit: 3,
  when: "A value of the configuration is not one that it can have.",
  message: ({ source, key }) => `${source}: '${key}' is invalid`,
  cause: ({ found, expected }) => `Expected ${expected}${found === undefined ? "" : `, found ${shown(found)}`}.`,
  hint: ({ key, source, file, found, known }) =>
    didYouMean(typeof found === "string" ? found : "", known, `Correct '${key}' in ${file ?? `the ${source}`}.`),
});

export const CONFIG_KEY_MISSING = fault<Place & { expected: string }>({
  code: "CONFIG_KEY_MISSING",
  exit: 3,
  when: "A table of a configuration file lacks a key that it cannot do without.",
  message: ({ source, key }) => `${source}: '${key}' is missing`,
  cause: ({ expected }) => `It must be ${expected}.`,
  hint: ({ key }) => `Add '${key}'.`,
});

export const CONFIG_VALUE_INVALID = fault<{
  key: string;
  value: string;
  problem: string;
  known: string[];
  /** The key that the value does not fit, where it is another one. */
  other?: string;
}>({
  code: "CONFIG_VALUE_INVALID",
  exit: 2,
  when: "`config set` was given a value that its key cannot have.",
  message: ({ key, value }) => `'${key}' cannot be set to '${value}'`,
  cause: ({ problem }) => problem,
  hint: ({ key, value, known, other }) =>
    other !== undefined
      ? `Set '${other}' to something that fits both values first, or change the two together in the file.`
      : didYouMean(value, known, `Nothing was written. \`workspace config get ${key}\` shows its value.`),
});

export const CONFIG_EXISTS = fault<{ file: string; root: string }>({
  code: "CONFIG_EXISTS",
  exit: 3,
  when: "`init` finds a configuration file and was not told to replace it.",
  message: ({ file }) => `The configuration ${file} exists already`,
  cause: ({ root }) => `It is that of ${root}; \`init\` replaces a configuration only when it is told to.`,
  hint: () => "Change it with `workspace config set`, or add --force to replace it (a copy is kept as .bak).",
});

export const CONFIG_KEY_NOT_FOUND = fault<{ key: string; known: string[] }>({
  code: "CONFIG_KEY_NOT_FOUND",
  exit: 8,
  when: "`config get` or `config set` names a key that does not exist.",
  message: ({ key }) => `Unknown configuration key '${key}'`,
  cause: () => "The configuration has neither a key nor a section of this name.",
  hint: ({ key, known }) => didYouMean(key, known, "`workspace config show` lists every key."),
});

export const PROFILE_NOT_FOUND = fault<{ name: string; known: string[] }>({
  code: "PROFILE_NOT_FOUND",
  exit: 8,
  when: "`--profile` or WORKSPACE_PROFILE names a profile that the configuration does not have.",
  message: ({ name }) => `Profile '${name}' not found`,
  cause: ({ known }) =>
    known.length === 0 ? "The configuration has no profiles." : `The profiles are ${known.join(", ")}.`,
  hint: ({ name, known }) => didYouMean(name, known, `Add [profiles.${name}] to the configuration, or choose another.`),
});

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a table" : JSON.stringify(value);
}
