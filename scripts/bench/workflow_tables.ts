import { DatabaseSync } from "node:sqlite";
import { systemTimers } from "../../src/adapters/owner/timers.ts";
import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { openStore } from "../../src/adapters/sqlite/store.ts";
import { newRun, newVersion } from "../../src/adapters/sqlite/store_fixture.ts";
import { stepRunner } from "../../src/adapters/steps/step_runner.ts";
import type { Definition, Task } from "../../src/domain/workflow/definition/model.ts";
import { Engine } from "../../src/domain/workflow/engine/engine.ts";
import type { StepRunner } from "../../src/domain/workflow/engine/ports.ts";
import { isFinal } from "../../src/domain/workflow/model.ts";
import type { LogStore, Store } from "../../src/domain/workflow/store/ports.ts";
import { type LatencyTable, measureLatencies } from "./latencies.ts";
import { measure } from "./measure.ts";
import { NO_SECRETS } from "./no_secrets.ts";
import type { Table } from "./table.ts";

const RUNS = 50;
const STEPS = 20;

/** The engine of workflows within one process, beside what it cannot be faster than. */
export async function workflowTables({ folder }: { folder: string }): Promise<(LatencyTable | Table)[]> {
  const path = `${folder}/engine`;
  using store = await openStore(path);
  using logs = await openLogStore(path);
  return [
    await durableSteps(store, { logs, folder }),
    await shellSteps(store, { logs, folder }),
    await queuedRuns(folder),
  ];
}

const now = () => Temporal.Now.instant();

/** Steps that do nothing, within this process. */
const NOTHING: StepRunner = {
  execute: () => {
    const at = now().toString();
    return Promise.resolve({
      status: "success",
      output: {},
      exitCode: 0,
      error: null,
      startedAt: at,
      endedAt: at,
      retryable: true,
    });
  },
  reap: () => Promise.resolve(),
  forget() {},
  masker: () => ({ mask: (text) => text, maskValue: (value) => value }),
};

/** An engine that stays, over these parts. */
export function engineOver(store: Store, { logs, steps }: { logs: LogStore; steps: StepRunner }): Engine {
  const quiet = () => {};
  return new Engine({
    store,
    logs,
    steps,
    secrets: NO_SECRETS,
    ownership: { acquire: () => ({ [Symbol.dispose]() {} }) },
    timers: systemTimers(),
    clock: { now },
    log: { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet },
    random: (length) => "0".repeat(length),
  }, { server: true });
}

/** Tasks one after another. */
export function chainOf(tasks: Task[]): Definition {
  return { id: "chain", tasks: tasks.map((task, i) => i === 0 ? task : { ...task, needs: [tasks[i - 1]!.id] }) };
}

let runs = 0;

/** Stores a run with the order to start it, as commands do. */
export function storeRun(store: Store, definition: Definition): string {
  const id = `run-${String(runs++).padStart(20, "0")}`;
  store.transaction(() => {
    const createdAt = now().toString();
    store.insertRun(newRun(id, { workflowId: definition.id, definition, createdAt, total: definition.tasks.length }));
    store.pushOrder({ kind: "start", runId: id });
  });
  return id;
}

async function ended(store: Store, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    while (!isFinal(store.findRun(id)!.status)) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function durableSteps(store: Store, { logs, folder }: { logs: LogStore; folder: string }): Promise<LatencyTable> {
  const definition = chainOf(Array.from({ length: STEPS }, (_, i) => ({ id: `t${i}`, type: "shell", run: "true" })));
  store.addVersion(newVersion({ workflowId: definition.id, definition }));
  const engine = engineOver(store, { logs, steps: NOTHING });
  const going = engine.run();
  using bare = bareDatabase(`${folder}/steps.db`);
  const count = RUNS * STEPS;
  const latencies = await measureLatencies([
    {
      name: `${count} steps of ${RUNS} runs at the same time`,
      count,
      run: () => ended(store, Array.from({ length: RUNS }, () => storeRun(store, definition))),
    },
    {
      name: `${STEPS} steps of one run`,
      count: STEPS,
      run: () => ended(store, [storeRun(store, definition)]),
    },
    {
      name: `${count} bare transactions, each an insert`,
      count,
      run() {
        for (let i = 0; i < count; i++) bare.insert();
      },
    },
  ], { runs: 10 });
  engine.stop();
  await going;
  return {
    title: "Durable steps of workflows that do nothing",
    note: "From storing the runs until their ends are durable. Each step is durable before it begins and once it has " +
      "ended; what happens in one turn of the event loop is one transaction for all runs.",
    latencies,
    floor: 2,
  };
}

/** SQLite as the store sets it up. */
function bareDatabase(path: string): Disposable & { insert(): void } {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)");
  const statement = db.prepare("INSERT INTO t (text) VALUES (?)");
  return {
    insert: () => void statement.run("some text of a usual length"),
    [Symbol.dispose]: () => db.close(),
  };
}

async function shellSteps(store: Store, { logs, folder }: { logs: LogStore; folder: string }): Promise<LatencyTable> {
  const definition = { ...chainOf(["a", "b", "c"].map((id) => ({ id, type: "shell", run: "true" }))), id: "shells" };
  store.addVersion(newVersion({ workflowId: definition.id, definition }));
  const env = { get: (name: string) => Deno.env.get(name) };
  using steps = stepRunner({ folder, self: [Deno.execPath()], env, clock: { now }, allowPrivateTargets: true });
  const engine = engineOver(store, { logs, steps });
  const going = engine.run();
  const inEngine: number[] = [];
  const latencies = await measureLatencies([
    {
      name: "a run of three shell steps, from storing it",
      async run() {
        const id = storeRun(store, definition);
        await ended(store, [id]);
        const { startedAt, endedAt } = store.findRun(id)!;
        inEngine.push(Temporal.Instant.from(startedAt!).until(endedAt!).total("milliseconds"));
      },
    },
    {
      name: "three shells, one after the other",
      async run() {
        for (let i = 0; i < 3; i++) await new Deno.Command("sh", { args: ["-c", "true"] }).output();
      },
    },
  ], { runs: 100 });
  engine.stop();
  await going;
  const median = inEngine.sort((a, b) => a - b)[Math.floor(inEngine.length / 2)];
  return {
    title: "A run of three shell steps that do nothing",
    note:
      `In the engine, from its start to its end, it takes ${median} ms at the median; orders are looked for every 10 ms.`,
    latencies,
    floor: 1,
  };
}

async function queuedRuns(folder: string): Promise<Table> {
  const script = new URL("./queued_runs.ts", import.meta.url).pathname;
  const subject = (name: string, count: number) => ({
    name,
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", script, `${folder}/queued-${count}`, String(count)],
    prepare: async () => {
      await Deno.remove(`${folder}/queued-${count}`, { recursive: true }).catch(() => {});
    },
  });
  const rows = await measure([
    subject("an owner with 1,000 queued runs", 1000),
    subject("an owner without any", 0),
  ], { runs: 3, cwd: folder });
  return {
    title: "Memory of an owner",
    note: "From source. One run waits for an approval; the others are queued behind it for two seconds.",
    rows,
    floor: 1,
  };
}
