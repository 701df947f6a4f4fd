import { type ExitCode, Fault } from "../kernel/fault.ts";
import type { Environment, Log, LogLevel, Terminal } from "../kernel/ports.ts";
import { printableLines } from "../view/printable.ts";
import { createUi, type Ui } from "../view/ui.ts";
import type { Command, Leaf, Ports, Tree } from "./command.ts";
import { ACTION_MISSING, OPTION_UNKNOWN, OPTION_VALUE_INVALID, ROOT_NOT_FOUND } from "./faults.ts";
import { FORMATS, type Globals } from "./globals.ts";
import { createLog, LOG_LEVELS } from "./log.ts";
import { speaksUnicode, wantsColor } from "./look.ts";
import type { Parsed } from "./parse.ts";
import { narrow } from "./permissions.ts";
import { findInvocation, type Plugged } from "./plugged.ts";
import { failureEnvelope, failureText, faultsOf } from "./report.ts";
import { findCommand, isGroup, type Route } from "./route.ts";

/** What the command line runs on. */
export interface Host {
  tree: Tree;
  terminal: Terminal;
  env: Environment;
  version: string;
  /** Where the program was started: absolute. */
  workingDirectory(): string;
  /** Whether there is such a folder; true where this may not be looked at. */
  isDirectory(path: string): boolean;
  /** `path` as an absolute path, seen from `base`. */
  resolve(base: string, path: string): string;
  revoke(category: string): void;
  /** IANA name of the machine's time zone. */
  timeZone(): string;
  /** What the plugins of the project in a folder add; called before anything is revoked. */
  plugged(setting: { globals: Globals; directory: string; tree: Tree }): Promise<Plugged>;
  ports(setting: { globals: Globals; ui: Ui; log: Log; directory: string; structured: boolean }): Ports;
}

/** A command that was found and what it was given. */
interface Invocation {
  route: Route;
  /** All commands, with those of plugins where they were looked for. */
  tree: Tree;
  command: Command;
  parsed: Parsed;
}

const NO_COMMAND: Command = {
  arguments: {},
  options: {},
  examples: [],
  needs: {},
  output: {},
  formats: {},
  listing: false,
  streams: false,
  forShell: false,
  run: () => Promise.resolve({}),
  text: () => "",
  exit: () => 0,
  tellsOfRun: () => false,
};

/** Runs one command line. Results go to stdout, everything else to stderr; the exit code is returned. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  const { problems, ...invocation } = await findInvocation(argv, {
    tree: host.tree,
    none: NO_COMMAND,
    plugged: (globals) => findPlugged(globals, host),
  });
  const { command, parsed } = invocation;
  const setting = readSetting(invocation, host);
  setting.problems.push(...problems);
  try {
    return await dispatch(invocation, { host, setting });
  } catch (error) {
    if (command.forShell) return 0;
    const faults = command.tellsOfRun(parsed.options) ? withUsageExit(faultsOf(error)) : faultsOf(error);
    const format = command.streams && setting.format === "json" ? "json-compact" : setting.format;
    const isSaid = setting.structured && await printFailure(faults, { host, setting: { ...setting, format } });
    if (!isSaid) {
      host.terminal.write("stderr", failureText(faults, { ui: setting.errorUi, debug: parsed.globals.debug }));
    }
    return faults[0].exit;
  }
}

/** Without the folder that was named there are no plugins; that it is missing is said later. */
function findPlugged(globals: Globals, host: Host): Promise<Plugged> {
  const path = globals.root ?? host.env.get("WORKSPACE_ROOT");
  const start = host.workingDirectory();
  const directory = path ? host.resolve(start, path) : start;
  return host.plugged({ globals, directory, tree: host.tree });
}

/** False where stdout cannot be written, which may be what failed in the first place. */
async function printFailure(
  faults: [Fault, ...Fault[]],
  to: { host: Host; setting: Setting },
): Promise<boolean> {
  try {
    await print(failureEnvelope(faults), to);
    return !faults.some(({ details }) => details.path === "stdout");
  } catch {
    return false;
  }
}

/** A shell is answered in one way, whatever its user has set for other commands. */
const UNSET: Environment = { get: () => undefined };

/** Invalid arguments as sysexits has them (EX_USAGE). */
function withUsageExit(faults: [Fault, ...Fault[]]): [Fault, ...Fault[]] {
  return faults.map((each) => {
    if (each.exit !== 2) return each;
    const { code, message, reason, hint, details, cause } = each;
    return new Fault(code, 64, message, reason, hint, details, { cause });
  }) as [Fault, ...Fault[]];
}

/** How this run speaks. */
interface Setting {
  /** What `--format` or `WORKSPACE_FORMAT` says. */
  format: string;
  /** JSON or YAML rather than text. */
  structured: boolean;
  ui: Ui;
  errorUi: Ui;
  log: Log;
  problems: Fault[];
}

