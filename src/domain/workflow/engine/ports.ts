import type { Clock } from "../../../kernel/ports.ts";
import type { LogLine, RunError, TaskState, Token } from "../model.ts";
import type { Actor, WorkflowService } from "../ports.ts";
import type { LogStore, ProcessMark, Store } from "../store/ports.ts";

/**
 * What the interpreter needs of a durable engine. It gives each thing a name that is the same whenever the run is
 * interpreted again; what was recorded under a name is given again instead of being done again. Adapters: the store of
 * this machine (`DurableRun`); distributed engines later.
 */
export interface DurableContext {
  readonly runId: string;
  /**
   * Makes one attempt of a step. That it begins is recorded before it begins, its outcome before anybody else sees it.
   * An attempt that began, and whose outcome was never recorded, gives `interrupted`.
   */
  step(attempt: StepAttempt): Promise<StepOutcome>;
  /** Waits from the first time it was asked under this name; ends early, without an error, when cancelled. */
  sleep(name: string, milliseconds: number): Promise<"elapsed" | "cancelled">;
  /** The next signal of this name that was not yet given out; the same to the same waiter. */
  signal(name: string, waiter: { key: string; timeoutMilliseconds?: number | undefined }): Promise<Signalled>;
  /** Aborted with a `RunError` as its reason when the run is cancelled or its time is over. */
  readonly cancelled: AbortSignal;
  /** The time, recorded under a name. */
  now(name: string): Promise<Temporal.Instant>;
  /** Says how tasks are, for people; needs no answer and is not replayed. */
  report(states: readonly TaskState[]): void;
  /** A line of the run's log from the engine itself. */
  say(line: { task: string | null; item: number | null; level: "info" | "warn" | "error"; text: string }): void;
}

/** How waiting for a signal ended. */
export type Signalled = { kind: "received"; payload: unknown } | { kind: "timed_out" } | { kind: "cancelled" };

/** One attempt, with every value filled in. */
export interface StepAttempt {
  /** `task#1`, or `task[3]#1` for the item with index 3. */
  key: string;
  task: string;
  item: number | null;
  /** From 1. */
  attempt: number;
  work: Work;
  timeoutMilliseconds: number | undefined;
  /** Aborted when this attempt is to end early, though the run goes on. */
  signal?: AbortSignal;
  /** Called when it begins, which may be long after it was asked for; given again with what was recorded. */
  begun?(at: string): void;
}

/** What is to be done. Values of secrets stand in it: it is never stored. */
export type Work =
  | {
    type: "shell";
    script: string;
    shell: "sh" | "bash" | "pwsh";
    env: Record<string, string>;
    workingDirectory: string | undefined;
    artifacts: readonly { name: string; path: string }[];
  }
  | {
    type: "cli";
    args: readonly string[];
    env: Record<string, string>;
    workingDirectory: string | undefined;
    artifacts: readonly { name: string; path: string }[];
  }
  | {
    type: "http";
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string | undefined;
    expectStatus: readonly number[] | undefined;
  }
  | { type: "workflow"; workflow: string; version: string | undefined; input: Record<string, unknown> };

/** How an attempt ended; plain JSON, with secrets masked. */
export interface StepOutcome {
  status: "success" | "failed" | "timed_out" | "canceled" | "interrupted";
  output: unknown;
  exitCode: number | null;
  error: RunError | null;
  startedAt: string;
  endedAt: string;
  /** Whether another attempt can help: false for a definition's own mistakes. */
  retryable: boolean;
  /** Milliseconds that the other side asked to wait (`Retry-After`). */
  retryAfter?: number;
  artifacts?: readonly { name: string; path: string; size: number }[];
}

/** Executes steps: starts processes, sends requests. */
export interface StepRunner {
  /**
   * Executes one attempt and gives its outcome; never throws for what a step can cause. `begun` is called as soon as a
   * process runs; what `reap` needs is written down by the process itself, before it does anything of the user's. When
   * `signal` aborts, its whole process group is ended (SIGTERM, 10 s later SIGKILL) before the outcome is given.
   */
  execute(step: StepExecution): Promise<StepOutcome>;
  /**
   * Makes sure that nothing of an attempt that a dead owner began still runs, nor ever will: ends its process group.
   */
  reap(step: { runId: string; key: string; process: ProcessMark | undefined }): Promise<void>;
  /** Removes what a run left in the runner's own folders. */
  forget(runIds: readonly string[]): void;
  /** Hides values, encoded forms included, in what does not come from an attempt: messages, outputs of runs. */
  masker(secrets: readonly string[]): Masker;
}

/** Hides secrets. */
export interface Masker {
  /** One line, or a text that is looked at as a whole. */
  mask(text: string): string;
  /** Texts, keys and numbers of a value of JSON. */
  maskValue(value: unknown): unknown;
}

