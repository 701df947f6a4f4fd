import type { Clock } from "../../../kernel/ports.ts";
import type { JournalEntry } from "../store/ports.ts";
import type { DueTimes } from "./due_times.ts";
import type { Journal } from "./journal.ts";
import type { Letter, Mailbox } from "./mailbox.ts";
import type { Signalled } from "./ports.ts";
import { stampOf } from "./stamp.ts";

type End = Letter | "elapsed" | "cancelled";

interface Timer {
  key: string;
  recorded: JournalEntry | undefined;
  milliseconds: number;
}

interface WaitParts {
  journal: Journal;
  mailbox: Mailbox;
  clock: Clock;
  dueTimes: DueTimes;
  cancelled: AbortSignal;
  /** Called when it begins or ends to wait. */
  changed(): void;
}

/** Waiting of a run, for instants and signals. How each wait ended is recorded, so that it ends that way again. */
export class DurableWaits {
  #timers = 0;
  readonly #parts: WaitParts;

  constructor(parts: WaitParts) {
    this.#parts = parts;
  }

  /** Instants that it waits for. */
  get timers(): number {
    return this.#timers;
  }

  async sleep(name: string, milliseconds: number): Promise<"elapsed" | "cancelled"> {
    const { journal } = this.#parts;
    const recorded = journal.take(`sleep:${name}`);
    if (journal.take(`slept:${name}`)) return "elapsed";
    if (await this.#wait({ key: `sleep:${name}`, recorded, milliseconds }) === "cancelled") return "cancelled";
    journal.putInstant(`slept:${name}`);
    return "elapsed";
  }

  async signal(
    name: string,
    { key, timeoutMilliseconds: milliseconds }: { key: string; timeoutMilliseconds?: number | undefined },
  ): Promise<Signalled> {
    const { journal } = this.#parts;
    const recorded = journal.take(`limit:${key}`);
    const known = journal.take(`await:${key}`);
    if (known) return known.kind === "signal" ? { kind: "received", payload: known.payload } : { kind: "timed_out" };
    const timer = milliseconds === undefined ? undefined : { key: `limit:${key}`, recorded, milliseconds };
    const end = await this.#wait(timer, name);
    if (end === "cancelled") return { kind: "cancelled" };
    if (end === "elapsed") {
      journal.putInstant(`await:${key}`);
      return { kind: "timed_out" };
    }
    journal.put({ key: `await:${key}`, kind: "signal", name, ...end });
    return { kind: "received", payload: end.payload };
  }

  /** Waits for what comes first: an instant, fixed when it was first asked for; a signal; the run's end. */
  #wait(timer: Timer | undefined, signal?: string): Promise<End> {
    const { cancelled, dueTimes, mailbox, changed } = this.#parts;
    if (cancelled.aborted) return Promise.resolve("cancelled");
    const { promise, resolve } = Promise.withResolvers<End>();
    const waits: Disposable[] = [];
    const end = (how: End) => {
      for (const wait of waits) wait[Symbol.dispose]();
      cancelled.removeEventListener("abort", cancel);
      if (timer) this.#timers--;
      changed();
      resolve(how);
    };
    const cancel = () => end("cancelled");
    cancelled.addEventListener("abort", cancel, { once: true });
    if (timer) {
      waits.push(dueTimes.add(this.#dueAt(timer), () => end("elapsed")));
      this.#timers++;
    }
    if (signal !== undefined) waits.push(mailbox.take(signal, end));
    changed();
    return promise;
  }

  #dueAt({ key, recorded, milliseconds }: Timer): number {
    const { clock, journal } = this.#parts;
    const dueAt = recorded?.kind === "timer" ? recorded.dueAt : stampOf(clock.now().add({ milliseconds }));
    if (!recorded) journal.put({ key, kind: "timer", dueAt });
    return Temporal.Instant.from(dueAt).epochMilliseconds;
  }
}
