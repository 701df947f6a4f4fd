import { type Group, planStarts, type QueuedRun, type StartPlan } from "./plan_starts.ts";

/** Runs that have not started, in the order of their creation, and the groups that started ones take up. */
export class RunLine {
  readonly #queued: QueuedRun[] = [];
  readonly #occupied = new Map<string, Set<string>>();
  /** Those whose waiting was told. */
  readonly #told = new WeakSet<QueuedRun>();
  #planned = "";
  #version = 0;

  get isEmpty(): boolean {
    return this.#queued.length === 0;
  }

  find(id: string): QueuedRun | undefined {
    return this.#queued.find((run) => run.id === id);
  }

  /** Ids sort by the time of creation. */
  add(run: QueuedRun): void {
    const after = this.#queued.findLastIndex(({ id }) => id < run.id);
    this.#queued.splice(after + 1, 0, run);
    this.#version++;
  }

  remove(run: QueuedRun): void {
    const index = this.#queued.indexOf(run);
    if (index >= 0) this.#queued.splice(index, 1);
    this.#version++;
  }

  setPaused(run: QueuedRun, isPaused: boolean): void {
    run.isPaused = isPaused;
    this.#version++;
  }

  occupy(id: string, groups: readonly Group[]): void {
    for (const { name } of groups) {
      const ids = this.#occupied.get(name) ?? new Set();
      this.#occupied.set(name, ids.add(id));
    }
  }

  /** A started run has ended. */
  leave(id: string): void {
    for (const [name, ids] of this.#occupied) {
      if (ids.delete(id) && ids.size === 0) this.#occupied.delete(name);
    }
    this.#version++;
  }

  /** Plans anew, though nothing has changed. */
  forgetPlan(): void {
    this.#planned = "";
  }

  /** What may start now, and who newly waits; undefined when nothing has changed since it was last asked. */
  plan(room: number): StartPlan | undefined {
    const state = `${this.#version} ${room}`;
    if (this.isEmpty || state === this.#planned) return undefined;
    this.#planned = state;
    const plan = planStarts(this.#queued, { occupied: this.#occupied, room });
    const wait = plan.wait.filter(({ run }) => !this.#told.has(run));
    for (const { run } of wait) this.#told.add(run);
    return { ...plan, wait };
  }
}
