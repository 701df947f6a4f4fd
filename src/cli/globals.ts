import { LOG_LEVELS } from "./log.ts";
import { choice, flag, type OptionSpec, value, type ValuesOf } from "./option.ts";

export const FORMATS = ["text", "json", "json-compact", "yaml"] as const;

/** Options of every command, accepted before and after it. */
export const GLOBAL_OPTIONS = {
  root: value("PATH", "Project root directory", {
    short: "r",
    defaultText: "current directory",
    complete: "directories",
  }),
  config: value("PATH", "Path to the configuration file", {
    short: "c",
    defaultText: "found from the root upwards",
    complete: "files",
  }),
  profile: value("NAME", "Configuration profile", { defaultText: "WORKSPACE_PROFILE", complete: "profiles" }),
  format: choice("FORMAT", FORMATS, { description: "Output format (stdout)", short: "f", defaultText: "text" }),
  logLevel: choice("LEVEL", LOG_LEVELS, { description: "Log level (stderr)", short: "l", defaultText: "info" }),
  noColor: flag("Disable colored output"),
  context: value("NAME", "Where workflows are: `local`, or a server's name", {
    defaultText: "WORKSPACE_CONTEXT, the user's choice, or local",
    complete: "contexts",
  }),
  token: value("TOKEN", "Token for the server; the environment (COMPOZY_API_TOKEN) keeps it out of process lists"),
  interactive: flag("Open the guided form of a command that has one", { conflicts: ["noInteractive"] }),
  noInteractive: flag("Never ask; what is missing is an error", { aliases: ["non-interactive"] }),
  debug: flag("Show stack traces of errors"),
  help: flag("Print help", { short: "h" }),
  version: flag("Print version (before the command)", { short: "V" }),
} satisfies Record<string, OptionSpec>;

/** The common options as they were given. */
export type Globals = Omit<ValuesOf<typeof GLOBAL_OPTIONS>, "format"> & {
  /** One of `FORMATS`, or a further format of the command. */
  format: string | undefined;
};
