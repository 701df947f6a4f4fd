import type { JournalEntry } from "../store/ports.ts";

export interface Letter {
  payload: unknown;
  at: string;
}

/** Signals that came, and those who wait for them, each by name and in order. */
export class Mailbox {
  readonly #letters = new Map<string, Letter[]>();
  /** Journal keys of the signals that it has. */
  readonly #keys = new Set<string>();
  readonly #waiting = new Map<string, Set<(letter: Letter) => void>>();

  /** Takes up the signals of a journal that nobody was given yet: as many of a name as were given are the first ones. */
  constructor(journal: readonly JournalEntry[]) {
    const signals = journal.filter((entry) => entry.kind === "signal");
    const came = signals.filter(({ key }) => key.startsWith("signal:"));
    for (const { key, name, payload, at } of came.sort((a, b) => orderOf(a.key) - orderOf(b.key))) {
      this.put(key, { name, payload, at });
    }
    for (const { key, name } of signals) {
      if (key.startsWith("await:")) this.#letters.get(name)?.shift();
    }
  }

  /** Takes a signal in; one that it has already counts once. */
  put(key: string, { name, ...letter }: Letter & { name: string }): void {
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    const [first] = this.#waiting.get(name) ?? [];
    if (first) {
      this.#waiting.get(name)!.delete(first);
      first(letter);
    } else this.#letters.set(name, [...this.#letters.get(name) ?? [], letter]);
  }

  /** Calls with the next letter, perhaps at once; disposing ends the waiting. */
  take(name: string, call: (letter: Letter) => void): Disposable {
    const letter = this.#letters.get(name)?.shift();
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    if (letter) call(letter);
    else waiting.add(call);
    return { [Symbol.dispose]: () => void waiting.delete(call) };
  }
}

/** The journal's key of a signal that came with an order. */
export function signalKey(order: number): string {
  return `signal:${order}`;
}

function orderOf(key: string): number {
  return Number(key.slice("signal:".length));
}
