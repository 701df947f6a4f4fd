import type { Clock } from "../../../kernel/ports.ts";
import type { RunError, TaskState } from "../model.ts";
import type { JournalEntry, Store, StoredRun } from "../store/ports.ts";
import type { Commits } from "./commits.ts";
import type { DueTimes } from "./due_times.ts";
import { DurableWaits } from "./durable_waits.ts";
import { Journal } from "./journal.ts";
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
import { OutputBudget } from "./output_budget.ts";
import { RunStates } from "./run_states.ts";
import { stamp } from "./stamp.ts";
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
  /** Whether attempts end at once; they count as interrupted. */
  readonly isKilled: boolean;
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
  readonly #journal: Journal;
  readonly #outputs: OutputBudget;
  readonly #waits: DurableWaits;
  /** How an earlier owner left it. */
  readonly takenUp: "new" | "resumed" | "interrupted";
  readonly #secrets: readonly string[];
  /** Undefined where there is nothing to hide. */
  readonly #masker: Masker | undefined;
  readonly #abort = new AbortController();
  /** Ends what executes. */
  readonly #ending = new AbortController();
  #cancellation: Cancellation | undefined;
  #isPaused = false;
  #isEnding = false;
  #release = Promise.withResolvers<void>();
  /** Attempts that execute, and those that wait for their turn. */
  readonly #count = { executing: 0, queued: 0 };

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
    const recorded = host.store.readJournal(run.id);
    const wasBegun = recorded.some((entry) => entry.kind === "step" && entry.state === "begun");
    this.takenUp = wasBegun ? "interrupted" : recorded.length > 0 ? "resumed" : "new";
    this.#mailbox = new Mailbox(recorded);
    this.#journal = new Journal(run.id, host, recorded.filter(({ key }) => !isAsked(key)));
    this.#outputs = new OutputBudget(recorded);
    this.#waits = new DurableWaits({
      clock: host.clock,
      dueTimes: host.dueTimes,
      journal: this.#journal,
      mailbox: this.#mailbox,
      cancelled: this.cancelled,
      changed: () => this.#touch(),
    });
    for (const entry of recorded) {
      if (entry.kind !== "signal") continue;
      if (entry.key === CANCEL_KEY) this.cancel(entry.payload as Cancellation);
      if (entry.key === PAUSE_KEY) this.#isPaused = entry.payload !== null;
    }
    if (parent) parent.#children.add(this);
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
    const { executing, queued } = this.#count;
    return executing > 0 || !this.#isHeld && queued + this.#waits.timers > 0;
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
    this.#ending.abort(this.#cancellation!.error);
    this.#letGo();
  }

  /** Ends what executes, as if the program had died. */
  kill(): void {
    this.#ending.abort(INTERRUPTED);
  }

  /** Begins nothing more, or goes on; journalled already. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) this.#letGo();
    this.#touchParts();
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

  #touchParts(): void {
    for (const child of this.#children) {
      child.#states.touch();
      child.#touchParts();
    }
  }

  #touch(): void {
    this.#states.touch();
    if (this.#parent) this.#parent.#touch();
  }

  async step(attempt: StepAttempt): Promise<StepOutcome> {
    const recorded = this.#journal.take(attempt.key);
    if (recorded?.kind !== "step") return await this.#begin(attempt);
    attempt.begun?.(recorded.at);
    if (recorded.state === "ended") return recorded.outcome as StepOutcome;
    if (isChild(attempt)) return await this.#child(attempt, recorded.at);
    const text = `Attempt ${attempt.attempt} was interrupted: the program or the machine ended in the middle of it`;
    this.#line(attempt, { stream: "system", level: "warn", text });
    return this.#record(attempt, recorded.at, this.#outcome("interrupted", recorded.at));
  }

  async #begin(attempt: StepAttempt): Promise<StepOutcome> {
    const { key, work } = attempt;
    using place = await this.#turn(work.type);
    if (!place) return this.#outcome("canceled");
    const at = stamp(this.#host.clock);
    attempt.begun?.(at);
    const begun = { key, kind: "step", type: work.type, state: "begun", at } as const;
    if (isChild(attempt)) {
      this.#journal.put(begun);
      return await this.#child(attempt, at);
    }
    this.#count.executing++;
    try {
      await this.#journal.putDurably(begun);
      const outcome = await this.#execute(attempt as ExecutedAttempt, begun);
      if (!this.#host.isKilled) return this.#record(attempt, at, outcome);
    } finally {
      this.#count.executing--;
      if (!this.#host.isKilled) this.#touch();
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

  async #execute(attempt: ExecutedAttempt, begun: BegunEntry): Promise<StepOutcome> {
    if (this.cancelled.aborted) return this.#outcome("canceled", begun.at);
    return await this.#host.steps.execute({
      ...attempt,
      runId: this.runId,
      runDirectory: this.run.workingDirectory ?? undefined,
      secrets: this.#secrets,
      signal: attempt.signal ? AbortSignal.any([this.#ending.signal, attempt.signal]) : this.#ending.signal,
      begun: (mark) => this.#journal.putLater({ ...begun, ["process"]: mark }),
      line: (line) => this.#line(attempt, line),
    });
  }

  async #child(attempt: ChildAttempt, at: string): Promise<StepOutcome> {
    const outcome = await this.#host.runChild(this, attempt);
    return this.#record(attempt, at, outcome);
  }

  /** Keeps an outcome; it becomes durable with what follows from it. */
  #record(attempt: StepAttempt, at: string, ended: StepOutcome): StepOutcome {
    const outcome = this.#outputs.take(ended);
    const { key, task, work } = attempt;
    const { endedAt, artifacts = [] } = outcome;
    this.#journal.put({ key, kind: "step", type: work.type, state: "ended", at, endedAt, outcome }, (store) => {
      for (const artifact of artifacts) store.addArtifact(this.runId, { ...artifact, task });
    });
    return outcome;
  }

  #outcome(status: "canceled" | "interrupted", startedAt?: string): StepOutcome {
    const endedAt = stamp(this.#host.clock);
    const error = status === "canceled" ? this.#cancellation!.error : INTERRUPTED;
    return { status, output: null, exitCode: null, error, startedAt: startedAt ?? endedAt, endedAt, retryable: true };
  }

  sleep(name: string, milliseconds: number): Promise<"elapsed" | "cancelled"> {
    return this.#waits.sleep(name, milliseconds);
  }

  signal(...asked: Parameters<DurableContext["signal"]>): Promise<Signalled> {
    return this.#waits.signal(...asked);
  }

  now(name: string): Promise<Temporal.Instant> {
    const recorded = this.#journal.take(`now:${name}`);
    const at = recorded?.kind === "instant" ? recorded.at : this.#journal.putInstant(`now:${name}`);
    return Promise.resolve(Temporal.Instant.from(at));
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
    if (this.#journal.isReplaying) return;
    this.#line({ ...about, attempt: 0 }, { stream: "system", level, text: this.hide(text) });
  }

  #line(
    { task, item, attempt }: { task: string | null; item: number | null; attempt: number },
    line: Parameters<StepExecution["line"]>[0],
  ): void {
    this.#host.logBook.add(this.runId, { task, item, attempt, ...line });
  }
}

/** Whether an entry is what somebody asked of the run, and not what it did. */
function isAsked(key: string): boolean {
  return key === CANCEL_KEY || key === PAUSE_KEY || key.startsWith("signal:");
}

function isChild(attempt: StepAttempt): attempt is ChildAttempt {
  return attempt.work.type === "workflow";
}
