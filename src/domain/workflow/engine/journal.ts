import type { Clock } from "../../../kernel/ports.ts";
import type { JournalEntry, Store } from "../store/ports.ts";
import type { Commits } from "./commits.ts";
import { stamp } from "./stamp.ts";

/** What a run did and was given, by key: what an earlier owner recorded is given again, and more is added. */
export class Journal {
  /** Recorded before the run was taken up, and not given again yet. */
  readonly #recorded: Map<string, JournalEntry>;
  #hasNews: boolean;
  readonly #runId: string;
  readonly #parts: { store: Store; commits: Commits; clock: Clock };

  constructor(
    runId: string,
    parts: { store: Store; commits: Commits; clock: Clock },
    recorded: readonly JournalEntry[],
  ) {
    this.#runId = runId;
    this.#parts = parts;
    this.#recorded = new Map(recorded.map((entry) => [entry.key, entry]));
    this.#hasNews = recorded.length === 0;
  }

  /** Whether nothing has happened yet that is not recorded. */
  get isReplaying(): boolean {
    return this.#recorded.size > 0 || !this.#hasNews;
  }

  /** What was recorded under a key; given once. */
  take(key: string): JournalEntry | undefined {
    const entry = this.#recorded.get(key);
    this.#recorded.delete(key);
    return entry;
  }

  /** Adds an entry, durable with whatever else this turn of the event loop writes; `also` goes with it. */
  put(entry: JournalEntry, also?: (store: Store) => void): void {
    this.#hasNews = true;
    const { commits, store } = this.#parts;
    commits.write(() => {
      store.putJournal(this.#runId, entry);
      also?.(store);
    });
  }

  /** Adds an entry, and waits until it is durable. */
  putDurably(entry: JournalEntry): Promise<void> {
    this.#hasNews = true;
    return this.#parts.commits.durable(() => this.#parts.store.putJournal(this.#runId, entry));
  }

  /** Adds to an entry what no one waits for. */
  putLater(entry: JournalEntry): void {
    this.#parts.commits.writeLater(() => this.#parts.store.putJournal(this.#runId, entry));
  }

  /** Records the time under a key. */
  putInstant(key: string): string {
    const at = stamp(this.#parts.clock);
    this.put({ key, kind: "instant", at });
    return at;
  }
}
