import type { LogLine } from "../../domain/workflow/model.ts";
import { endGroup, hasEnded } from "./claims.ts";
import { guessLevel } from "./guess_level.ts";
import { LINE_LIMIT, LineSplitter } from "./line_splitter.ts";
import type { LineMasker } from "./masker.ts";
import type { ProcessGroups } from "./process_groups.ts";

export type Line = Pick<LogLine, "stream" | "level" | "text">;

export interface ProcessStart {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** What goes to stdout is collected, up to so many bytes, rather than given as lines. */
  collect?: number;
}

export interface ProcessSupervision {
  groups: ProcessGroups;
  masker: LineMasker;
  /** Between SIGTERM and SIGKILL. */
  graceMilliseconds: number;
  timeoutMilliseconds: number | undefined;
  signal: AbortSignal;
  started(pid: number): void;
  line(line: Line): void;
}

export interface ProcessEnding {
  /** 128 + its number for a signal. */
  code: number;
  /** Such as SIGKILL. */
  signal: string | null;
  /** Why it was ended, if it was. */
  ended: "timeout" | "abort" | undefined;
  /** What was collected; `overflow` when there was more. */
  collected: Uint8Array;
  overflow: boolean;
}

/** Processes that a script leaves behind may end by themselves for so long: the rest of a pipeline is still writing. */
const LEFTOVER_MILLISECONDS = 250;
/** What has left the group may hold the pipes for ever; nobody waits for longer than this. */
const DRAIN_MILLISECONDS = 500;

/**
 * Runs a program in a process group of its own until it and all that it left in the group has ended. Its output is read
 * line by line, no faster than the lines are taken. Throws what `spawn` throws.
 */
export async function executeProcess(start: ProcessStart, supervision: ProcessSupervision): Promise<ProcessEnding> {
  const { groups, graceMilliseconds, timeoutMilliseconds, signal } = supervision;
  const child = spawnInGroup(start);
  supervision.started(child.pid);

  const collector = start.collect === undefined ? undefined : new Collector(start.collect);
  const stdout = child.stdout.getReader();
  const stderr = child.stderr.getReader();
  const reading = Promise.all([
    collector ? drain(stdout, (chunk) => collector.push(chunk)) : readLines(stdout, "stdout", supervision),
    readLines(stderr, "stderr", supervision),
  ]);

  let ended: ProcessEnding["ended"];
  let ending: Promise<void> | undefined;
  const end = (why: "timeout" | "abort") => {
    ended ??= why;
    ending ??= endChild(child, { groups, graceMilliseconds });
  };
  const timer = timeoutMilliseconds === undefined
    ? undefined
    : setTimeout(() => end("timeout"), Math.min(timeoutMilliseconds, 2 ** 31 - 1));
  const abort = () => end("abort");
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    const status = await child.status;
    await ending;
    if (!await hasEnded(child.pid, { groups, graceMilliseconds: ending ? 0 : LEFTOVER_MILLISECONDS })) {
      supervision.line({ stream: "system", level: "warn", text: "Ended the processes that the step left behind" });
      await endGroup(child.pid, { groups, graceMilliseconds: Math.min(graceMilliseconds, 2000) });
    }
    if (!await isSettled(reading)) {
      supervision.line({
        stream: "system",
        level: "warn",
        text: "A process that has left the step's process group holds its output; what it writes is not read",
      });
      await Promise.all([stdout.cancel(), stderr.cancel()]);
    }
    await reading;
    return {
      code: status.code,
      signal: status.signal,
      ended,
      collected: collector?.bytes() ?? new Uint8Array(),
      overflow: collector?.overflow ?? false,
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/**
 * `detached` makes Deno fork itself, which takes milliseconds during which nothing else happens, and more the larger it is.
 * setsid(1) does the same in the new process; systems that have none are left with `detached`.
 */
let hasSetsid = Deno.build.os === "linux";

function spawnInGroup({ program, args, cwd, env }: ProcessStart): Deno.ChildProcess {
  const options = { cwd, clearEnv: true, env: { ...env }, stdin: "null", stdout: "piped", stderr: "piped" } as const;
  const detached = () => new Deno.Command(program, { args: [...args], detached: true, ...options }).spawn();
  if (!hasSetsid) return detached();
  try {
    return new Deno.Command("setsid", { args: [program, ...args], ...options }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable)) throw error;
    const child = detached();
    hasSetsid = false;
    return child;
  }
}

/** A process that has only just been started may not have its group yet: then there is nothing in it but itself. */
async function endChild(child: Deno.ChildProcess, options: Parameters<typeof endGroup>[1]): Promise<void> {
  if (!await options.groups.signal(child.pid, "TERM")) {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended meanwhile.
    }
  }
  await endGroup(child.pid, options);
}

async function isSettled(work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), DRAIN_MILLISECONDS);
  });
  try {
    return await Promise.race([work.then(() => true as const), limit]);
  } finally {
    clearTimeout(timer);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function drain(reader: Reader, take: (chunk: Uint8Array) => void): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
}

async function readLines(reader: Reader, stream: Line["stream"], { masker, line }: ProcessSupervision): Promise<void> {
  const splitter = new LineSplitter((text, cut) => {
    const masked = masker.mask(text);
    // Of a secret that the cut goes through only the beginning is there, which nothing would hide.
    const shown = shortened(masked, { cut, length: masked.length - (cut > 0 ? masker.longest : 0) });
    line({ stream, level: guessLevel(shown), text: shown });
  }, masker.longest);
  await drain(reader, (chunk) => splitter.push(chunk));
  splitter.end();
}

/** Cut at the limit, or after `length` characters, with a note; `cut` bytes are missing already. */
function shortened(text: string, { cut, length }: { cut: number; length: number }): string {
  if (cut === 0 && text.length <= LINE_LIMIT) return text;
  const end = Math.max(0, Math.min(length, LINE_LIMIT));
  const missing = new TextEncoder().encode(text.slice(end)).length + cut;
  return `${text.slice(0, end).toWellFormed()} … (${missing} more bytes cut)`;
}

class Collector {
  overflow = false;
  #parts: Uint8Array[] = [];
  #size = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    const kept = chunk.slice(0, this.#limit - this.#size);
    if (kept.length < chunk.length) this.overflow = true;
    this.#parts.push(kept);
    this.#size += kept.length;
  }

  bytes(): Uint8Array {
    const whole = new Uint8Array(this.#size);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }
}
