import type { Clock, Log } from "../../../kernel/ports.ts";
import { formatDuration, parseDuration } from "../definition/duration.ts";
import type { Definition } from "../definition/model.ts";
import { isFinal } from "../model.ts";
import type { NewRun, RunChange, Store, StoredRun } from "../store/ports.ts";
import { ancestorsOf } from "./child_run.ts";
import { type Commits, isPassing, messageOf } from "./commits.ts";
import type { DueTimes } from "./due_times.ts";
import {
  CANCEL_KEY,
  type Cancellation,
  type ChildAttempt,
  DurableRun,
  PAUSE_KEY,
  type RunHost,
} from "./durable_run.ts";
import { groupsOf } from "./groups_of.ts";
import { cancelledOutcome, interpret } from "./interpret.ts";
import { failure } from "./interpretation.ts";
import type { LogBook } from "./log_book.ts";
import type { Letter } from "./mailbox.ts";
import type { QueuedRun } from "./plan_starts.ts";
import type { SecretValues, StepOutcome, StepRunner } from "./ports.ts";
import type { RunOutcome } from "./program.ts";
import { runChild } from "./run_child.ts";
import { RunLine } from "./run_line.ts";
import { maskedValues, readSecrets } from "./run_secrets.ts";
import { Slots } from "./slots.ts";
import { stamp } from "./stamp.ts";
import { hasEnded, initialState } from "./task_board.ts";

export interface RunsParts {
  store: Store;
  commits: Commits;
  dueTimes: DueTimes;
  logBook: LogBook;
  clock: Clock;
  log: Log;
  steps: StepRunner;
  secrets: SecretValues;
}

/** A run that cannot be read now is tried again after so long. */
const RETRY_MILLISECONDS = 1000;

/** What is done together with a change of a run, in the same transaction. */
type Also = () => void;

/** The open runs of a store: those that wait for their turn, and those that go on. */
export class Runs implements RunHost {
  readonly store: Store;
  readonly commits: Commits;
  readonly dueTimes: DueTimes;
  readonly logBook: LogBook;
  readonly clock: Clock;
  readonly steps: StepRunner;
  readonly slots: Slots;
  isDraining = false;
  isKilled = false;
  readonly #log: Log;
  readonly #secrets: SecretValues;
  readonly #limit: number;
  readonly #line = new RunLine();
  readonly #active = new Map<string, DurableRun>();
  /** Started, and not taken up yet: their secrets are being read. */
  readonly #loading = new Map<string, PromiseWithResolvers<void>>();
  readonly #deadlines = new Map<string, Disposable>();
  readonly #whenEnded = new Map<string, () => void>();

  constructor(parts: RunsParts, limits: { runs: number; steps: number }) {
    this.store = parts.store;
    this.commits = parts.commits;
    this.dueTimes = parts.dueTimes;
    this.logBook = parts.logBook;
    this.clock = parts.clock;
    this.steps = parts.steps;
    this.slots = new Slots(limits.steps);
    this.#limit = limits.runs;
    this.#log = parts.log;
    this.#secrets = parts.secrets;
  }

  /** Attempts that execute. */
  get executing(): number {
    return this.#active.values().reduce((sum, { executing }) => sum + executing, 0);
  }

  /** Whether something will happen without an order. */
  get isMoving(): boolean {
    return this.#loading.size > 0 ||
      this.#active.values().some((run) => run.isMoving || this.#deadlines.has(run.runId) && !run.isPaused);
  }

