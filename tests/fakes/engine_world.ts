import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { openStore } from "../../src/adapters/sqlite/store.ts";
import type { Log } from "../../src/kernel/ports.ts";
import type { Definition, Task } from "../../src/domain/workflow/definition/model.ts";
import { isFinal, type RunStatus, type TaskState } from "../../src/domain/workflow/model.ts";
import type { LogStore, NewRun, Order, Store, StoredRun } from "../../src/domain/workflow/store/ports.ts";
import { Engine, type EngineOptions } from "../../src/domain/workflow/engine/engine.ts";
import type { SecretValues, StepExecution, StepOutcome, StepRunner } from "../../src/domain/workflow/engine/ports.ts";

/** A shell task. */
export const shell = (
  id: string,
  more: Partial<Task> = {},
): Task => ({ id, type: "shell", run: "true", ...more } as Task);

export const flow = (tasks: Task[], more: Partial<Definition> = {}): Definition => ({ id: "flow", tasks, ...more });

const START = Temporal.Instant.from("2026-03-01T12:00:00Z").epochMilliseconds;

/** What a fake step does: how long it takes, and how it ends. */
export interface Behaviour {
  milliseconds?: number;
  outcome?: Partial<StepOutcome>;
  lines?: readonly string[];
}

export interface Execution {
  runId: string;
  key: string;
  task: string;
  item: number | null;
  attempt: number;
  from: number;
  /** Undefined while it goes on. */
  to?: number;
  step: StepExecution;
}

/**
 * An engine over a real store, in a time of its own: nothing happens until `advance` lets it. `crash` drops the engine as
 * a killed process is dropped: nothing of it happens any more, and what it had begun goes on until it is reaped.
 */
export class World implements Disposable {
  now = START;
  readonly executions: Execution[] = [];
  readonly reaped: string[] = [];
  readonly messages: string[] = [];
  readonly captured = new Map<string, Record<string, string>>();
  readonly stored = new Map<string, string>();
  readonly forgotten: string[] = [];
  behave: (step: StepExecution) => Behaviour = () => ({});
  isOwned = false;
  /** Called when an owner has given up its lock. */
  onRelease = () => {};
  /** What the clock was set forward by. */
  skew = 0;
  ended: Promise<void> = Promise.resolve();
  engine: Engine | undefined;
  #generation = 0;
  #timers: { due: number; call: () => void; generation: number }[] = [];
  #ids = 0;

  private constructor(readonly folder: string, public store: Store, public logs: LogStore) {}

  static async open(): Promise<World> {
    const folder = await Deno.makeTempDir({ prefix: "engine-" });
    return new World(folder, await openStore(folder), await openLogStore(folder));
  }

