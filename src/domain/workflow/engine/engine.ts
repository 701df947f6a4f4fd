import type { Clock, Log } from "../../../kernel/ports.ts";
import { FINAL_STATUSES } from "../model.ts";
import type { LogStore, Store } from "../store/ports.ts";
import { Commits, isPassing, messageOf } from "./commits.ts";
import { DueTimes } from "./due_times.ts";
import { fireSchedules } from "./fire_schedules.ts";
import { LogBook } from "./log_book.ts";
import { Orders } from "./orders.ts";
import type { Ownership, SecretValues, StepRunner, Timers } from "./ports.ts";
import { dropLeftSecrets, removeOldRuns } from "./retention.ts";
import { Runs } from "./runs.ts";

/** What the owner of a store is made of. */
export interface EngineParts {
  store: Store;
  logs: LogStore;
  steps: StepRunner;
  secrets: SecretValues;
  ownership: Pick<Ownership, "acquire">;
  timers: Timers;
  clock: Clock;
  log: Log;
  /** Random text of letters and digits that cannot be guessed. */
  random(length: number): string;
}

export interface EngineOptions {
  /** Whether schedules start runs, and the engine stays though nothing is to be done: a server. */
  server: boolean;
  /** Runs that go on at the same time, those that only wait not counted. */
  concurrentRuns?: number;
  /** Attempts of all runs that execute at the same time. */
  concurrentSteps?: number;
  /** How long it stays once nothing is to be done. */
  lingerMilliseconds?: number;
  /** How often it looks for orders and for what is due. */
  pollMilliseconds?: number;
}

const DEFAULTS = { concurrentRuns: 100, concurrentSteps: 16, lingerMilliseconds: 1000, pollMilliseconds: 10 };
const SCHEDULE_MILLISECONDS = 500;
const RETENTION_MILLISECONDS = 3_600_000;
const RETRY_MILLISECONDS = 1000;
const RECENT_RUNS = 100;
/** Processes of a dead owner that are ended at the same time. */
const REAPED_AT_ONCE = 16;

/**
 * Drives the runs of a store: takes orders, starts runs, interprets them, fires schedules, removes what is old. One
 * process does so at a time, the one that holds the lock. A killed one loses nothing that was acknowledged: the next one
 * ends what is left of its processes, then goes on from the journals.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #options: Required<EngineOptions>;
  #session: Session | undefined;
  #stop: { graceMilliseconds: number } | undefined;

  constructor(parts: EngineParts, options: EngineOptions) {
    this.#parts = parts;
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.#options = { ...DEFAULTS, server: options.server, ...given };
  }

  /**
   * Becomes the owner and drives the runs until nothing is to be done that no order begins, until an order asks it to hand
   * over, or until it is stopped. Returns at once while another process is the owner.
   */
  async run(): Promise<void> {
    const { ownership, store } = this.#parts;
    for (;;) {
      const lock = this.#stop ? undefined : ownership.acquire();
      if (!lock) return;
      let isDrained: boolean;
      try {
        this.#session = new Session(this.#parts, this.#options);
        isDrained = await this.#session.run();
      } finally {
        this.#session = undefined;
        lock[Symbol.dispose]();
      }
      // Who writes an order looks at the lock after it; looking at the orders after the lock is given up, none is lost.
      if (isDrained || store.listOrders().length === 0) return;
    }
  }

  /**
   * Ends gracefully: nothing begins any more, attempts that execute may end for so long; what is left of them is ended and
   * counts as interrupted. `run` returns then. Runs go on with the next owner.
   */
  stop({ graceMilliseconds = 10_000 }: { graceMilliseconds?: number } = {}): void {
    this.#stop = { graceMilliseconds };
    this.#session?.drain(this.#stop);
  }
}

/** The time from becoming the owner to giving it up. */
class Session {
  readonly #parts: EngineParts;
  readonly #options: Required<EngineOptions>;
  readonly #commits: Commits;
  readonly #logBook: LogBook;
  readonly #dueTimes = new DueTimes();
  readonly #runs: Runs;
  readonly #orders: Orders;
  readonly #end = Promise.withResolvers<boolean>();
  #seen = -1;
  #schedulesAt = 0;
  #retentionAt = 0;
  #idleSince: number | undefined;
  #isDraining = false;
  #trouble = "";

