import { storeFolder } from "../../../src/adapters/sqlite/store_fixture.ts";
import type { SecretValues } from "../../../src/domain/workflow/engine/ports.ts";
import type { LogLine, RunStatus } from "../../../src/domain/workflow/model.ts";
import type { WorkflowService } from "../../../src/domain/workflow/ports.ts";
import type { LogStore, Store } from "../../../src/domain/workflow/store/ports.ts";
import { localService } from "../../../src/domain/workflow/service/local_service.ts";
import type { ServiceOptions, ServiceParts } from "../../../src/domain/workflow/service/parts.ts";

/** A service over real stores, whose runs the test itself drives. */
export interface TestService extends Disposable {
  service: WorkflowService;
  /** The same in the name of somebody else. */
  as(name: string): WorkflowService;
  /** The same with other options, over the same stores. */
  with(options: Partial<ServiceOptions>): WorkflowService;
  store: Store;
  logs: LogStore;
  /** A folder for files of tests. */
  folder: string;
  parts: ServiceParts;
  secrets: TestSecrets;
  /** How often an owner was started; `isHeld` says whether one is there. */
  owner: { started: number; isHeld: boolean; start?: () => void };
  warnings: string[];
}

export interface TestSecrets extends SecretValues {
  captured: Map<string, Record<string, string>>;
}

export async function testService(options: Partial<ServiceOptions> = {}): Promise<TestService> {
  const files = storeFolder();
  const [store, logs] = [await files.store(), await files.logs()];
  const owner: TestService["owner"] = { started: 0, isHeld: true };
  const warnings: string[] = [];
  const secrets = testSecrets();
  const quiet = () => {};
  const parts: ServiceParts = {
    store,
    logs,
    secrets,
    ownership: {
      acquire: () => undefined,
      isHeld: () => owner.isHeld,
      findHolder: () => undefined,
      start() {
        owner.started++;
        owner.start?.();
        return Promise.resolve();
      },
    },
    timers: {
      after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return { [Symbol.dispose]: () => clearTimeout(timer) };
      },
    },
    clock: { now: () => Temporal.Now.instant() },
    log: { error: quiet, warn: (message) => warnings.push(message), info: quiet, debug: quiet, trace: quiet },
    actor: { name: "ada", origin: "local" },
    random: (length) => crypto.randomUUID().replaceAll("-", "").repeat(2).slice(0, length),
    files: {
      async open(path) {
        try {
          const bytes = await Deno.readFile(path);
          return { size: bytes.length, body: new Blob([bytes]).stream() };
        } catch {
          return undefined;
        }
      },
    },
    options: { version: "1.2.3", server: false, ...options },
  };
  return {
    service: localService(parts),
    as: (name) => localService({ ...parts, actor: { name, origin: "local" } }),
    with: (other) => localService({ ...parts, options: { ...parts.options, ...other } }),
    store,
    logs,
    folder: files.path,
    parts,
    secrets,
    owner,
    warnings,
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

function testSecrets(): TestSecrets {
  const values = new Map<string, string>();
  const captured = new Map<string, Record<string, string>>();
  return {
    captured,
    list: () => Promise.resolve([...values.keys()].sort().map((name) => ({ name, updatedAt: "2026-11-20T10:00:00Z" }))),
    find: (name) => Promise.resolve(values.get(name)),
    findCaptured: (runId) => captured.get(runId),
    capture: (runId, given) => void captured.set(runId, given),
    dropCaptured: (runId) => void captured.delete(runId),
    listCaptured: () => [...captured.keys()],
    set: (name, value) => Promise.resolve(void values.set(name, value)),
    delete: (name) => Promise.resolve(values.delete(name)),
  };
}

/** A definition file with one shell task, and more lines. */
export function definitionText(id: string, more = ""): string {
  return `id: ${id}\n${more}tasks:\n  - {id: first, type: shell, run: echo first}\n`;
}

export function source(text: string) {
  return { text, format: "yaml", name: "flow.yaml", dryRun: false } as const;
}

/** Ends a run as its owner would. */
export function finish(store: Store, runId: string, status: RunStatus = "SUCCESS"): void {
  const at = Temporal.Now.instant().toString();
  store.updateRun(runId, { status, startedAt: at, endedAt: at });
}

export function logLine(seq: number, change: Partial<LogLine> = {}): LogLine {
  return {
    seq,
    at: new Date(Date.UTC(2026, 10, 20) + seq * 1000).toISOString(),
    task: "first",
    item: null,
    attempt: 1,
    stream: "stdout",
    level: null,
    text: `line ${seq}`,
    ...change,
  };
}

/** Codes of the faults that were thrown. */
export async function codesOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const all = error instanceof AggregateError ? error.errors : [error];
    return all.map((each) => (each as { code: string }).code);
  }
}
