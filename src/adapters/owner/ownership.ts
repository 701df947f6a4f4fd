import type { Ownership } from "../../domain/workflow/engine/ports.ts";
import { isAbsence, writeFault } from "../files/problems.ts";
import { type SelfCommand, throughShell } from "../program/self_command.ts";
import { OWNER_NOT_STARTED } from "./faults.ts";

export interface OwnershipOptions {
  /** Of the store: absolute, with "/". */
  folder: string;
  self: SelfCommand;
  /** What the owner's process gets of the environment, and nothing else: see `OWNER_ENVIRONMENT`. */
  env: Readonly<Record<string, string>>;
  /** How long an owner may take to begin. */
  limitMilliseconds?: number;
}

/** Who drives the runs, as it wrote it down itself. */
export interface Holder {
  pid: number;
  since: string;
}

/** The hidden command that an owner runs. */
const COMMAND = ["server", "drive"];
const POLL_MILLISECONDS = 4;
/** A log that has grown longer than this is begun anew. */
const LOG_LIMIT = 1024 * 1024;
/** Whoever asks whether there is an owner holds the lock for an instant: becoming one is tried more than once. */
const TRIES = 10;

/**
 * The owner of a store holds the exclusive lock of `owner.lock` in its folder; the system lets go of it when the process
 * ends, however it does. `owner.json` says who it is, `owner.log` what it said.
 */
export function ownership(options: OwnershipOptions): Ownership & { findHolder(): Holder | undefined } {
  const { folder } = options;
  const lockPath = `${folder}/owner.lock`;
  const holderPath = `${folder}/owner.json`;

  const isHeld = () => {
    try {
      using file = Deno.openSync(lockPath, { read: true });
      return !file.tryLockSync(false);
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  };

  return {
    isHeld,
    acquire() {
      const file = lock(lockPath);
      if (!file) return undefined;
      const holder: Holder = { pid: Deno.pid, since: Temporal.Now.instant().toString({ smallestUnit: "millisecond" }) };
      Deno.writeTextFileSync(holderPath, JSON.stringify(holder), { mode: 0o600 });
      let held = true;
      return {
        [Symbol.dispose]() {
          if (held) file.close();
          held = false;
        },
      };
    },
    findHolder() {
      if (!isHeld()) return undefined;
      try {
        return JSON.parse(Deno.readTextFileSync(holderPath));
      } catch {
        // It has just become the owner, or is about to end.
        return undefined;
      }
    },
    start: () => isHeld() ? Promise.resolve() : start(options, isHeld),
  };
}

function lock(path: string): Deno.FsFile | undefined {
  let file: Deno.FsFile;
  try {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw writeFault(path, error);
  }
  for (let i = 0; i < TRIES; i++) {
    if (file.tryLockSync(true)) return file;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  file.close();
}

async function start(options: OwnershipOptions, isHeld: () => boolean): Promise<void> {
  const { folder, self, env, limitMilliseconds = 30_000 } = options;
  const log = `${folder}/owner.log`;
  const from = beginLog(log);
  const child = spawn([...self, ...COMMAND], { log, env, folder });
  let ended: Deno.CommandStatus | undefined;
  const end = child.status.then((status) => ended = status);
  // From here on it lives on its own: it keeps nobody waiting.
  child.unref();
  const until = performance.now() + limitMilliseconds;
  while (!isHeld()) {
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
