import { DatabaseSync } from "node:sqlite";
import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { openStore } from "../../src/adapters/sqlite/store.ts";
import { newRun, newVersion, taskState } from "../../src/adapters/sqlite/store_fixture.ts";
import type { LogLine, RunStatus } from "../../src/domain/workflow/model.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";
import type { LogStore, Store } from "../../src/domain/workflow/store/ports.ts";
import { latency, type LatencyTable, measureLatencies } from "./latencies.ts";
import { NO_SECRETS } from "./no_secrets.ts";

export const RUNS_STORED = 100_000;
const LINES = 1000;

/** The store of workflows and the service over it, within one process, beside bare SQLite on the same disk. */
export async function storeTables({ folder }: { folder: string }): Promise<LatencyTable[]> {
  const path = `${folder}/store`;
  using store = await openStore(path);
  using logs = await openLogStore(path);
  fill(store);
  return [
    await reading(store, { logs, path }),
    await writing(store, { folder }),
    await logging(logs, { folder }),
    await following(store, { logs, path }),
  ];
}

const instant = (n: number) => Temporal.Instant.fromEpochMilliseconds(1_750_000_000_000 + n * 1000).toString();
export const idOf = (n: number) => `run-${String(n).padStart(20, "0")}`;

/** Twenty workflows with 100,000 runs that ended in different ways; a few go on, unless somebody would drive them. */
export function fill(store: Store, { isDriven = false }: { isDriven?: boolean } = {}): void {
  const statuses: RunStatus[] = ["SUCCESS", "SUCCESS", "SUCCESS", "FAILED", "CANCELED", "TIMED_OUT"];
  store.transaction(() => {
    for (let i = 0; i < 20; i++) store.addVersion(newVersion({ workflowId: `workflow-${i}` }));
    for (let i = 0; i < RUNS_STORED; i++) {
      const status = i % 10_000 === 0 && !isDriven ? "RUNNING" : statuses[i % statuses.length]!;
      store.insertRun(newRun(idOf(i), {
        workflowId: `workflow-${i % 20}`,
        createdAt: instant(i),
        status,
        input: { date: "2026-11-20", index: i },
      }));
    }
    store.putTasks(idOf(50_000), [taskState("first"), taskState("second")]);
  });
}

/** The service as a command has it; nobody drives its runs. */
function serviceOver(store: Store, logs: LogStore) {
  const quiet = () => {};
  return localService({
    store,
    logs,
    secrets: NO_SECRETS,
    ownership: {
      acquire: () => undefined,
      isHeld: () => true,
      findHolder: () => undefined,
      start: () => Promise.resolve(),
    },
    timers: {
      after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return { [Symbol.dispose]: () => clearTimeout(timer) };
      },
    },
    clock: { now: () => Temporal.Now.instant() },
    log: { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet },
    actor: { name: "bench", origin: "local" },
    random: (length) => crypto.randomUUID().replaceAll("-", "").slice(0, length),
    files: { open: () => Promise.resolve(undefined) },
    options: { version: "0.0.0", server: false },
  });
}

async function reading(store: Store, { logs, path }: { logs: LogStore; path: string }): Promise<LatencyTable> {
  const service = serviceOver(store, logs);
  const bare = new DatabaseSync(`${path}/state.db`);
  const statement = bare.prepare("SELECT * FROM runs ORDER BY created_at DESC, id DESC LIMIT 50");
  const { nextCursor: cursor } = store.listRuns({ limit: 500 });
  const works = [
    { name: "bare SQLite: 50 rows of runs", run: () => statement.all() },
    { name: "list 50 runs", run: () => service.listRuns({}) },
    { name: "… of one workflow", run: () => service.listRuns({ workflowId: "workflow-7" }) },
    { name: "… that failed or were cancelled", run: () => service.listRuns({ status: ["FAILED", "CANCELED"] }) },
    { name: "… that go on (10 of them)", run: () => service.listRuns({ status: ["RUNNING", "WAITING"] }) },
    {
      name: "… of one workflow, that failed, since an instant",
      run: () => service.listRuns({ workflowId: "workflow-3", status: ["FAILED"], since: instant(RUNS_STORED / 2) }),
    },
    { name: "… the page after 500", run: () => service.listRuns({ cursor: cursor! }) },
    { name: "list 500 runs", run: () => service.listRuns({ limit: 500 }) },
    { name: "get a run with its tasks", run: () => service.getRun(idOf(50_000)) },
    { name: "… by what its id has after `run-`", run: () => service.getRun(idOf(50_000).slice("run-".length)) },
    { name: "list 20 workflows with their last runs", run: () => service.listWorkflows({}) },
    { name: "get a workflow with recent runs", run: () => service.getWorkflow("workflow-7") },
    { name: "see whether anything has changed", run: () => store.changes() },
  ];
  try {
    return {
      title: `Workflows: metadata of ${RUNS_STORED.toLocaleString("en-US")} runs`,
      note: "Within one process. Bar: p95 under 20 ms.",
      latencies: await measureLatencies(works, { runs: 300 }),
      floor: 0,
    };
  } finally {
    bare.close();
  }
}

