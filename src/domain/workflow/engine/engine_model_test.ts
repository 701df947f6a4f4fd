import assert from "node:assert/strict";
import fc from "fast-check";
import { type Behaviour, World } from "../../../../tests/fakes/engine_world.ts";
import type { Definition, Task } from "../definition/model.ts";
import { STORE_LOCKED } from "../faults.ts";
import { isFinal } from "../model.ts";
import type { StoredRun } from "../store/ports.ts";
import { CANCEL_KEY } from "./durable_run.ts";
import { replay } from "../../../../tests/fakes/replay.ts";

/**
 * Random workflows, failures, orders and deaths of the owner at random points, and what holds whatever happens.
 */

const ids = ["a", "b", "c", "d", "e", "f"];

const taskArbitrary = fc.record({
  kind: fc.constantFrom("shell", "shell", "shell", "shell", "each", "wait", "approval", "call"),
  needs: fc.subarray(ids, { maxLength: 3 }),
  condition: fc.constantFrom(undefined, undefined, undefined, "always()", "failed()"),
  tolerated: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 3 }),
  interrupt: fc.constantFrom("retry", "retry", "fail" as const),
  items: fc.integer({ min: 0, max: 3 }),
  span: fc.integer({ min: 1, max: 200 }),
});

const flowArbitrary = fc.record({
  tasks: fc.array(taskArbitrary, { minLength: 1, maxLength: 6 }),
  parallel: fc.constantFrom(undefined, 1, 2),
  group: fc.constantFrom(undefined, "one", "one", "two"),
  policy: fc.constantFrom("queue", "queue", "skip", "cancel-running" as const),
  timeout: fc.constantFrom(undefined, undefined, undefined, "150ms"),
});
type Flow = typeof flowArbitrary extends fc.Arbitrary<infer T> ? T : never;

const behaviourArbitrary = fc.record({
  milliseconds: fc.integer({ min: 0, max: 120 }),
  fails: fc.constantFrom(false, false, false, true),
});

const eventArbitrary = fc.record({
  after: fc.integer({ min: 0, max: 150 }),
  kind: fc.constantFrom("crash", "crash", "cancel", "pause", "resume", "decide", "drain", "stop", "lock"),
  run: fc.nat(2),
});

const INNER_SHELL: Task = { id: "a", type: "shell", run: "true" };

function definitionOf({ tasks, parallel, group, policy, timeout }: Flow, index: number): Definition {
  return {
    id: `flow-${index}`,
    config: {
      ...parallel === undefined ? {} : { max_parallel: parallel },
      ...timeout === undefined ? {} : { timeout },
      ...group === undefined ? {} : { concurrency: { group, policy: policy as "queue" } },
    },
    tasks: tasks.map(({ kind, needs, condition, tolerated, attempts, interrupt, items, span }, i): Task => {
      const common = {
        id: ids[i]!,
        needs: needs.filter((id) => ids.indexOf(id) < i),
        continue_on_error: tolerated,
        ...condition === undefined ? {} : { if: condition },
      };
      if (kind === "wait") return { ...common, type: "wait", duration: `${span}ms` };
      if (kind === "call") return { ...common, type: "workflow", workflow: "inner" };
      if (kind === "approval") return { ...common, type: "approval" };
      const each = kind === "each" ? { for_each: Array(items).fill("x"), max_parallel: 2 } : {};
      const policy = { maximum_attempts: attempts, initial_interval: "50ms" };
      return {
        ...common,
        ...each,
        type: "shell",
        run: "true",
        retry_policy: policy,
        on_interrupt: interrupt as "retry",
      };
    }),
  };
}

/** The same for one attempt whenever it is asked. */
function behaviourOf(behaviours: { milliseconds: number; fails: boolean }[], key: string): Behaviour {
  const number = [...key].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7);
  const { milliseconds, fails } = behaviours[number % behaviours.length]!;
  if (!fails) return { milliseconds, outcome: { output: { key } } };
  const error = { code: "EXIT_CODE", message: "It failed" };
  return { milliseconds, outcome: { status: "failed", exitCode: 1, output: null, error } };
}

/** Checks what must hold when an attempt begins. */
function checkBegin(world: World, runId: string, task: string): void {
  const run = world.run(runId);
  const definition = run.definition as Definition;
  assert.notEqual(run.status, "PAUSED", "a paused run begins nothing");
  assert.ok(!isFinal(run.status), "an ended run begins nothing");
  for (const need of definition.tasks.find(({ id }) => id === task)!.needs ?? []) {
    const { status } = world.state(runId, need);
    assert.ok(isFinal(status) || status === "SKIPPED", `${task} begins while ${need} is ${status}`);
  }
  const going = world.executions.filter(({ to }) => to === undefined);
  assert.ok(going.length <= 4, "attempts of all runs");
  const own = going.filter((each) => each.runId === runId);
  assert.ok(own.length <= (definition.config?.max_parallel ?? Infinity), "max_parallel");
  for (const id of ids) {
    const items = own.filter((each) => each.task === id && each.item !== null);
    assert.ok(items.length <= 2, "max_parallel of items");
  }
}

