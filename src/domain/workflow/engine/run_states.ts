import type { TaskState } from "../model.ts";
import type { RunChange, Store } from "../store/ports.ts";
import type { Commits } from "./commits.ts";
import { hasEnded } from "./task_board.ts";

/** How a run and its tasks are, written with whatever else the same turn of the event loop writes. */
export class RunStates {
  readonly #changed = new Map<string, TaskState>();
  readonly #ended = new Set<string>();
  #isPlanned = false;
  #isClosed = false;
  #stored = "";
  readonly #parts: { runId: string; store: Store; commits: Commits; status(): RunChange["status"] & string };

  constructor(parts: { runId: string; store: Store; commits: Commits; status(): RunChange["status"] & string }) {
    this.#parts = parts;
  }

  report(states: readonly TaskState[]): void {
    for (const state of states) {
      this.#changed.set(`${state.task}[${state.item ?? ""}]`, state);
      if (state.item === null && hasEnded(state)) this.#ended.add(state.task);
    }
    this.touch();
  }

  /** The status may have changed. */
  touch(): void {
    if (this.#isPlanned || this.#isClosed) return;
    this.#isPlanned = true;
    this.#write(() => ({ status: this.#parts.status() }), () => this.#isPlanned = false);
  }

  /** The last that is written of a run: its end. */
  close(end: RunChange, done: () => void): void {
    this.#isClosed = true;
    this.#write(() => end, done);
  }

  #write(change: () => RunChange, done: () => void): void {
    const { runId, store, commits } = this.#parts;
    let written: [string, TaskState][] = [];
    let stored = this.#stored;
    const apply = () => {
      written = [...this.#changed];
      const next = { ...change(), done: this.#ended.size };
      if (written.length > 0) store.putTasks(runId, written.map(([, state]) => state));
      stored = `${next.status} ${next.done}`;
      if (stored !== this.#stored) store.updateRun(runId, next);
    };
    const isLast = this.#isClosed;
    commits.write(() => isLast || !this.#isClosed ? apply() : undefined, {
      done: () => {
        for (const [key, state] of written) if (this.#changed.get(key) === state) this.#changed.delete(key);
        this.#stored = stored;
        done();
      },
      failed: done,
    });
  }
}
