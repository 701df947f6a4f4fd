import assert from "node:assert/strict";
import type { World } from "../../../../tests/fakes/engine_world.ts";
import type { Definition } from "../definition/model.ts";
import type { TaskState } from "../model.ts";
import type { Store, StoredRun } from "../store/ports.ts";
import { Commits } from "./commits.ts";
import { DueTimes } from "./due_times.ts";
import { DurableRun } from "./durable_run.ts";
import { interpret } from "./interpret.ts";
import { LogBook } from "./log_book.ts";
import type { StepRunner, Timers } from "./ports.ts";
import type { RunOutcome } from "./program.ts";
import { Slots } from "./slots.ts";

/** Interprets a run that has ended from its journal alone: nothing may be executed, nothing is written. */
export async function replay(run: StoredRun, world: World): Promise<{ outcome: RunOutcome; states: TaskState[] }> {
  const store: Store = { ...world.store, putTasks() {}, updateRun() {}, putJournal() {} };
  const timers: Timers = { after: () => ({ [Symbol.dispose]() {} }) };
  const log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
  const parts = { store, logs: world.logs, clock: world.clock, timers, log };
  const states = new Map<string, TaskState>();
  const unexpected = (what: string) => () => {
    assert.fail(`a replay ${what}`);
  };
  const durable = new DurableRun(run, {
    ...parts,
    commits: new Commits(parts),
    dueTimes: new DueTimes(),
    logBook: new LogBook(parts),
    slots: new Slots(1),
    steps: { execute: unexpected("executes"), reap: unexpected("reaps"), forget() {} } as StepRunner,
    isDraining: false,
    killed: new AbortController().signal,
    runChild: unexpected("runs a child"),
  }, { secrets: [] });
  const report = durable.report.bind(durable);
  durable.report = (changed) => {
    for (const state of changed) states.set(`${state.task} ${state.item}`, state);
    report(changed);
  };
  const definition = run.definition as Definition;
  const about = { id: run.id, workflowId: run.workflowId, version: run.version };
  const outcome = await interpret({ definition, input: run.input, run: about, secrets: {}, taken: run.taken }, durable);
  const order = definition.tasks.map(({ id }) => id);
  const place = ({ task, item }: TaskState) => order.indexOf(task) * 1000 + (item ?? -1);
  return { outcome, states: [...states.values()].sort((a, b) => place(a) - place(b)) };
}
