import manifest from "../deno.json" with { type: "json" };
import { denoFiles, withSlashes } from "./adapters/files/deno_files.ts";
import { gitAdapter } from "./adapters/git/git_adapter.ts";
import { systemClock } from "./adapters/process/clock.ts";
import { workflowPorts } from "./adapters/owner/workflow_ports.ts";
import { denoProcesses } from "./adapters/process/deno_processes.ts";
import { denoEnvironment, PASSED_ON_NAMES } from "./adapters/process/environment.ts";
import { selfCommand } from "./adapters/program/self_command.ts";
import { denoGrants } from "./adapters/program/grants.ts";
import { serverPorts } from "./adapters/remote/server_ports.ts";
import { denoTerminal } from "./adapters/terminal/deno_terminal.ts";
import { signalInterruption } from "./adapters/terminal/interruption.ts";
import { SILENT_PROGRESS, terminalProgress } from "./adapters/terminal/progress.ts";
import { inquirerPrompt } from "./adapters/terminal/prompt.ts";
import { BUILD } from "./build.ts";
import type { Ports, ProgramInfo, Tree } from "./cli/command.ts";
import { type Host, main } from "./cli/main.ts";
import { BASE_ENVIRONMENT } from "./cli/permissions.ts";
import { findUserFolders } from "./cli/user_folders.ts";
import { tree } from "./commands/tree.ts";
import type { ExitCode } from "./kernel/fault.ts";
import { resolvePath } from "./kernel/path.ts";
import type { Plugins } from "./kernel/plugin.ts";
import type { Environment, Files, Processes, Terminal } from "./kernel/ports.ts";

/** What a caller puts in place of the real parts, such as files that fail on purpose, or adds to them. */
export interface Substitutes {
  files?: (real: Files) => Files;
  processes?: (real: Processes) => Processes;
  tree?: Tree;
  program?: Partial<ProgramInfo>;
  /** Ends the program at once; without it nothing does. */
  exit?: (code: ExitCode) => void;
}

/**
 * Runs one command line on the real outside world. Returns the exit code. Where code ran that may still be computing,
 * and would keep the program from ending by itself, `exit` is called with it.
 */
export async function run(argv: readonly string[], substitutes: Substitutes = {}): Promise<ExitCode> {
  const env = denoEnvironment(BASE_ENVIRONMENT);
  const terminal = denoTerminal();
  let isHeld = false;
  const plugins = async () => {
    const { workerPlugins } = await import("./adapters/plugins/worker_plugins.ts");
    return workerPlugins(() => isHeld = true);
  };
  const code = await main(argv, host({ env, terminal, substitutes, plugins }));
  if (isHeld) substitutes.exit?.(code);
  return code;
}

function host(
  base: { env: Environment; terminal: Terminal; substitutes: Substitutes; plugins(): Promise<Plugins> },
): Host {
  const { env, terminal, substitutes, plugins } = base;
  return {
    tree: substitutes.tree ?? tree,
    terminal,
    env,
    version: manifest.version,
    timeZone: () => Temporal.Now.timeZoneId(),
    workingDirectory: () => withSlashes(Deno.cwd()),
    isDirectory(path) {
      try {
        return Deno.statSync(path).isDirectory;
      } catch (error) {
        return error instanceof Deno.errors.NotCapable;
      }
    },
    resolve: resolvePath,
    revoke: (name) => Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor),
    async plugged({ globals, directory, tree: known }) {
      const { pluggedCommands } = await import("./commands/plugins/plugged_commands.ts");
      const files = denoFiles();
      const processes = denoProcesses(env);
      const git = (folder: string) => gitAdapter({ files, processes, env, root: folder });
      return await pluggedCommands({ directory, globals, ports: { files, env, git, plugins }, tree: known });
    },
    ports({ globals, ui, structured, log }): Ports {
      const files = (substitutes.files ?? same)(denoFiles());
      const processes = (substitutes.processes ?? same)(denoProcesses(env));
      const watched = terminal.isTerminal("stdin") && terminal.isTerminal("stderr");
      const unattended = globals.noInteractive || isSet(env.get("CI")) || structured || env.get("TERM") === "dumb";
      const prompt = inquirerPrompt({
        available: watched && !unattended,
        guided: globals.interactive,
        look: ui,
      });
      const shown = terminal.isTerminal("stderr") && !structured && !isSet(env.get("CI"));
      const clock = systemClock(env);
      const program = { ...programInfo(), ...substitutes.program };
      return {
        files,
        plugins,
        env,
        processes,
        prompt,
        terminal,
        clock,
        progress: shown && globals.logLevel !== "silent" ? terminalProgress(terminal) : SILENT_PROGRESS,
        interruption: signalInterruption(),
        git: (folder) => gitAdapter({ files, processes, env, root: folder }),
        async registry(settings, options = {}) {
          const { npmRegistry } = await import("./adapters/npm/npm_registry.ts");
          return npmRegistry({ settings, cacheFolder: findUserFolders(env)?.cache, clock, log, ...options });
        },
        program,
        async self() {
          const { httpDownloads } = await import("./adapters/program/downloads.ts");
          const { programFile } = await import("./adapters/program/program_file.ts");
          const path = program.executable === undefined ? undefined : files.realPath(program.executable);
          const windows = Deno.build.os === "windows";
          return { file: path === undefined ? undefined : programFile({ path, windows }), downloads: httpDownloads() };
        },
        grants: denoGrants(),
        workflows: workflowPorts({
          env,
          dataFolder: findUserFolders(env)?.data,
          self: selfCommand({ profile: program.profile }),
        }),
        servers: serverPorts({
          env,
          log,
          version: program.version,
          async credentials() {
            const { keptCredentials } = await import("./adapters/keychain/kept_credentials.ts");
            return keptCredentials({ env, folder: `${findUserFolders(env)?.data}`, warn: log.warn });
          },
        }),
      };
    },
  };
}

function same<T>(value: T): T {
  return value;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}

const LIBRARIES = ["@inquirer/select", "semver", "smol-toml", "yaml"] as const;

function programInfo(): ProgramInfo {
  const imports: Record<string, string> = manifest.imports;
  const versionOf = (name: string) => /@(\d[^/]*)/.exec(imports[name]?.slice(name.length) ?? "")?.[1] ?? "unknown";
  return {
    version: manifest.version,
    commit: BUILD.commit,
    denoVersion: Deno.version.deno,
    v8Version: Deno.version.v8,
    typescriptVersion: Deno.version.typescript,
    target: BUILD.target ?? Deno.build.target,
    passedOn: PASSED_ON_NAMES,
    profile: BUILD.profile,
    executable: BUILD.profile === "release" ? withSlashes(Deno.execPath()) : undefined,
    dependencies: Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
  };
}
