import type { Definition, Task } from "../definition/model.ts";
import type { Scope, TaskView } from "../expressions/scope.ts";
import { isFinal, type TaskState } from "../model.ts";
import type { DurableContext } from "./ports.ts";

/** A task that nothing has happened to yet. */
export function initialState(task: Task, item: number | null = null): TaskState {
  return {
    task: task.id,
    item,
    type: task.type,
    status: "PENDING",
    attempts: 0,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    output: null,
    error: null,
    reason: null,
    decision: null,
  };
}

/** What those who come after a task may rely on. */
interface Standing {
  /** It, and all that it needs, succeeded or may fail. */
  succeeded: boolean;
  /** It, or something that it needs, failed and may not. */
  failed: boolean;
}

/** How the tasks of a run are: for people (each change is reported) and for expressions. */
export class TaskBoard {
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #states = new Map<string, TaskState>();
  readonly #views: Record<string, TaskView> = Object.create(null);
  readonly #standings = new Map<string, Standing>();
  readonly #context: DurableContext;

  constructor(definition: Definition, context: DurableContext) {
    this.#context = context;
    this.#tasks = new Map(definition.tasks.map((task) => [task.id, task]));
    for (const task of definition.tasks) this.#states.set(task.id, initialState(task));
    context.report([...this.#states.values()]);
  }

  state(id: string): TaskState {
    return this.#states.get(id)!;
  }

  /** What expressions see of tasks; tasks appear in it as they end. */
  get views(): Scope["tasks"] {
    return this.#views;
  }

  change(task: Task, change: Partial<TaskState>): void {
    const state = { ...this.state(task.id), ...change };
    this.#states.set(task.id, state);
    this.#context.report([state]);
    if (hasEnded(state)) this.#conclude(task, state);
  }

  /** What `success()` and `failed()` say to a task. */
  standingOf(task: Task): Standing {
    const above = (task.needs ?? []).map((id) => this.#standings.get(id)!);
    return {
      succeeded: above.every(({ succeeded }) => succeeded),
      failed: above.some(({ failed }) => failed),
    };
  }

  /** The first need, in the definition's order, that keeps a task without an `if` of its own from starting. */
  obstacleOf(task: Task): TaskState | undefined {
    return (task.needs ?? []).map((id) => this.state(id)).find((state) => !isGood(this.#tasks.get(state.task)!, state));
  }

  /** The first failure, in the definition's order, that fails the run. */
  firstFailure(): TaskState | undefined {
    return [...this.#states.values()].find((state) =>
      isFailure(state) && !this.#tasks.get(state.task)!.continue_on_error
    );
  }

  #conclude(task: Task, state: TaskState): void {
    const { status, output, attempts, exitCode, error } = state;
    this.#views[task.id] = { status, output, attempts, exitCode, error };
    const above = this.standingOf(task);
    const good = isGood(task, state);
    this.#standings.set(task.id, {
      succeeded: above.succeeded && good,
      failed: above.failed || isFailure(state) && !good,
    });
  }
}

export function hasEnded({ status }: TaskState): boolean {
  return isFinal(status) || status === "SKIPPED";
}

function isFailure({ status }: TaskState): boolean {
  return status === "FAILED" || status === "TIMED_OUT";
}

function isGood(task: Task, state: TaskState): boolean {
  return state.status === "SUCCESS" || isFailure(state) && task.continue_on_error === true;
}
