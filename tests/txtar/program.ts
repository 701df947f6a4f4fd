import { Validator } from "@cfworker/json-schema";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { FAILURE_SCHEMA, successSchema } from "../../src/cli/output_schema.ts";
import { denoFiles } from "../../src/adapters/files/deno_files.ts";
import { gitAdapter } from "../../src/adapters/git/git_adapter.ts";
import { workerPlugins } from "../../src/adapters/plugins/worker_plugins.ts";
import { denoProcesses } from "../../src/adapters/process/deno_processes.ts";
import { PASSED_ON_NAMES } from "../../src/adapters/process/environment.ts";
import type { Command, Needs } from "../../src/cli/command.ts";
import type { Globals } from "../../src/cli/globals.ts";
import { listLeaves } from "../../src/cli/leaves.ts";
import { parse } from "../../src/cli/parse.ts";
import { denoFlags } from "../../src/cli/permissions.ts";
import { isGroup, route } from "../../src/cli/route.ts";
import { pluggedCommands } from "../../src/commands/plugins/plugged_commands.ts";
import { tree } from "../../src/commands/tree.ts";
import { object, type Schema, text } from "../../src/kernel/schema.ts";
import { bakedFlags, uniteNeeds, unstableFlags } from "../../scripts/compile/baked_permissions.ts";
import type { Sandbox } from "./sandbox.ts";

const ENTRY = resolve(Deno.env.get("WORKSPACE_PROGRAM") ?? fileURLToPath(new URL("../../main.ts", import.meta.url)));

/** Whether the scripts run against a bundle, or a compiled program, rather than the sources. */
export const IS_BUNDLE = !ENTRY.endsWith(".ts");
/** A compiled program has its permissions in itself. */
const IS_COMPILED = !/\.[jt]s$/.test(ENTRY);
/** Whether every command runs under the permissions that a compiled program holds, rather than under its own. */
export const IS_BAKED = IS_COMPILED || Deno.env.get("WORKSPACE_PERMISSIONS") === "baked";

/** A command line of the program under test. */
export interface Invocation {
  /** What starts it: Deno with exactly the permissions that the command states, and the program's own arguments. */
  argv: [string, ...string[]];
  /** Variables that Deno itself needs besides the script's. */
  env: Record<string, string>;
  /** Shape of the result on stdout, if it is to be JSON or YAML. */
  expected: { format: OutputFormat; schema: Schema } | undefined;
}

/** What the program needs to look for a word that is no command among those of plugins. */
const LOOKUP: Needs = { read: ["project", "user"] };

/** Finds the command that `args` lead to, as the program itself does, and what it may touch. */
export async function invocation(args: string[], sandbox: Sandbox): Promise<Invocation> {
  const found = route(tree, args);
  const leaf = found.node && !isGroup(found.node) ? found.node : undefined;
  const command = leaf ? (await leaf.load()).default : await findPluginCommand(args, sandbox);
  return {
    argv: (await startLine(command?.needs ?? (found.problem ? LOOKUP : {}), sandbox)).concat(args) as [
      string,
      ...string[],
    ],
    env: await runtimeVariables(),
    expected: await expectedOutput(found, { command, env: sandbox.env }),
  };
}

/** The command of a plugin of the project in the work folder. */
async function findPluginCommand(args: string[], { work, env }: Sandbox): Promise<Command | undefined> {
  const environment = { get: (name: string) => env[name] };
  const files = denoFiles();
  const { commands } = await pluggedCommands({
    tree,
    directory: work.replaceAll("\\", "/"),
    globals: {} as Globals,
    ports: {
      files,
      env: environment,
      git: (root) => gitAdapter({ files, processes: denoProcesses(environment), env: environment, root }),
      plugins: () => Promise.resolve(workerPlugins(() => {})),
    },
  });
  const found = Object.keys(commands).length > 0 && route([{ title: "Plugins", commands }], args).node;
  return found && !isGroup(found) ? (await found.load()).default : undefined;
}

async function startLine(needs: Needs, { folders }: Sandbox): Promise<string[]> {
  if (IS_COMPILED) return [ENTRY];
  const places = {
    project: [folders.WORK!],
    user: [folders.WORKSPACE_HOME!],
    data: [`${folders.WORKSPACE_HOME}/data`],
    cache: [`${folders.WORKSPACE_HOME}/cache`],
    npmrc: [".npmrc", ".yarnrc.yml", ".bunfig.toml"].map((name) => `${folders.HOME}/${name}`),
    program: [folders.BIN!, "/var/lib/dpkg/info/workspace.list", "/var/lib/pacman/local"],
    shell: [folders.HOME!],
    services: [`${folders.HOME}/.config/systemd/user`],
    anywhere: [],
  };
  const fill = {
    paths: (place: keyof typeof places) => places[place],
    hosts: ["127.0.0.1", "localhost"],
    processEnvironment: PASSED_ON_NAMES,
  };
  const flags = IS_BAKED ? bakedFlags(await allNeeds()) : ["--no-prompt", ...denoFlags(needs, fill)];
  const config = IS_BUNDLE ? ["--no-config", "--no-lock", ...unstableFlags()] : [];
  return [Deno.execPath(), "run", "--quiet", "--cached-only", ...config, ...flags, ENTRY];
}

