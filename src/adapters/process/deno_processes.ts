import type { Environment, Processes, ProcessResult } from "../../kernel/ports.ts";
import { LINKER_NAMES, PASSED_ON_NAMES, pickEnvironment, REGISTRY_NAMES } from "./environment.ts";
import { PROGRAM_NOT_FOUND, WORKING_FOLDER_NOT_FOUND } from "./faults.ts";

/**
 * Programs through `Deno.Command`. They inherit the environment; where it holds variables of the dynamic linker
 * (`LD_*`, `DYLD_*`), with which Deno refuses to start anything from a run list, they get one rebuilt without them.
 * Output is UTF-8, a byte order mark included. A program ended by a signal has the code 128 + its number.
 */
export function denoProcesses(env: Environment): Processes {
  let rebuilt: Record<string, string> | undefined;
  const rebuild = () => rebuilt ??= pickEnvironment(env, PASSED_ON_NAMES);
  // Looked at when a program is started: a command that starts none may have given up reading variables.
  let hasLinkerNames: boolean | undefined;

  return {
    async run(program, args, options = {}) {
      hasLinkerNames ??= LINKER_NAMES.some((name) => env.get(name) !== undefined);
      if (hasLinkerNames) rebuild();
      const { inherits, ...rest } = options;
      const picked = inherits === "registries" ? pickEnvironment(env, REGISTRY_NAMES) : undefined;
      const start = () => spawn({ program, args, rebuilt: picked ?? rebuilt, ...rest });
      try {
        try {
          return await start();
        } catch (error) {
          // A linker variable whose name may not be read is noticed only here.
          if (!(error instanceof Deno.errors.NotCapable) || picked || rebuilt) throw error;
          rebuild();
          return await start();
        }
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        const { cwd } = options;
        if (cwd !== undefined && !isFolder(cwd)) throw WORKING_FOLDER_NOT_FOUND({ path: cwd }, { cause: error });
        throw PROGRAM_NOT_FOUND({ program }, { cause: error });
      }
    },
  };
}

interface Start {
  program: string;
  args: string[];
  rebuilt: Record<string, string> | undefined;
  cwd?: string;
  input?: string;
  env?: Record<string, string>;
  onTerminal?: boolean;
  limitMilliseconds?: number;
}

async function spawn(start: Start): Promise<ProcessResult> {
  if (start.limitMilliseconds === undefined) return await spawnUntil(start);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), start.limitMilliseconds);
  try {
    const result = await spawnUntil(start, limit.signal);
    return limit.signal.aborted ? { ...result, code: 124 } : result;
  } finally {
    clearTimeout(timer);
  }
}

async function spawnUntil(
  { program, args, rebuilt, cwd, input, env, onTerminal }: Start,
  signal?: AbortSignal,
): Promise<ProcessResult> {
  const child = new Deno.Command(program, {
    args,
    stdin: onTerminal ? "inherit" : input === undefined ? "null" : "piped",
    stdout: onTerminal ? "inherit" : "piped",
    stderr: onTerminal ? "inherit" : "piped",
    clearEnv: rebuilt !== undefined,
    ...(signal === undefined ? {} : { signal }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(rebuilt || env ? { env: { ...rebuilt, ...env } } : {}),
  });
  if (onTerminal) return { code: (await child.spawn().status).code, stdout: "", stderr: "" };
  if (input === undefined) return toResult(await child.output());
  const running = child.spawn();
  const [output] = await Promise.all([running.output(), feed(running.stdin, input)]);
  return toResult(output);
}

async function feed(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // The program ended without reading all of its input: its exit code and words tell why.
  }
}

function toResult(output: Deno.CommandOutput): ProcessResult {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