  /** Ends every attempt that executes without an outcome: for the next owner they are interrupted. */
  kill(): void {
    this.isKilled = true;
    for (const run of this.#active.values()) run.kill();
  }

  has(id: string): boolean {
    return this.#active.has(id) || this.#loading.has(id) || this.#line.find(id) !== undefined;
  }

  /** Takes up an open run: one that has not started waits for its turn. */
  adopt(run: StoredRun | NewRun & { startedAt?: null }): void {
    if (this.has(run.id)) return;
    try {
      const groups = groupsOf(run);
      if (run.startedAt) {
        this.#line.occupy(run.id, groups);
        void this.#start(run as StoredRun);
      } else {
        const ancestors = ancestorsOf(run, this.store).map(({ id }) => id);
        this.#line.add({ id: run.id, groups, isPaused: run.status === "PAUSED", ancestors });
      }
    } catch (error) {
      this.#endUnstarted(run.id, { status: "FAILED", error: failure(error).error! });
    }
  }

  /** Starts what may start now; where the store cannot be read, at the next call. */
  startNext(): void {
    try {
      this.#startPlanned();
    } catch (error) {
      this.#line.forgetPlan();
      if (!isPassing(error)) throw error;
    }
  }

  #startPlanned(): void {
    if (this.isDraining || this.#line.isEmpty) return;
    const running = this.#active.values().filter(({ run, status }) => !run.parentRun && status === "RUNNING");
    const plan = this.#line.plan(this.#limit - this.#loading.size - [...running].length);
    if (!plan) return;
    for (const { run, group, because } of plan.skip) {
      const message = `Not run: ${because} of the same ${group} was there before it`;
      this.#endQueued(run, { status: "CANCELED", reason: message, error: { code: "SKIPPED", message } });
    }
    for (const { id, group, inFavourOf } of plan.cancel) {
      const message = `Cancelled in favour of ${inFavourOf} of the same ${group}`;
      this.cancel(id, { error: { code: "CANCELED", message }, reason: message });
    }
    for (const { run, group } of plan.wait) {
      const reason = `waits for the runs of ${group} before it`;
      this.commits.write(() => this.store.updateRun(run.id, { reason }));
    }
    for (const run of plan.begin) this.#begin(run);
  }

  #begin(queued: QueuedRun): void {
    const run = this.store.findRun(queued.id);
    this.#line.remove(queued);
    if (!run || isFinal(run.status)) return;
    this.#line.occupy(run.id, queued.groups);
    const startedAt = stamp(this.clock);
    this.commits.write(() => this.store.updateRun(run.id, { status: "RUNNING", startedAt, reason: null }));
    void this.#start({ ...run, startedAt });
  }

  async #start(run: StoredRun): Promise<void> {
    const definition = run.definition as Definition;
    if (!this.#loading.has(run.id)) this.#loading.set(run.id, Promise.withResolvers());
    try {
      const ancestors = ancestorsOf(run, this.store);
      const rootId = ancestors.at(-1)?.id ?? run.id;
      const secrets = definition.secrets?.length
        ? await readSecrets(definition, { secrets: this.#secrets, rootId })
        : {};
      const parent = run.parentRun === null ? undefined : await this.#findTakenUp(run.parentRun);
      const masked = maskedValues(definition, run.input, secrets);
      const durable = new DurableRun(run, this, { parent, secrets: masked });
      this.#active.set(run.id, durable);
      this.#loaded(run.id);
      this.#setDeadline(run, definition);
      if (durable.takenUp === "new") this.#say(run.id, "info", `Runs ${run.workflowId} ${run.version}`);
      if (durable.takenUp === "interrupted") this.#say(run.id, "info", "Goes on after the program had ended");
      const about = { id: run.id, workflowId: run.workflowId, version: run.version };
      const program = { definition, input: run.input, run: about, secrets, taken: run.taken };
      this.#end(durable, await interpret(program, durable));
    } catch (error) {
      const isTakenUp = this.#active.has(run.id);
      if (!isPassing(error) || isTakenUp) return this.#fail(run, error);
      this.dueTimes.add(this.clock.now().epochMilliseconds + RETRY_MILLISECONDS, () => void this.#start(run));
    }
  }

  async #findTakenUp(id: string): Promise<DurableRun | undefined> {
    await this.#loading.get(id)?.promise;
    return this.#active.get(id);
  }

  #loaded(id: string): void {
    this.#loading.get(id)?.resolve();
    this.#loading.delete(id);
  }

  #setDeadline({ id, startedAt }: StoredRun, { config }: Definition): void {
    if (config?.timeout === undefined) return;
    const span = parseDuration(config.timeout);
    const at = Temporal.Instant.from(startedAt!).epochMilliseconds + span;
    const message = `It took longer than ${formatDuration(span)}`;
    const cancel = () => this.cancel(id, { error: { code: "TIMED_OUT", message }, reason: null });
    this.#deadlines.set(id, this.dueTimes.add(at, cancel));
  }

  #end(run: DurableRun, outcome: RunOutcome): void {
    const { cancellation } = run;
    const { status, output, error } = run.hide(cancellation ? cancelledOutcome(cancellation.error) : outcome);
    const reason = cancellation?.reason ?? null;
    this.#say(run.runId, status === "SUCCESS" ? "info" : "error", error ? `${status}: ${error.message}` : status);
    this.logBook.flush();
    const end: RunChange = { status, endedAt: stamp(this.clock), error, reason };
    run.end(output === null ? end : { ...end, output }, () => this.#forget(run.runId));
  }