/** Puts `workspace` on the script's PATH, for git hooks and pipelines; it may do what any command may. */
export async function installShim(sandbox: Sandbox): Promise<void> {
  if (Deno.build.os === "windows") return;
  const quoted = [...await startLine(await allNeeds(), sandbox)].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const variables = Object.entries(await runtimeVariables()).map(([name, value]) => `${name}='${value}' `);
  Deno.writeTextFileSync(
    `${sandbox.folders.BIN}/workspace`,
    `#!/bin/sh\n${variables.join("")}exec ${quoted.join(" ")} "$@"\n`,
    { mode: 0o755 },
  );
}

let needsOfAll: Promise<Needs> | undefined;

function allNeeds(): Promise<Needs> {
  return needsOfAll ??= (async () => {
    const loaded = await Promise.allSettled(listLeaves(tree, { hidden: true }).map(({ leaf }) => leaf.load()));
    // A command that cannot be loaded fails its own scripts, not everybody's.
    return uniteNeeds(loaded.flatMap((each) => each.status === "fulfilled" ? [each.value.default.needs] : []));
  })();
}

let denoDirectory: Promise<string> | undefined;

/** The script's home is empty: Deno is told where its cache is, and where coverage goes when it is measured. */
async function runtimeVariables(): Promise<Record<string, string>> {
  denoDirectory ??= new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()
    .then(({ stdout }) => JSON.parse(new TextDecoder().decode(stdout)).denoDir);
  const coverage = Deno.env.get("DENO_COVERAGE_DIR");
  return { DENO_DIR: await denoDirectory, ...(coverage ? { DENO_COVERAGE_DIR: coverage } : {}) };
}

async function expectedOutput(
  found: ReturnType<typeof route>,
  { command, env }: { command: Command | undefined; env: Record<string, string> },
): Promise<Invocation["expected"]> {
  const none = { arguments: {}, options: {}, formats: {}, listing: false } as unknown as Command;
  const { globals } = parse(found.rest, { path: found.path.join(" "), command: command ?? none });
  const format = globals.format ?? env.WORKSPACE_FORMAT;
  if (format !== "json" && format !== "json-compact" && format !== "yaml" || command?.formats[format]) return undefined;
  const one = format === "yaml" ? "yaml" : "json";
  return { format: command?.streams && one === "json" ? "lines" : one, schema: await resultSchema() };

  async function resultSchema(): Promise<Schema> {
    if (globals.version && (found.versionBeforeCommand || !found.node)) return object({ version: text() });
    if (globals.help || !command) return (await import("../../src/commands/help/help.ts")).default.output;
    return command.output;
  }
}

/** `lines`: a JSON document on each line. */
export type OutputFormat = "json" | "yaml" | "lines";

/** What a program left behind. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** What contradicts the contract of structured output: one document on stdout, of the command's shape or a failure. */
export function outputProblems(result: Result, { format, schema }: NonNullable<Invocation["expected"]>): string[] {
  let values: { success?: boolean; error?: { exitCode?: number } }[];
  try {
    values = [parseOutput(result.stdout, format)].flat() as typeof values;
  } catch (error) {
    return [
      `stdout is not ${format === "lines" ? "JSON lines" : `one ${format.toUpperCase()} document`}: ${
        (error as Error).message
      }`,
    ];
  }
  const successful = format === "lines" ? schema : successSchema(schema);
  return values.flatMap((value) => {
    const success = value?.success !== false;
    const problems = validate(success ? successful : FAILURE_SCHEMA, value);
    if (!success && value.error?.exitCode !== result.code) {
      problems.push(`error.exitCode is ${value.error?.exitCode}, but the program exited with ${result.code}`);
    }
    return problems;
  });
}

/** The value that a program printed as JSON or YAML; of JSON lines the list of them. */
export function parseOutput(stdout: string, format: OutputFormat): unknown {
  if (format === "lines") return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return format === "yaml" ? parseYaml(stdout) : JSON.parse(stdout);
}

/** What in `value` contradicts `schema`, in words. */
export function validate(schema: Schema, value: unknown): string[] {
  const { valid, errors } = new Validator(schema as ConstructorParameters<typeof Validator>[0], "2020-12", false)
    .validate(value);
  return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}
