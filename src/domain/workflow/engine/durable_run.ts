import type { Clock } from "../../../kernel/ports.ts";
import type { RunError, TaskState } from "../model.ts";
import type { JournalEntry, Store, StoredRun } from "../store/ports.ts";
import type { Commits } from "./commits.ts";
import type { DueTimes } from "./due_times.ts";
import type { LogBook } from "./log_book.ts";
import { type Letter, Mailbox } from "./mailbox.ts";
import type {
  DurableContext,
  Masker,
  Signalled,
  StepAttempt,
  StepExecution,
  StepOutcome,
  StepRunner,
} from "./ports.ts";
import { RunStates } from "./run_states.ts";
import { stamp, stampOf } from "./stamp.ts";
import type { Slots } from "./slots.ts";

/** What runs share of the engine that drives them. */
export interface RunHost {
  store: Store;
  commits: Commits;
  dueTimes: DueTimes;
  logBook: LogBook;
  clock: Clock;
  steps: StepRunner;
  /** Room for attempts of all runs. */
  slots: Slots;
  /** Whether nothing may begin any more: another owner takes over. */
  readonly isDraining: boolean;
  /** Aborted when attempts are to end at once; they count as interrupted. */
  readonly killed: AbortSignal;
  /** Starts a workflow as a step of a run, or goes on with the one that was started, until it ends. */
  runChild(parent: DurableRun, attempt: ChildAttempt): Promise<StepOutcome>;
}

/** An attempt that something is executed for. */
type ExecutedAttempt = StepAttempt & Pick<StepExecution, "work">;

type BegunEntry = Extract<JournalEntry, { kind: "step"; state: "begun" }>;

/** An attempt that is a run of its own. */
export type ChildAttempt = StepAttempt & { work: { type: "workflow" } };

/** Keys of what was asked of a run; they stand in its journal beside what it did. */
export const CANCEL_KEY = "control:cancel";
export const PAUSE_KEY = "control:pause";

/** Why a run is to end before its time, as journalled under `CANCEL_KEY`. */
export interface Cancellation {
  error: RunError;
  /** What the user gave as a reason. */
  reason: string | null;
}

const INTERRUPTED: RunError = { code: "INTERRUPTED", message: "The program or the machine ended in the middle of it" };

/**
 * A run over the store of this machine. What it asks for is journalled under its name, and what the journal had when it
 * was taken up is given again. All runs write through the same commits, so that a result and the next start are one
 * transaction. While it, or a run that it is a step of, is paused, nothing begins; timers go on.
 */
export class DurableRun implements DurableContext {
  readonly runId: string;
  readonly #host: RunHost;
  readonly #parent: DurableRun | undefined;
  readonly #children = new Set<DurableRun>();
  readonly #states: RunStates;
  readonly #mailbox: Mailbox;
  /** What was recorded before it was taken up, and was not given again yet. */
  readonly #recorded = new Map<string, JournalEntry>();
  readonly #secrets: readonly string[];
  /** Undefined where there is nothing to hide. */
  readonly #masker: Masker | undefined;
  readonly #abort = new AbortController();
  /** Ends what executes. */
  readonly #ending: AbortSignal;
  #cancellation: Cancellation | undefined;
  #isPaused = false;
  #isEnding = false;
  #release = Promise.withResolvers<void>();
  /** Attempts that executed, that wait for their turn, and timers that run. */
  readonly #count = { executing: 0, queued: 0, timers: 0 };

  constructor(
    readonly run: StoredRun,
    host: RunHost,
    { parent, secrets }: { parent?: DurableRun | undefined; secrets: readonly string[] },
  ) {
    this.runId = run.id;
    this.#host = host;
    this.#parent = parent;
    this.#secrets = secrets;
    this.#masker = secrets.length === 0 ? undefined : host.steps.masker(secrets);
    this.#states = new RunStates({ runId: run.id, ...host, status: () => this.status });
    const journal = host.store.readJournal(run.id);
    this.#mailbox = new Mailbox(journal);
    this.#ending = AbortSignal.any([this.cancelled, host.killed]);
    for (const entry of journal) {
      if (entry.kind === "signal" && !entry.key.startsWith("await:")) this.#takeUp(entry);
      else this.#recorded.set(entry.key, entry);
    }
    if (parent) parent.#children.add(this);
  }

