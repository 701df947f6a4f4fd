import type { TaskState } from "../../domain/workflow/model.ts";
import type { LogStore, NewRun, NewVersion, Store } from "../../domain/workflow/store/ports.ts";
import { openLogStore } from "./log_store.ts";
import { openStore, type StoreOptions } from "./store.ts";

/** A folder of its own, removed at the end, with stores that are closed before that. */
export interface StoreFolder extends Disposable {
  path: string;
  store(options?: StoreOptions): Promise<Store>;
  logs(options?: StoreOptions): Promise<LogStore>;
}

export function storeFolder(): StoreFolder {
  const parent = Deno.makeTempDirSync();
  const open: Disposable[] = [];
  const kept = <T extends Disposable>(each: T): T => {
    open.push(each);
    return each;
  };
  const path = `${parent}/data`;
  return {
    path,
    store: async (options) => kept(await openStore(path, options)),
    logs: async (options) => kept(await openLogStore(path, options)),
    [Symbol.dispose]() {
      open.forEach((each) => each[Symbol.dispose]());
      Deno.removeSync(parent, { recursive: true });
    },
  };
}

export function newVersion(change: Partial<NewVersion> = {}): NewVersion {
  return {
    workflowId: "nightly",
    version: "1.0.0",
    name: "Nightly",
    description: "",
    definition: { id: "nightly", tasks: [{ id: "first" }, { id: "second" }] },
    source: { format: "yaml", text: "id: nightly\n" },
    digest: "d1",
    at: "2026-11-20T10:00:00.000Z",
    by: "ada@host",
    note: null,
    folder: null,
    ...change,
  };
}

export function newRun(id: string, change: Partial<NewRun> = {}): NewRun {
  return {
    id,
    workflowId: "nightly",
    version: "1.0.0",
    definition: newVersion().definition,
    input: {},
    status: "PENDING",
    trigger: "manual",
    createdAt: "2026-11-20T10:00:00.000Z",
    createdBy: "ada@host",
    total: 2,
    idempotencyKey: null,
    rerunOf: null,
    parentRun: null,
    workingDirectory: null,
    reason: null,
    taken: [],
    ...change,
  };
}

export function taskState(task: string, change: Partial<TaskState> = {}): TaskState {
  return {
    task,
    item: null,
    type: "shell",
    status: "SUCCESS",
    attempts: 1,
    startedAt: "2026-11-20T10:00:00.000Z",
    endedAt: "2026-11-20T10:00:01.000Z",
    exitCode: 0,
    output: {},
    error: null,
    reason: null,
    decision: null,
    ...change,
  };
}