function readSetting({ command, parsed }: Invocation, host: Host): Setting {
  const problems: Fault[] = [];
  const { terminal } = host;
  const env: Environment = command.forShell ? UNSET : host.env;
  const { globals } = parsed;
  const fromEnvironment = (name: string, values: readonly string[]): string | undefined => {
    const value = env.get(name);
    if (value === undefined || value === "" || values.includes(value)) return value || undefined;
    problems.push(
      OPTION_VALUE_INVALID({ option: name, value, expected: `one of ${values.join(", ")}`, known: [...values] }),
    );
  };
  const format = globals.format ?? fromEnvironment("WORKSPACE_FORMAT", FORMATS) ?? "text";
  const level = globals.logLevel ?? fromEnvironment("WORKSPACE_LOG_LEVEL", LOG_LEVELS) ?? "info";
  const look = (stream: "stdout" | "stderr") =>
    createUi({
      color: !globals.noColor && wantsColor(env, terminal.isTerminal(stream)),
      unicode: speaksUnicode(env),
      get width() {
        return Number(env.get("COLUMNS")) || terminal.columns() || 80;
      },
      detailed: level === "debug" || level === "trace",
      terminal: terminal.isTerminal(stream),
      get timeZone() {
        return host.timeZone();
      },
    });
  const errorUi = look("stderr");
  const log = createLog(level as LogLevel, { ui: errorUi, write: (text) => terminal.write("stderr", text) });
  globals.format = format;
  const structured = format !== "text" && command.formats[format] === undefined;
  return { format, structured, ui: look("stdout"), errorUi, log, problems };
}

async function dispatch(invocation: Invocation, run: { host: Host; setting: Setting }): Promise<ExitCode> {
  const { route: found, command, parsed } = invocation;
  const { host, setting } = run;
  if (parsed.globals.version && (found.versionBeforeCommand || found.path.length === 0)) {
    await print({ success: true, version: host.version }, { host, setting, text: () => `workspace ${host.version}` });
    return 0;
  }
  if (found.problem) refuse([found.problem, ...setting.problems.filter(({ code }) => code.startsWith("PLUGIN_"))]);
  if (parsed.globals.help || found.node === undefined) {
    refuse([...parsed.problems.filter((each) => each.code === "OPTION_UNKNOWN"), ...setting.problems]);
    await printHelp(invocation, run);
    return 0;
  }
  if (isGroup(found.node)) {
    throw ACTION_MISSING({ group: found.path.join(" "), actions: Object.keys(found.node.actions) });
  }
  refuse([...parsed.problems, ...setting.problems]);
  if (parsed.globals.version) {
    throw OPTION_UNKNOWN({ option: "--version", command: found.path.join(" "), known: [] });
  }
  // The folder is looked at while that is still permitted.
  const directory = findDirectory(parsed.globals, host);
  narrow(command, host.revoke);
  const { globals, options, args } = parsed;
  const { log, errorUi: ui, structured } = setting;
  const ports = host.ports({ globals, ui, log, directory, structured });
  if (!command.forShell) log.trace(`Entering ${found.path.join(" ")} command`);
  const textIn = (value: unknown, format: string, look: Ui) => {
    const own = command.formats[format];
    return typeof own === "function" ? own(value, look) : command.text(value, look);
  };
  const render = (value: unknown, format = setting.format) => {
    const plain = createUi({ color: false, unicode: true, width: 100 });
    return rendered({ success: true, ...value as object }, {
      format,
      structured: format !== "text" && command.formats[format] === undefined,
      text: () => textIn(value, format, plain),
    });
  };
  const show = async (value: unknown) => {
    const text = () => textIn(value, setting.format, setting.ui);
    if (command.streams) await printItem(value as object, { host, setting, text });
    else await print({ success: true, ...value as object }, { host, setting, text });
  };
  const { tree } = invocation;
  const value = await command.run({ options, args, globals, directory, ports, log, tree, render, emit: show });
  await show(value);
  return command.exit(value);
}

function refuse(problems: Fault[]): void {
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems);
}

function findDirectory(globals: Globals, host: Host): string {
  const path = globals.root ?? host.env.get("WORKSPACE_ROOT");
  const directory = host.workingDirectory();
  if (!path) return directory;
  const root = host.resolve(directory, path);
  if (!host.isDirectory(root)) throw ROOT_NOT_FOUND({ path });
  return root;
}

/** `--help` is `workspace help` of the same command. */
async function printHelp({ route: found, tree }: Invocation, run: { host: Host; setting: Setting }): Promise<void> {
  const leaf = findCommand(tree, "help")!.node as Leaf;
  const { default: help } = await leaf.load();
  const value = await help.run(
    { args: { command: found.path }, tree } as unknown as Parameters<typeof help.run>[0],
  );
  await print({ success: true, ...value as object }, { ...run, text: () => help.text(value, run.setting.ui) });
}

/** Prints one result in the format that was asked for; the only place that writes to stdout. */
async function print(
  value: object,
  to: { host: Host; setting: Setting; text?: () => string | Promise<string> },
): Promise<void> {
  const { format, structured } = to.setting;
  const result = await rendered(value, { format, structured, text: async () => await to.text?.() ?? "" });
  if (result === "") return;
  to.host.terminal.write("stdout", structured ? result : printableLines(result, to.setting.ui));
}

/** Prints one item of a stream: JSON as one line of its own, YAML as a document of its own. */
async function printItem(
  item: object,
  to: { host: Host; setting: Setting; text: () => string | Promise<string> },
): Promise<void> {
  const { format } = to.setting;
  if (format === "yaml") to.host.terminal.write("stdout", "---\n");
  const lineFormat = format === "json" ? "json-compact" : format;
  await print(item, { ...to, setting: { ...to.setting, format: lineFormat } });
}

/** One result as text, ending in a newline; nothing for an empty text. */
async function rendered(
  value: object,
  { format, structured, text }: { format: string; structured: boolean; text: () => string | Promise<string> },
): Promise<string> {
  if (!structured) {
    const lines = await text();
    return lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`;
  }
  if (format === "yaml") {
    const { stringifyDocument } = await import("../formats/document.ts");
    return await stringifyDocument(value, "yaml");
  }
  return `${JSON.stringify(value, null, format === "json-compact" ? 0 : 2)}\n`;
}
