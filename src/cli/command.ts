import type { ExitCode } from "../kernel/fault.ts";
import type { Git } from "../kernel/git.ts";
import type {
  Clock,
  Environment,
  Files,
  Interruption,
  Log,
  Processes,
  Progress,
  Prompt,
  Terminal,
} from "../kernel/ports.ts";
import type { Downloads, Grants, ProgramFile } from "../kernel/program.ts";
import type { Plugins } from "../kernel/plugin.ts";
import type { Registry, RegistrySettings } from "../kernel/registry.ts";
import type { Infer, Schema } from "../kernel/schema.ts";
import type { ServerPorts } from "../domain/workflow/contexts/ports.ts";
import type { WorkflowPorts } from "../domain/workflow/engine/ports.ts";
import type { Ui } from "../view/ui.ts";
import type { Globals } from "./globals.ts";
import type { ArgumentTable, OptionTable, ValuesOf } from "./option.ts";

/**
 * What a command may touch, as data. Everything else is revoked before it runs, and the printed Deno flags follow
 * from it.
 */
export interface Needs {
  read?: readonly Place[];
  write?: readonly Place[];
  /**
   * `registries`: those that the configuration names, not known before it is read. `releases`: this program's own.
   * `server`: that of the context. `listen`: to be reached by others. `anywhere`: what workflows ask for.
   */
  net?: readonly ("registries" | "releases" | "server" | "listen" | "anywhere")[];
  /** Programs that may be started. */
  run?: readonly string[];
  /** Environment variables besides those that every command may read. */
  env?: readonly string[];
}

/**
 * `project` is the project with its git repository, `user` the user's own configuration, `data` where workflows and
 * their runs are kept, `cache` the user's cache of this program, `npmrc` the configuration that package managers have outside of the project, `program` the folder of the
 * program itself and what package managers have recorded of it, `shell` the files that a shell reads when it starts and
 * for completion, `services` the folder in which the system's supervisor looks for the user's own services.
 */
export type Place = "project" | "user" | "data" | "cache" | "npmrc" | "program" | "shell" | "services" | "anywhere";

/** The outside world as a command sees it; each port is made when it is first used. */
export interface Ports {
  readonly files: Files;
  readonly env: Environment;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly prompt: Prompt;
  readonly progress: Progress;
  readonly interruption: Interruption;
  /** Git in the working tree that a folder (absolute) belongs to. */
  git(directory: string): Git;
  /**
   * The registries that the settings name; `offline` reads the cache alone. The command needs `net: ["registries"]`
   * and `cache` to read and write.
   */
  registry(settings: RegistrySettings, options?: { offline?: boolean }): Promise<Registry>;
  /** Runs code of plugins; they get no more than the command itself holds. */
  plugins(): Promise<Plugins>;
  /** What the running program is. */
  readonly program: ProgramInfo;
  /**
   * The program's own binary (undefined where it is run from its sources or a bundle), and files of its releases. The
   * command needs the place `program`, and `net: ["releases"]`.
   */
  self(): Promise<{ file: ProgramFile | undefined; downloads: Downloads }>;
  readonly grants: Grants;
  /** What workflows are made of; each part is made when it is asked for. */
  readonly workflows: WorkflowPorts;
  /** Servers that have workflows, and what signs in to them. */
  readonly servers: ServerPorts;
  readonly terminal: Pick<Terminal, "readInput" | "isTerminal" | "columns" | "openScreen">;
}

export interface ProgramInfo {
  version: string;
  commit: string | undefined;
  denoVersion: string;
  v8Version: string;
  typescriptVersion: string;
  target: string;
  /** Variables that the programs it starts are given; `needs.run` stands for them too. */
  passedOn: readonly string[];
  profile: "source" | "bundle" | "release";
  /** The binary of a release: absolute, with "/". */
  executable: string | undefined;
  dependencies: Record<string, string>;
}