  /** A run that could not be taken up, or that a mistake of this program ended. */
  #fail(run: StoredRun, error: unknown): void {
    const problem = failure(error).error!;
    if (problem.code === "INTERNAL") this.#log.error(`${run.id} failed unexpectedly: ${messageOf(error)}`);
    const active = this.#active.get(run.id);
    if (active) return this.#end(active, { status: "FAILED", output: null, error: problem });
    this.#say(run.id, "error", `FAILED: ${problem.message}`);
    this.#endUnstarted(run.id, { status: "FAILED", error: problem });
  }

  #endQueued(run: QueuedRun, end: RunChange, also?: Also): void {
    this.#line.remove(run);
    this.#endUnstarted(run.id, end, also);
  }

  /** Ends a run that is not interpreted: what has not ended of it is cancelled. */
  #endUnstarted(id: string, end: RunChange, also?: Also): void {
    this.commits.write(() => {
      const run = this.store.findRun(id);
      if (run) {
        const { tasks } = run.definition as Definition;
        const ended = new Set(this.store.listTasks(id).filter(hasEnded).map(({ task }) => task));
        const open = tasks.filter((task) => !ended.has(task.id));
        this.store.putTasks(id, open.map((task) => ({ ...initialState(task), status: "CANCELED" })));
        this.store.updateRun(id, { ...end, endedAt: stamp(this.clock) });
      }
      also?.();
    }, { done: () => this.#forget(id) });
  }

  #forget(id: string): void {
    this.#active.delete(id);
    this.#loaded(id);
    this.#line.leave(id);
    this.#deadlines.get(id)?.[Symbol.dispose]();
    this.#deadlines.delete(id);
    this.logBook.close(id);
    this.#secrets.dropCaptured(id);
    this.#whenEnded.get(id)?.();
    this.#whenEnded.delete(id);
    this.startNext();
  }

  cancel(id: string, cancellation: Cancellation, also?: Also): void {
    const queued = this.#line.find(id);
    if (queued) {
      return this.#endQueued(
        queued,
        { status: "CANCELED", error: cancellation.error, reason: cancellation.reason },
        also,
      );
    }
    this.#active.get(id)?.announceCancel(cancellation);
    this.#ask(id, { key: CANCEL_KEY, payload: cancellation }, {
      also,
      then: (run) => run.cancel(cancellation),
    });
  }

  pause(id: string, reason: string | null, also?: Also): void {
    const queued = this.#line.find(id);
    if (queued) this.#line.setPaused(queued, true);
    this.#ask(id, { key: PAUSE_KEY, payload: queued ? null : { reason } }, {
      change: queued ? { status: "PAUSED", reason } : { reason },
      also,
      then: (run) => run.setPaused(true),
    });
  }

  resume(id: string, also?: Also): void {
    const queued = this.#line.find(id);
    if (queued) this.#line.setPaused(queued, false);
    this.#ask(id, { key: PAUSE_KEY, payload: null }, {
      change: queued ? { status: "PENDING", reason: null } : { reason: null },
      also,
      then: (run) => run.setPaused(false),
    });
  }

  /** Gives a run a signal, which is journalled under `key`. */
  signal(id: string, key: string, { letter, also }: { letter: Letter & { name: string }; also?: Also }): void {
    this.#ask(id, { key, ...letter }, { also, then: (run) => run.deliver(key, letter) });
  }

  /** Journals what is asked of a run, then tells it; one that is taken up later reads its journal. */
  #ask(
    id: string,
    { key, name = key, payload, at = stamp(this.clock) }: { key: string; name?: string; payload: unknown; at?: string },
    { change, also, then }: { change?: RunChange; also?: Also | undefined; then(run: DurableRun): void },
  ): void {
    const isTooLate = this.#active.get(id)?.isEnding ?? !this.has(id);
    this.commits.write(() => {
      also?.();
      if (isTooLate) return;
      // The first cause of a run's end counts.
      const isKnown = key === CANCEL_KEY && this.store.readJournal(id).some((entry) => entry.key === key);
      if (!isKnown) this.store.putJournal(id, { key, kind: "signal", name, payload, at });
      if (change) this.store.updateRun(id, change);
    }, {
      done: () => {
        const run = this.#active.get(id);
        if (run) then(run);
      },
    });
  }

  runChild(parent: DurableRun, attempt: ChildAttempt): Promise<StepOutcome> {
    return runChild(parent, attempt, this);
  }

  /** Waits until an open run has ended. */
  whenEnded(id: string): Promise<void> {
    return new Promise((resolve) => this.#whenEnded.set(id, resolve));
  }

  #say(runId: string, level: "info" | "error", text: string): void {
    this.logBook.add(runId, { task: null, item: null, attempt: 0, stream: "system", level, text });
  }
}
