import { writeFault } from "../files/problems.ts";
import { type SelfCommand, throughShell } from "../program/self_command.ts";
import { OWNER_NOT_STARTED } from "./faults.ts";

export interface BackgroundOptions {
  /** Of the store: absolute, with "/". What the process says goes to `owner.log` in it. */
  folder: string;
  self: SelfCommand;
  /** What the process gets of the environment, and nothing else: see `OWNER_ENVIRONMENT`. */
  env: Readonly<Record<string, string>>;
  isReady(): boolean;
  /** How long it may take to begin. */
  limitMilliseconds?: number;
}

const POLL_MILLISECONDS = 4;
/** A log that has grown longer than this is begun anew. */
const LOG_LIMIT = 1024 * 1024;

/**
 * Starts this program once more, in a process that lives on its own, and returns once it is ready or has ended well.
 * Fault: `OWNER_NOT_STARTED`, with what it said.
 */
export async function startInBackground(args: readonly string[], options: BackgroundOptions): Promise<void> {
  const { folder, self, env, isReady, limitMilliseconds = 30_000 } = options;
  const log = `${folder}/owner.log`;
  const from = beginLog(log);
  const child = spawn([...self, ...args], { log, env, folder });
  let ended: Deno.CommandStatus | undefined;
  const end = child.status.then((status) => ended = status);
  // From here on it lives on its own: it keeps nobody waiting.
  child.unref();
  const until = performance.now() + limitMilliseconds;
  while (!isReady()) {
    // One that ended well has found nothing to do, or another one at work.
    if (ended?.success) return;
    const late = performance.now() >= until;
    if (ended || late) {
      const said = tail(log, from);
      const how = ended ? `It ended with exit code ${ended.code}` : "It has not begun after a long time";
      throw OWNER_NOT_STARTED({ log, problem: said === "" ? `${how}.` : `${how}:\n${said}` });
    }
    const pause = Promise.withResolvers<void>();
    const timer = setTimeout(pause.resolve, POLL_MILLISECONDS);
    await Promise.race([end, pause.promise]);
    clearTimeout(timer);
  }
}

/** In a session of its own, away from the terminal and from the folder of whoever starts it. */
function spawn(
  argv: readonly string[],
  { log, env, folder }: { log: string; env: Readonly<Record<string, string>>; folder: string },
): Deno.ChildProcess {
  const windows = Deno.build.os === "windows";
  const [program, args] = windows
    ? throughShell(argv)
    : ["sh", ["-c", 'log=$1; shift; exec "$@" </dev/null >>"$log" 2>&1', "sh", log, ...argv]] as const;
  return new Deno.Command(program, {
    args: [...args],
    cwd: windows ? folder : "/",
    clearEnv: true,
    env: { ...env },
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Where what the next owner says begins. */
function beginLog(path: string): number {
  try {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    using file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    const { size } = file.statSync();
    if (size <= LOG_LIMIT) return size;
    file.truncateSync(0);
    return 0;
  } catch (error) {
    throw writeFault(path, error);
  }
}

/** The last lines of a log after a position. */
function tail(path: string, from: number): string {
  try {
    const bytes = Deno.readFileSync(path).subarray(from);
    return new TextDecoder().decode(bytes.subarray(-4000)).trim().split("\n").slice(-10).join("\n");
  } catch {
    return "";
  }
}