/** Checks what must hold in the end. */
async function checkEnd(world: World, runs: readonly StoredRun[]): Promise<void> {
  const keys = world.executions.map(({ runId, key }) => `${runId} ${key}`);
  assert.equal(new Set(keys).size, keys.length, "no attempt executes twice");
  for (const { runId, task, item, attempt, from } of world.executions) {
    const before = world.executions.find((each) =>
      each.runId === runId && each.task === task && each.item === item && each.attempt === attempt - 1
    );
    if (before) assert.ok(before.to! <= from, `${task}#${attempt} begins before the attempt before it has ended`);
  }
  for (const run of runs) {
    assert.ok(isFinal(run.status), `${run.id} is ${run.status}`);
    const cancelled = world.store.readJournal(run.id).some(({ key }) => key === CANCEL_KEY);
    if (cancelled) assert.match(run.status, /^(CANCELED|TIMED_OUT)$/);
    if (run.status === "SUCCESS") assert.equal(run.progress.done, run.progress.total);
    const states = world.states(run.id);
    for (const { task, item, status, attempts } of states) {
      assert.ok(isFinal(status) || status === "SKIPPED", `${task} of ${run.status} is ${status}`);
      const tried = world.executions.filter((each) =>
        each.runId === run.id && each.task === task && each.item === item
      );
      assert.ok(Math.max(0, ...tried.map(({ attempt }) => attempt)) <= attempts, "every attempt is counted");
    }
    if (run.startedAt !== null) {
      const again = await replay(run, world);
      assert.deepEqual(again.states, states, "a replay gives the same states");
      assert.deepEqual([again.outcome.status, again.outcome.error], [run.status, run.error]);
    }
  }
  const groups = Map.groupBy(
    runs.filter(({ startedAt }) => startedAt !== null),
    ({ definition }) => (definition as Definition).config?.concurrency?.group,
  );
  for (const [group, members] of groups) {
    if (group === undefined) continue;
    const sorted = members.toSorted((a, b) => a.startedAt!.localeCompare(b.startedAt!) || a.id.localeCompare(b.id));
    for (const [i, run] of sorted.slice(1).entries()) {
      assert.ok(
        sorted[i]!.endedAt! <= run.startedAt!,
        `runs of group ${group} run at the same time`,
      );
    }
  }
  assert.deepEqual(world.store.listOrders(), [], "no order is left");
}

function decideAll(world: World, runId: string): void {
  for (const { task, type, status } of world.states(runId)) {
    if (type !== "approval" || status !== "WAITING" || world.store.findDecision(runId, task)) continue;
    const decision = task < "d" ? "approved" : "rejected";
    world.store.putDecision(runId, task, { decision, by: "me", at: world.clock.now().toString(), comment: null });
    world.order({ kind: "decision", runId, task });
  }
}

Deno.test("whatever happens, acknowledged runs end, attempts are accounted for, and a replay gives the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(flowArbitrary, { minLength: 1, maxLength: 3 }),
      fc.array(behaviourArbitrary, { minLength: 5, maxLength: 20 }),
      fc.array(eventArbitrary, { maxLength: 12 }),
      async (flows, behaviours, events) => {
        using world = await World.open();
        let broken: unknown;
        let lockedUntil = 0;
        const { transaction } = world.store;
        world.store.transaction = (work) => {
          if (world.now < lockedUntil) throw STORE_LOCKED({ path: "state.db" });
          return transaction(work);
        };
        world.behave = (step) => {
          try {
            checkBegin(world, step.runId, step.task);
          } catch (error) {
            broken ??= error;
          }
          return behaviourOf(behaviours, `${step.task} ${step.item} ${step.attempt} ${behaviours.length}`);
        };
        const options = { concurrentRuns: 2, concurrentSteps: 4, lingerMilliseconds: 100 };
        world.deploy({ id: "inner", tasks: [INNER_SHELL, { id: "b", type: "wait", duration: "40ms" }] });
        const runs = flows.map((flow, index) => world.create(definitionOf(flow, index)));
        world.start(options);
        for (const { after, kind, run } of events) {
          await world.advance(after);
          const runId = runs[run % runs.length]!;
          if (isFinal(world.run(runId).status) && kind !== "crash" && kind !== "stop") continue;
          if (kind === "crash") world.crash();
          else if (kind === "lock") lockedUntil = world.now + 150;
          else if (kind === "stop") world.engine?.stop({ graceMilliseconds: 30 });
          else if (kind === "drain") world.order({ kind });
          else if (kind === "resume") world.order({ kind, runId, by: "me" });
          else if (kind === "decide") decideAll(world, runId);
          else world.order({ kind, runId, reason: kind, by: "me" });
          // Whoever gives an order makes sure that somebody carries it out.
          world.start(options);
        }
        for (let round = 0; round < 100 && runs.some((id) => !isFinal(world.run(id).status)); round++) {
          for (const id of runs) {
            if (world.run(id).status === "PAUSED") world.order({ kind: "resume", runId: id, by: "me" });
            decideAll(world, id);
          }
          world.start(options);
          await world.advance(1000);
        }
        await world.advance(1000);
        if (broken) throw broken;
        await checkEnd(world, world.store.listRuns({ limit: 500 }).items.map(({ id }) => world.run(id)));
      },
    ),
    { seed: 42, numRuns: 60, endOnFailure: true },
  );
});