async function writing(store: Store, { folder }: { folder: string }): Promise<LatencyTable> {
  const bare = new DatabaseSync(`${folder}/bare_state.db`);
  bare.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE runs (id TEXT PRIMARY KEY, input TEXT)");
  const insert = bare.prepare("INSERT INTO runs VALUES (?, ?)");
  let number = RUNS_STORED;
  let bareNumber = 0;
  const state = taskState("first");
  const works = [
    { name: "bare SQLite: a row, durable", count: 1, run: () => insert.run(idOf(bareNumber++), "{}") },
    {
      name: "store a run and the order to start it",
      count: 1,
      run: () =>
        store.transaction(() => {
          store.insertRun(newRun(idOf(number), { createdAt: instant(number) }));
          store.pushOrder({ kind: "start", runId: idOf(number++) });
        }),
    },
    {
      name: "100 outcomes of steps in one transaction",
      count: 100,
      run: () =>
        store.transaction(() => {
          for (let i = 0; i < 100; i++) {
            const at = instant(i);
            const entry = { key: `t${i}#1`, kind: "step", type: "shell", state: "ended", at, endedAt: at } as const;
            store.putJournal(idOf(number - 1), { ...entry, outcome: { status: "success", output: {} } });
            store.putTasks(idOf(number - 1), [state]);
          }
        }),
    },
  ];
  try {
    return {
      title: "Workflows: durable changes",
      note: "Each commit is on the disk (`synchronous=FULL`) before the next begins.",
      latencies: await measureLatencies(works, { runs: 200 }),
      floor: 0,
    };
  } finally {
    bare.close();
  }
}

async function logging(logs: LogStore, { folder }: { folder: string }): Promise<LatencyTable> {
  const bare = new DatabaseSync(`${folder}/bare_log.db`);
  bare.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  bare.exec("CREATE TABLE lines (run INTEGER, seq INTEGER, at TEXT, text TEXT, PRIMARY KEY (run, seq)) WITHOUT ROWID");
  const insert = bare.prepare("INSERT INTO lines VALUES (1, ?, ?, ?)");
  using file = Deno.openSync(`${folder}/bare.log`, { create: true, append: true });
  const encoder = new TextEncoder();
  let [seq, bareSeq] = [0, 0];
  const lines = () => Array.from({ length: LINES }, () => logLine(++seq));
  const works = [
    {
      name: "bare SQLite: a row a line, 1,000 in a transaction",
      count: LINES,
      run: () => {
        bare.exec("BEGIN");
        for (let i = 0; i < LINES; i++) {
          const { at, text } = logLine(++bareSeq);
          insert.run(bareSeq, at, text);
        }
        bare.exec("COMMIT");
      },
    },
    {
      name: "a file: JSON lines, 1,000 in a write",
      count: LINES,
      run: () => {
        const text = Array.from({ length: LINES }, (_, i) => JSON.stringify(logLine(i))).join("\n");
        file.writeSync(encoder.encode(text));
      },
    },
    { name: "append 1,000 lines", count: LINES, run: () => logs.append("run-bench", lines()) },
    { name: "append one line", count: 1, run: () => logs.append("run-other", [logLine(++seq)]) },
    {
      name: "read 1,000 lines",
      count: LINES,
      run: () => logs.read("run-bench", { after: Math.floor(seq / 2), limit: LINES }),
    },
    { name: "find the last 100 lines", run: () => logs.tailStart("run-bench", { count: 100 }) },
  ];
  try {
    return {
      title: "Workflows: lines of logs",
      note: "Bar: 300,000 lines a second, in batches.",
      latencies: await measureLatencies(works, { runs: 100 }),
      floor: 0,
    };
  } finally {
    bare.close();
  }
}

function logLine(seq: number): LogLine {
  return {
    seq,
    at: "2026-11-20T10:00:00.123Z",
    task: "build",
    item: null,
    attempt: 1,
    stream: "stdout",
    level: null,
    text: `compiled module number ${seq} of the application, with all that it imports`,
  };
}

/** From a line's being appended by one connection to its being given to a follower on another one. */
async function following(store: Store, { logs, path }: { logs: LogStore; path: string }): Promise<LatencyTable> {
  using reader = await openLogStore(path);
  const floor: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    logs.append("run-floor", [logLine(i + 1)]);
    reader.read("run-floor", { after: i, limit: 10 });
    floor.push(performance.now() - start);
  }
  // A run that goes on.
  const id = idOf(0);
  let written = performance.now();
  const append = (seq: number) => {
    written = performance.now();
    logs.append(id, [logLine(seq)]);
  };
  const times: number[] = [];
  append(1);
  for await (
    const event of serviceOver(store, reader).readLogs(id, { follow: true, signal: new AbortController().signal })
  ) {
    times.push(performance.now() - written);
    if (event.kind === "end" || times.length > 200) break;
    setTimeout(append, 1 + times.length % 7, times.length + 1);
  }
  return {
    title: "Workflows: following a log",
    note: "Between two connections. Bars: first line under 60 ms, p95 of what follows under 10 ms.",
    latencies: [
      latency("append a line and read it at once", { times: floor }),
      latency("the first line of a log", { times: times.slice(0, 1) }),
      latency("a line, from append to follower", { times: times.slice(1) }),
    ],
    floor: 0,
  };
}