  constructor(parts: EngineParts, options: Required<EngineOptions>) {
    const { store } = parts;
    this.#parts = parts;
    this.#options = options;
    this.#commits = new Commits({ ...parts, outdated: (error) => this.#end.reject(error) });
    this.#logBook = new LogBook(parts);
    const shared = { commits: this.#commits, logBook: this.#logBook, dueTimes: this.#dueTimes };
    this.#runs = new Runs({ ...parts, ...shared }, { runs: options.concurrentRuns, steps: options.concurrentSteps });
    this.#orders = new Orders({ store, commits: this.#commits, runs: this.#runs, drain: () => this.drain() });
  }

  /** True when it ended for another owner, false when nothing was left to do. */
  async run(): Promise<boolean> {
    await this.#recoverAtLast();
    this.#tick();
    try {
      return await this.#end.promise;
    } finally {
      this.#logBook.end();
      this.#commits.end();
    }
  }

  /** Begins nothing more, and ends once nothing executes. */
  drain(limit?: { graceMilliseconds: number }): void {
    this.#isDraining = true;
    this.#runs.isDraining = true;
    if (limit) this.#dueTimes.add(this.#now + limit.graceMilliseconds, () => this.#runs.kill());
  }

  get #now(): number {
    return this.#parts.clock.now().epochMilliseconds;
  }

  /** Recovers, though the store cannot be read or written for a while. */
  async #recoverAtLast(): Promise<void> {
    for (;;) {
      try {
        return await this.#recover();
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#parts.log.error(`${messageOf(error)}; trying again`);
        await new Promise<void>((resolve) => this.#parts.timers.after(RETRY_MILLISECONDS, resolve));
      }
    }
  }

  /** Ends what a dead owner's attempts left behind, then takes up its runs. */
  async #recover(): Promise<void> {
    const { store, steps, secrets, log } = this.#parts;
    this.#orders.dropStale();
    const begun = store.listBegunSteps().filter(({ entry }) => entry.kind === "step" && entry.type !== "workflow");
    if (begun.length > 0) log.info(`Ending what is left of ${begun.length} interrupted attempts`);
    const reap = async () => {
      for (let next = begun.pop(); next; next = begun.pop()) {
        const { runId, entry } = next;
        const mark = entry.kind === "step" && entry.state === "begun" ? entry["process"] : undefined;
        await steps.reap({ runId, key: entry.key, ["process"]: mark });
      }
    };
    await Promise.all(Array.from({ length: REAPED_AT_ONCE }, reap));
    for (const run of store.listOpenRuns()) this.#runs.adopt(run);
    // Of the last ones it may have died before it dropped their secrets.
    const ended = store.listRuns({ status: FINAL_STATUSES, limit: RECENT_RUNS }).items;
    for (const { id } of ended) secrets.dropCaptured(id);
  }

  /** Looks at everything once, every few milliseconds. Times are those of the wall clock, so it may be set as it likes. */
  #tick(): void {
    try {
      const now = this.#now;
      this.#dueTimes.call(now);
      const changes = this.#parts.store.changes();
      if (changes !== this.#seen) this.#orders.take();
      this.#seen = changes;
      if (this.#options.server) this.#fireSchedules(now);
      this.#removeOldRuns(now);
      this.#runs.startNext();
      this.#trouble = "";
      const isDone = this.#isDone(now);
      if (isDone) return this.#end.resolve(this.#isDraining);
    } catch (error) {
      if (!isPassing(error)) return this.#end.reject(error);
      if (this.#trouble === "") this.#parts.log.error(`${messageOf(error)}; trying again`);
      this.#trouble = messageOf(error);
    }
    this.#parts.timers.after(this.#options.pollMilliseconds, () => this.#tick());
  }

  #fireSchedules(now: number): void {
    if (this.#isDraining || Math.abs(now - this.#schedulesAt) < SCHEDULE_MILLISECONDS) return;
    this.#schedulesAt = now;
    fireSchedules(this.#parts);
  }

  #removeOldRuns(now: number): void {
    if (this.#isDraining || Math.abs(now - this.#retentionAt) < RETENTION_MILLISECONDS) return;
    dropLeftSecrets(this.#parts);
    if (!removeOldRuns(this.#parts, this.#parts.clock.now())) this.#retentionAt = now;
  }

  #isDone(now: number): boolean {
    if (this.#isDraining) return this.#runs.executing === 0 && this.#commits.idle;
    if (this.#options.server || this.#runs.isMoving || !this.#commits.idle) {
      this.#idleSince = undefined;
      return false;
    }
    this.#idleSince ??= now;
    return Math.abs(now - this.#idleSince) >= this.#options.lingerMilliseconds;
  }
}
