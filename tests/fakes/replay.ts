import assert from "node:assert/strict";
import type { World } from "./engine_world.ts";
import type { Definition } from "../../src/domain/workflow/definition/model.ts";
import type { TaskState } from "../../src/domain/workflow/model.ts";
import type { Store, StoredRun } from "../../src/domain/workflow/store/ports.ts";
import { Commits } from "../../src/domain/workflow/engine/commits.ts";
import { DueTimes } from "../../src/domain/workflow/engine/due_times.ts";
import { DurableRun } from "../../src/domain/workflow/engine/durable_run.ts";
import { interpret } from "../../src/domain/workflow/engine/interpret.ts";
import { LogBook } from "../../src/domain/workflow/engine/log_book.ts";
import type { Timers } from "../../src/domain/workflow/engine/ports.ts";
import type { RunOutcome } from "../../src/domain/workflow/engine/program.ts";
import { Slots } from "../../src/domain/workflow/engine/slots.ts";

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
    commits: new Commits({
      ...parts,
      outdated: (error) => {
        throw error;
      },
    }),
    dueTimes: new DueTimes(),
    logBook: new LogBook(parts),
    slots: new Slots(1),
    steps: { execute: unexpected("executes"), reap: unexpected("reaps"), masker: unexpected("masks"), forget() {} },
    isDraining: false,
    isKilled: false,
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
