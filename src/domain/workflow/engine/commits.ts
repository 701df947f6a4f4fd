import { isFault } from "../../../kernel/fault.ts";
import type { Log } from "../../../kernel/ports.ts";
import type { Store } from "../store/ports.ts";
import type { Timers } from "./ports.ts";

interface Write {
  apply(): void;
  done?: (() => void) | undefined;
  failed?: ((error: unknown) => void) | undefined;
}

export interface CommitsParts {
  store: Store;
  timers: Timers;
  log: Log;
  /** The store takes no change of this program any more: another one has brought it to a newer layout. */
  outdated(error: unknown): void;
}

/** How long a change may wait that nothing waits for. */
const IDLE_WAIT = 250;
/** Waits between tries to write to a store that cannot be written to. */
const SHORTEST_WAIT = 100;
const LONGEST_WAIT = 5000;

/**
 * Changes of all runs, gathered and made durable together: one transaction for all that happens in one turn of the event
 * loop. While the store is locked or the disk is full they are kept and tried again; nothing that was reported as done is
 * ever lost, nothing is reported before it is durable.
 */
export class Commits {
  #writes: Write[] = [];
  #planned: Disposable | undefined;
  #isUrgent = false;
  #wait = 0;
  readonly #parts: CommitsParts;

  constructor(parts: CommitsParts) {
    this.#parts = parts;
  }

  /** Whether everything is durable. */
  get idle(): boolean {
    return this.#writes.length === 0;
  }

  /**
   * Queues a change. `apply` may be called again after a transaction that failed. `done` is called once it is durable, in
   * the order of writing; `failed` when the store refuses this very change.
   */
  write(apply: () => void, then: { done?: () => void; failed?: (error: unknown) => void } = {}): void {
    this.#writes.push({ apply, ...then });
    if (!this.#isUrgent) this.#plan(0);
    this.#isUrgent = true;
  }

  /** Queues a change that may wait for another one, and need not survive a crash right after it. */
  writeLater(apply: () => void): void {
    this.#writes.push({ apply });
    if (!this.#planned) this.#plan(IDLE_WAIT);
  }

  #plan(milliseconds: number): void {
    this.#planned?.[Symbol.dispose]();
    this.#planned = this.#parts.timers.after(milliseconds, () => this.flush());
  }

  /** Queues a change and waits until it is durable. */
  durable(apply: () => void): Promise<void> {
    return new Promise((done, failed) => this.write(apply, { done, failed }));
  }

  /** Makes durable what is queued. */
  flush(): void {
    this.#planned?.[Symbol.dispose]();
    this.#planned = undefined;
    this.#isUrgent = false;
    const writes = this.#writes;
    this.#writes = [];
    if (writes.length === 0) return;
    try {
      this.#parts.store.transaction(() => writes.forEach(({ apply }) => apply()));
    } catch (error) {
      if (isPassing(error)) return this.#later(writes, error);
      if (isFault(error, "STORE_NEWER")) return this.#parts.outdated(error);
      return this.#oneByOne(writes);
    }
    this.#succeeded();
    for (const { done } of writes) done?.();
  }

  /** Nothing is written any more. */
  end(): void {
    this.#planned?.[Symbol.dispose]();
    this.#writes = [];
  }

  /** One change must not keep those of other runs from the disk. */
  #oneByOne(writes: readonly Write[]): void {
    for (const [i, write] of writes.entries()) {
      try {
        this.#parts.store.transaction(() => write.apply());
      } catch (error) {
        if (isPassing(error)) return this.#later(writes.slice(i), error);
        this.#parts.log.error(`A change could not be stored: ${messageOf(error)}`);
        write.failed?.(error);
        continue;
      }
      write.done?.();
    }
    this.#succeeded();
  }

  #later(writes: readonly Write[], error: unknown): void {
    if (this.#wait === 0) this.#parts.log.error(`${messageOf(error)}; trying again until it can be written`);
    this.#wait = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, this.#wait * 2));
    this.#writes = [...writes, ...this.#writes];
    this.#isUrgent = true;
    this.#plan(this.#wait);
  }

  #succeeded(): void {
    if (this.#wait > 0) this.#parts.log.info("The store can be written again");
    this.#wait = 0;
  }
}

/** Whether the store is well and only cannot be written to now. */
export function isPassing(error: unknown): boolean {
  return isFault(error, "STORE_LOCKED") || isFault(error, "DISK_FULL");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