export interface Context<O extends OptionTable, A extends ArgumentTable> {
  options: ValuesOf<O>;
  args: ValuesOf<A>;
  globals: Globals;
  /** Absolute: `--root`, or where the program was started. */
  directory: string;
  ports: Ports;
  log: Log;
  /** All commands: for those that speak of commands. */
  tree: Tree;
  /** Prints one item of a command that `streams`, at once. */
  emit(item: unknown): Promise<void>;
  /** A result as it is printed in a format (the one that was asked for), without colours: for files. */
  render(value: unknown, format?: string): Promise<string>;
}

/** A format that only one command has: the text form, or a form of its own such as markdown. */
export type OwnFormat<T> = "text" | ((value: T, ui: Ui) => string | Promise<string>);

/** What a command is and does, as its module writes it down. */
export interface CommandDeclaration<O extends OptionTable, A extends ArgumentTable, S extends Schema> {
  /** Paragraphs for help, below the summary of the tree. */
  description?: string;
  arguments?: A;
  options?: O;
  /** Command line and what it does. */
  examples: readonly (readonly [line: string, comment: string])[];
  needs: Needs;
  /** Shape of the JSON form, without `success`. */
  output: S;
  /** Values of `--format` that this command takes besides the common ones, or prints in its own way. */
  formats?: Readonly<Record<string, OwnFormat<Infer<S>>>>;
  /** A list or get command: `-o/--output json|yaml|table` means `--format`. */
  listing?: boolean;
  /**
   * Whether results are printed as they come: `output` and `text` are of one item, JSON is a line for each, and `run`
   * returns the last one, which is printed like the others.
   */
  streams?: boolean;
  run(context: Context<O, A>): Promise<Infer<S>> | Infer<S>;
  /** The value as lines for a person; a promise where drawing loads something, such as tables. */
  text(value: Infer<S>, ui: Ui): string | Promise<string>;
  /** The exit code that goes with a value; 0 without it. */
  exit?(value: Infer<S>): ExitCode;
  /** Whether its exit code 2 tells of a cancelled run with these options: invalid arguments are then 64. */
  tellsOfRun?(options: ValuesOf<O>): boolean;
  /** Answers a shell rather than a person: always text, failures are kept to itself, the exit code is 0. */
  forShell?: boolean;
}

/** A command as the rest of the program handles it, whatever its types. */
export interface Command {
  description?: string;
  arguments: ArgumentTable;
  options: OptionTable;
  examples: readonly (readonly [line: string, comment: string])[];
  needs: Needs;
  output: Schema;
  formats: Readonly<Record<string, OwnFormat<unknown>>>;
  listing: boolean;
  streams: boolean;
  run(context: Context<OptionTable, ArgumentTable>): Promise<unknown>;
  text(value: unknown, ui: Ui): string | Promise<string>;
  exit(value: unknown): ExitCode;
  tellsOfRun(options: Record<string, unknown>): boolean;
  forShell: boolean;
}

/** Declares a command; the default export of its module. */
export function command<
  const O extends OptionTable = Record<never, never>,
  const A extends ArgumentTable = Record<never, never>,
  S extends Schema = Schema,
>(declaration: CommandDeclaration<O, A, S>): Command {
  return {
    arguments: {},
    options: {},
    formats: {},
    listing: false,
    streams: false,
    forShell: false,
    exit: () => 0,
    tellsOfRun: () => false,
    ...declaration,
  } as unknown as Command;
}

/** A command in the tree: its one-line summary, and its module, loaded when it is asked for. */
export interface Leaf {
  summary: string;
  load: () => Promise<{ default: Command }>;
  /** Not listed in help. */
  hidden?: boolean;
  /** Speaks of commands: those of plugins are in its tree. */
  listsCommands?: boolean;
}

/** An object of the grammar with its actions; it answers to its aliases too. */
export interface Group {
  summary: string;
  aliases?: readonly string[];
  /** An action may be an object with actions of its own: `upgrade backups list`. */
  actions: Readonly<Record<string, Leaf | Group>>;
}

/** The command tree; root help shows it under these titles. */
export type Tree = readonly { title: string; commands: Readonly<Record<string, Leaf | Group>> }[];