export interface StepExecution {
  runId: string;
  key: string;
  task: string;
  item: number | null;
  attempt: number;
  work: Exclude<Work, { type: "workflow" }>;
  /** Absolute; the folder of the run, in which `workingDirectory` is looked for. Undefined: an empty folder of its own. */
  runDirectory: string | undefined;
  timeoutMilliseconds: number | undefined;
  /** Values to be masked in lines and outputs. */
  secrets: readonly string[];
  signal: AbortSignal;
  begun(process: ProcessMark): void;
  line(line: Pick<LogLine, "stream" | "level" | "text">): void;
}

/** Waiting. Nothing may hold the program open that was disposed. */
export interface Timers {
  /** Calls back after so long; at once, but not within this call, for 0. */
  after(milliseconds: number, call: () => void): Disposable;
}

/** Secrets and their values; the values are for the engine alone. */
export interface SecretValues {
  /** Names of the stored ones, sorted. */
  list(): Promise<{ name: string; updatedAt: string }[]>;
  /** Of a stored secret. */
  find(name: string): Promise<string | undefined>;
  /** What was captured from the environment of who started the run. */
  findCaptured(runId: string): Record<string, string> | undefined;
  /** Keeps values (0600) until the run ends. */
  capture(runId: string, values: Record<string, string>): void;
  dropCaptured(runId: string): void;
  /** Runs that values are kept for. */
  listCaptured(): string[];
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<boolean>;
}

/** Who drives the runs of a store: one process at a time, the one that holds the lock. */
export interface Ownership {
  /** Becomes the owner; undefined while another process is. */
  acquire(): Disposable | undefined;
  /** Whether a process is the owner now. */
  isHeld(): boolean;
  /** The process that is the owner, and since when; undefined while there is none, or it has just begun. */
  findHolder(): { pid: number; since: string } | undefined;
  /** Starts a process that becomes the owner and lives on its own. Returns once it owns, or another does. */
  start(): Promise<void>;
}

/** The parts of the outside world that workflows are made of; each is made when it is asked for. */
export interface WorkflowPorts {
  /** The store and the logs of this machine. The command needs `data` to read and write. */
  stores(): Promise<{ store: Store; logs: LogStore }>;
  /**
   * Starts this program once more with these arguments, in a process that lives on its own, and waits until it is ready.
   * It gets what an owner gets of the environment, and `variables`. The command needs `run: ["sh"]`.
   */
  startInBackground(
    args: readonly string[],
    options: { isReady(): boolean; variables: Readonly<Record<string, string>> },
  ): Promise<void>;
  /** Serves workflows over HTTP; see `ServeRequest`. The command needs `net: ["listen"]`. */
  serve(request: ServeRequest): Promise<RunningServer>;
  /** A file to be read as it is sent; undefined where there is none. The path is absolute. */
  openFile(path: string): Promise<{ size: number; body: ReadableStream<Uint8Array> } | undefined>;
  /** The command line that starts this program once more, without a command. */
  readonly self: readonly string[];
  secrets(): Promise<SecretValues>;
  /** Starting an owner needs `run: ["sh"]`. */
  ownership(): Promise<Ownership>;
  steps(options: { allowPrivateTargets: boolean }): Promise<StepRunner & Disposable>;
  readonly timers: Timers;
  /** The system's clock, whatever `SOURCE_DATE_EPOCH` says: nothing that runs may stand still. */
  readonly clock: Clock;
  /** IANA name of the machine's time zone. */
  timeZone(): string;
  /** Who uses this machine: the name of its user. */
  actor(): Actor;
  /** Random text of letters and digits that cannot be guessed. */
  random(length: number): string;
}

/** A server that is to be started. */
export interface ServeRequest {
  /** Address to listen at, and the port; 0 is a free one. */
  hostname: string;
  port: number;
  /** Certificate chain and key, PEM; plain HTTP without. */
  tls: { cert: string; key: string } | undefined;
  /** Names under which it may be asked, besides its addresses. */
  names: readonly string[];
  requestsPerMinute: number;
  /** The workflows in the name of somebody. */
  service(actor: Actor): WorkflowService;
  /** Whose a token is, or was; undefined for one that is not known. */
  findToken(token: string): Promise<Token | undefined>;
  /** Who made the one-time link to the web page that a key is of; it is used up by this. Undefined: not, or no more. */
  redeemLink(key: string, address: string): Promise<{ name: string } | undefined>;
  /** Of this program. */
  version: string;
  /** The REST surface as an OpenAPI document. */
  openapi(): Promise<Record<string, unknown>>;
  /** One line of JSON for each request. */
  access(line: string): void;
  /** Told of mistakes of this program. */
  failed(error: unknown, requestId: string): void;
  /** Figures of runs, in the text format of Prometheus. */
  gauges(): string[];
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:5001`. */
  url: string;
  /** Takes no more changes from now on, and no more requests after the grace. */
  stop(graceMilliseconds: number): Promise<void>;
}