  #takeUp({ key, payload }: JournalEntry & { kind: "signal" }): void {
    if (key === CANCEL_KEY) this.cancel(payload as Cancellation);
    else if (key === PAUSE_KEY) this.#isPaused = payload !== null;
  }

  /** Whether an earlier owner had begun with it, while nothing has been asked of it yet. */
  get isResumed(): boolean {
    return this.#recorded.size > 0;
  }

  get status(): "RUNNING" | "WAITING" | "PAUSED" {
    if (this.#count.executing > 0) return "RUNNING";
    if (this.#children.values().some(({ status }) => status === "RUNNING")) return "RUNNING";
    if (this.isPaused) return "PAUSED";
    return this.#count.queued > 0 ? "RUNNING" : "WAITING";
  }

  /** Whether its end is known, though perhaps not yet durable. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isPaused(): boolean {
    return this.#isPaused || (this.#parent?.isPaused ?? false);
  }

  get executing(): number {
    return this.#count.executing;
  }

  /** Whether something will happen in it without an order. */
  get isMoving(): boolean {
    const { executing, queued, timers } = this.#count;
    return executing > 0 || !this.#isHeld && queued + timers > 0;
  }

  get #isHeld(): boolean {
    return this.#host.isDraining || this.isPaused;
  }

  get cancelled(): AbortSignal {
    return this.#abort.signal;
  }

  get cancellation(): Cancellation | undefined {
    return this.#cancellation;
  }

  /** It will end before its time, as soon as that is journalled: whatever it comes to until then. The first cause counts. */
  announceCancel(cancellation: Cancellation): void {
    this.#cancellation ??= cancellation;
  }

  /** Ends it before its time; journalled already. */
  cancel(cancellation: Cancellation): void {
    this.announceCancel(cancellation);
    if (this.cancelled.aborted) return;
    this.#abort.abort(this.#cancellation!.error);
    this.#letGo();
  }

  /** Begins nothing more, or goes on; journalled already. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) this.#letGo();
    this.#touch();
  }

  /** Hands it a signal; journalled already. */
  deliver(key: string, letter: Letter & { name: string }): void {
    this.#mailbox.put(key, letter);
  }

  /** Writes its end, together with what is not yet written of its tasks. */
  end(change: Parameters<RunStates["close"]>[0], done: () => void): void {
    this.#isEnding = true;
    this.#states.close(change, done);
    if (this.#parent) this.#parent.#children.delete(this);
  }

  #letGo(): void {
    this.#release.resolve();
    this.#release = Promise.withResolvers();
    for (const child of this.#children) child.#letGo();
  }

  #touch(): void {
    this.#states.touch();
    if (this.#parent) this.#parent.#touch();
  }

  async step(attempt: StepAttempt): Promise<StepOutcome> {
    const recorded = this.#take(attempt.key);
    if (recorded?.kind !== "step") return await this.#begin(attempt);
    attempt.begun?.(recorded.at);
    if (recorded.state === "ended") return recorded.outcome as StepOutcome;
    if (isChild(attempt)) return await this.#child(attempt, recorded.at);
    this.#line(attempt, { stream: "system", level: "warn", text: INTERRUPTED.message });
    return this.#record(attempt, recorded.at, this.#outcome("interrupted", recorded.at));
  }

  async #begin(attempt: StepAttempt): Promise<StepOutcome> {
    const { key, work } = attempt;
    const { store, clock, commits } = this.#host;
    using place = await this.#turn(work.type);
    if (!place) return this.#outcome("canceled");
    const at = stamp(clock);
    attempt.begun?.(at);
    const begun = { key, kind: "step", type: work.type, state: "begun", at } as const;
    const durable = commits.durable(() => store.putJournal(this.runId, begun));
    if (isChild(attempt)) return await this.#child(attempt, at);
    this.#count.executing++;
    try {
      await durable;
      const outcome = await this.#execute(attempt as ExecutedAttempt, begun);
      if (!this.#host.killed.aborted) return this.#record(attempt, at, outcome);
    } finally {
      this.#count.executing--;
      if (!this.#host.killed.aborted) this.#touch();
    }
    // Without an outcome the next owner finds it interrupted; nothing may follow from it here.
    return await new Promise(() => {});
  }

  /** Waits until an attempt may begin; undefined when it never may. Workflows take no place: their steps do. */
  async #turn(type: StepAttempt["work"]["type"]): Promise<Disposable | undefined> {
    this.#count.queued++;
    this.#touch();
    try {
      for (;;) {
        while (this.#isHeld && !this.cancelled.aborted) await this.#release.promise;
        if (type === "workflow") return this.cancelled.aborted ? undefined : { [Symbol.dispose]() {} };
        const place = await this.#host.slots.take(this.cancelled);
        if (!place || !this.#isHeld) return place;
        place[Symbol.dispose]();
      }
    } finally {
      this.#count.queued--;
      this.#touch();
    }
  }

  async #execute(
    attempt: ExecutedAttempt,
    begun: BegunEntry,
  ): Promise<StepOutcome> {
    if (this.cancelled.aborted) return this.#outcome("canceled", begun.at);
    const { commits, steps, store } = this.#host;
    return await steps.execute({
      ...attempt,
      runId: this.runId,
      runDirectory: this.run.workingDirectory ?? undefined,
      secrets: this.#secrets,
      signal: attempt.signal ? AbortSignal.any([this.#ending, attempt.signal]) : this.#ending,
      begun: (mark) => commits.writeLater(() => store.putJournal(this.runId, { ...begun, ["process"]: mark })),
      line: (line) => this.#line(attempt, line),
    });
  }

  async #child(attempt: ChildAttempt, at: string): Promise<StepOutcome> {
    const outcome = await this.#host.runChild(this, attempt);
    return this.#record(attempt, at, outcome);
  }

  /** Keeps an outcome; it becomes durable with what follows from it. */
  #record(attempt: StepAttempt, at: string, outcome: StepOutcome): StepOutcome {
    const { key, task, work } = attempt;
    const { endedAt, artifacts = [] } = outcome;
    this.#write(() => {
      const { store } = this.#host;
      store.putJournal(this.runId, { key, kind: "step", type: work.type, state: "ended", at, endedAt, outcome });
      for (const artifact of artifacts) store.addArtifact(this.runId, { ...artifact, task });
    });
    return outcome;
  }

  #outcome(status: "canceled" | "interrupted", startedAt?: string): StepOutcome {
    const endedAt = stamp(this.#host.clock);
    const error = status === "canceled" ? this.#cancellation!.error : INTERRUPTED;
    return { status, output: null, exitCode: null, error, startedAt: startedAt ?? endedAt, endedAt, retryable: true };
  }

  async sleep(name: string, milliseconds: number): Promise<"elapsed" | "cancelled"> {
    const timer = this.#take(`sleep:${name}`);
    if (this.#take(`slept:${name}`)) return "elapsed";
    const end = await this.#wait({ timer: { key: `sleep:${name}`, recorded: timer, milliseconds } });
    if (end === "cancelled") return end;
    this.#instant(`slept:${name}`);
    return "elapsed";
  }

  async signal(
    name: string,
    { key, timeoutMilliseconds: milliseconds }: { key: string; timeoutMilliseconds?: number | undefined },
  ): Promise<Signalled> {
    const recorded = this.#take(`limit:${key}`);
    const known = this.#take(`await:${key}`);
    if (known) return known.kind === "signal" ? { kind: "received", payload: known.payload } : { kind: "timed_out" };
    const timer = milliseconds === undefined ? undefined : { key: `limit:${key}`, recorded, milliseconds };
    const end = await this.#wait({ timer, signal: name });
    if (end === "cancelled") return { kind: "cancelled" };
    if (end === "elapsed") {
      this.#instant(`await:${key}`);
      return { kind: "timed_out" };
    }
    this.#write(() => this.#host.store.putJournal(this.runId, { key: `await:${key}`, kind: "signal", name, ...end }));
    return { kind: "received", payload: end.payload };
  }

  /** Waits for what comes first: an instant, fixed when it was first asked for; a signal; the run's end. */
  #wait({ timer, signal }: {
    timer?: { key: string; recorded: JournalEntry | undefined; milliseconds: number } | undefined;
    signal?: string;
  }): Promise<Letter | "elapsed" | "cancelled"> {
    if (this.cancelled.aborted) return Promise.resolve("cancelled");
    const { clock, dueTimes, store } = this.#host;
    const { promise, resolve } = Promise.withResolvers<Letter | "elapsed" | "cancelled">();
    const waits: Disposable[] = [];
    const end = (how: Letter | "elapsed" | "cancelled") => {
      for (const wait of waits) wait[Symbol.dispose]();
      this.cancelled.removeEventListener("abort", cancel);
      if (timer) this.#count.timers--;
      this.#touch();
      resolve(how);
    };
    const cancel = () => end("cancelled");
    this.cancelled.addEventListener("abort", cancel, { once: true });
    if (timer) {
      const { key, recorded, milliseconds } = timer;
      const dueAt = recorded?.kind === "timer" ? recorded.dueAt : stampOf(clock.now().add({ milliseconds }));
      if (!recorded) this.#write(() => store.putJournal(this.runId, { key, kind: "timer", dueAt }));
      waits.push(dueTimes.add(Temporal.Instant.from(dueAt).epochMilliseconds, () => end("elapsed")));
      this.#count.timers++;
    }
    if (signal !== undefined) waits.push(this.#mailbox.take(signal, end));
    this.#touch();
    return promise;
  }

  now(name: string): Promise<Temporal.Instant> {
    const recorded = this.#take(`now:${name}`);
    return Promise.resolve(
      Temporal.Instant.from(recorded?.kind === "instant" ? recorded.at : this.#instant(`now:${name}`)),
    );
  }

  /** Records the time under a key. */
  #instant(key: string): string {
    const at = stamp(this.#host.clock);
    this.#write(() => this.#host.store.putJournal(this.runId, { key, kind: "instant", at }));
    return at;
  }

  report(states: readonly TaskState[]): void {
    this.#states.report(this.#masker ? states.map((state) => this.hide(state)) : states);
  }

  /** A value without what must not be kept of the run. */
  hide<T>(value: T): T {
    return this.#masker ? this.#masker.maskValue(value) as T : value;
  }

  say({ level, text, ...about }: Parameters<DurableContext["say"]>[0]): void {
    // What is said while a run is replayed was said before.
    if (this.#recorded.size > 0) return;
    this.#line({ ...about, attempt: 0 }, { stream: "system", level, text: this.hide(text) });
  }

  #line(
    { task, item, attempt }: { task: string | null; item: number | null; attempt: number },
    line: Parameters<StepExecution["line"]>[0],
  ): void {
    this.#host.logBook.add(this.runId, { task, item, attempt, ...line });
  }

  #take(key: string): JournalEntry | undefined {
    const entry = this.#recorded.get(key);
    this.#recorded.delete(key);
    return entry;
  }

  #write(apply: () => void): void {
    this.#host.commits.write(apply);
  }
}

function isChild(attempt: StepAttempt): attempt is ChildAttempt {
  return attempt.work.type === "workflow";
}