  [Symbol.dispose](): void {
    this.crash();
    this.store[Symbol.dispose]();
    this.logs[Symbol.dispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }

  readonly clock = { now: () => Temporal.Instant.fromEpochMilliseconds(this.now + this.skew) };

  /** Starts an owner, if there is none. */
  start(options: Partial<EngineOptions> = {}): void {
    if (this.isOwned) return;
    const generation = ++this.#generation;
    const after = (milliseconds: number, call: () => void) => this.#after(milliseconds, call, generation);
    this.engine = new Engine({
      store: this.store,
      logs: this.logs,
      steps: this.#steps(generation),
      secrets: this.#secrets,
      ownership: {
        acquire: () => {
          if (this.isOwned) return undefined;
          this.isOwned = true;
          return {
            [Symbol.dispose]: () => {
              this.isOwned = false;
              this.onRelease();
            },
          };
        },
      },
      timers: { after },
      clock: this.clock,
      log: this.#log,
      random: (length) => String(++this.#ids).padStart(length, "0"),
    }, { server: false, ...options });
    this.ended = this.engine.run();
  }

  /** The owner dies. */
  crash(): void {
    this.#generation++;
    this.#timers = [];
    this.isOwned = false;
    this.engine = undefined;
  }

  /** Deploys a definition and stores a run of it with its order, as a command does. */
  create(definition: Definition, run: Partial<NewRun> = {}): string {
    const id = run.id ?? `run-${String(this.now).padStart(10, "0").slice(-10)}${String(++this.#ids).padStart(10, "0")}`;
    const version = definition.version ?? "1.0.0";
    this.deploy(definition);
    this.store.transaction(() => {
      this.store.insertRun({
        id,
        workflowId: definition.id,
        version,
        definition,
        input: {},
        status: "PENDING",
        trigger: "manual",
        createdAt: this.clock.now().toString(),
        createdBy: "me@here",
        total: definition.tasks.length,
        idempotencyKey: null,
        rerunOf: null,
        parentRun: null,
        workingDirectory: null,
        reason: null,
        taken: [],
        ...run,
      });
      this.store.pushOrder({ kind: "start", runId: id });
    });
    return id;
  }

  deploy(definition: Definition): void {
    const version = definition.version ?? "1.0.0";
    if (this.store.findVersion(definition.id, version)) return;
    const { id: workflowId, name = workflowId, description = "" } = definition;
    const at = this.clock.now().toString();
    const source = { format: "yaml", text: "" } as const;
    const about = { name, description, definition, source, digest: `${workflowId}@${version}`, folder: null };
    this.store.addVersion({ workflowId, version, ...about, at, by: "me@here", note: null });
  }

  order(order: Order): void {
    this.store.pushOrder(order);
  }

  /** Lets things happen until a condition holds, or so much time has passed. True when it holds. */
  async advance(limit: number | (() => boolean), most = 3_600_000): Promise<boolean> {
    const until = this.now + (typeof limit === "number" ? limit : most);
    const isReached = typeof limit === "number" ? () => false : limit;
    await settle();
    while (!isReached()) {
      this.#timers.sort((a, b) => a.due - b.due);
      const next = this.#timers[0];
      if (!next || next.due > until) break;
      this.#timers.shift();
      this.now = Math.max(this.now, next.due);
      next.call();
      await settle();
    }
    if (typeof limit === "number") this.now = Math.max(this.now, until);
    return typeof limit === "number" || isReached();
  }

  /** Lets things happen until a run has one of these statuses. */
  async until(id: string, ...statuses: RunStatus[]): Promise<StoredRun> {
    const wanted = () => {
      const { status } = this.run(id);
      return statuses.length === 0 ? isFinal(status) : statuses.includes(status);
    };
    if (!await this.advance(wanted)) {
      throw new Error(`${id} is ${this.run(id).status}: ${JSON.stringify(this.tasks(id))}`);
    }
    return this.run(id);
  }

  run(id: string): StoredRun {
    return this.store.findRun(id)!;
  }

  /** Statuses of the tasks, by id; items as `task[0]`. */
  tasks(id: string): Record<string, TaskState["status"]> {
    return Object.fromEntries(
      this.states(id).map(({ task, item, status }) => [item === null ? task : `${task}[${item}]`, status]),
    );
  }

  states(id: string): TaskState[] {
    return this.store.listTasks(id);
  }

  state(id: string, task: string): TaskState {
    return this.states(id).find((state) => state.task === task && state.item === null)!;
  }

  /** Texts of a run's log. */
  lines(id: string): string[] {
    return this.logs.read(id, { after: 0, limit: 10_000 }).map(({ text }) => text);
  }

  /** Attempts in the order of their begin, as `task#1`. */
  keys(id?: string): string[] {
    return this.executions.filter(({ runId }) => id === undefined || runId === id).map(({ key }) => key);
  }

  #after(milliseconds: number, call: () => void, generation: number): Disposable {
    if (generation !== this.#generation) return { [Symbol.dispose]() {} };
    const timer = { due: this.now + Math.max(0, milliseconds), call, generation };
    this.#timers.push(timer);
    return {
      [Symbol.dispose]: () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      },
    };
  }

  #steps(generation: number): StepRunner {
    return {
      execute: (step) =>
        new Promise<StepOutcome>((resolve) => {
          const execution: Execution = {
            runId: step.runId,
            key: step.key,
            task: step.task,
            item: step.item,
            attempt: step.attempt,
            from: this.now,
            step,
          };
          const startedAt = this.clock.now().toString();
          this.executions.push(execution);
          const end = (outcome: Partial<StepOutcome>) => {
            if (execution.to !== undefined) return;
            execution.to = this.now;
            resolve({
              status: "success",
              output: {},
              exitCode: 0,
              error: null,
              retryable: true,
              startedAt,
              endedAt: this.clock.now().toString(),
              ...outcome,
            });
          };
          const { milliseconds = 5, outcome = {}, lines = [] } = this.behave(step);
          for (const text of lines) step.line({ stream: "stdout", level: null, text });
          const timer = this.#after(milliseconds, () => end(outcome), generation);
          const cancel = () => {
            if (execution.to !== undefined) return;
            timer[Symbol.dispose]();
            const error = { code: "CANCELED", message: "It was cancelled" };
            this.#after(2, () => end({ status: "canceled", output: null, exitCode: null, error }), generation);
          };
          if (step.signal.aborted) cancel();
          else step.signal.addEventListener("abort", cancel, { once: true });
          step.begun({ pid: this.executions.length, startedAt: "then" });
        }),
      reap: ({ runId, key }) => {
        this.reaped.push(key);
        for (const each of this.executions) if (each.runId === runId && each.key === key) each.to ??= this.now;
        return Promise.resolve();
      },
      masker: (secrets) => {
        const mask = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
        return { mask, maskValue: (value) => JSON.parse(mask(JSON.stringify(value))) };
      },
      forget: (ids) => void this.forgotten.push(...ids),
    };
  }

  readonly #secrets: SecretValues = {
    list: () => Promise.resolve([...this.stored.keys()].map((name) => ({ name, updatedAt: "" }))),
    find: (name) => Promise.resolve(this.stored.get(name)),
    findCaptured: (id) => this.captured.get(id),
    capture: (id, values) => void this.captured.set(id, values),
    dropCaptured: (id) => void this.captured.delete(id),
    listCaptured: () => [...this.captured.keys()],
    set: (name, value) => Promise.resolve(void this.stored.set(name, value)),
    delete: (name) => Promise.resolve(this.stored.delete(name)),
  };

  readonly #log: Log = {
    error: (text) => void this.messages.push(`error: ${text}`),
    warn: (text) => void this.messages.push(`warn: ${text}`),
    info: (text) => void this.messages.push(`info: ${text}`),
    debug() {},
    trace() {},
  };
}

/** Lets everything happen that waits for nothing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
