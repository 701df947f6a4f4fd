import type { TaskType } from "../definition/model.ts";
import type {
  AuditEntry,
  Decision,
  LogLine,
  Page,
  Run,
  RunError,
  RunStatus,
  RunSummary,
  Schedule,
  TaskState,
  Token,
  WorkflowSummary,
  WorkflowVersion,
} from "../model.ts";
import type { RunQuery, WorkflowQuery } from "../ports.ts";

/**
 * What is kept of workflows and runs. Reading is open to every process; each change is one durable transaction: when a
 * method returns, the change survives the loss of power. Methods are synchronous, as SQLite is. Several processes may
 * hold it open. Faults: `STORE_LOCKED`, `STORE_NEWER`, `STORE_UNSAFE`, `DISK_FULL`.
 */
export interface Store extends Disposable {
  /** Makes several changes one: all or, when `work` throws, none. May be nested. */
  transaction<T>(work: () => T): T;
  /**
   * Changes when another connection has changed the store, or this one; costs microseconds. What waits for something
   * asks it every few milliseconds.
   */
  changes(): number;

  findWorkflow(id: string): StoredWorkflow | undefined;
  listWorkflows(query: WorkflowQuery): Page<WorkflowSummary>;
  /** All ids, for "did you mean". */
  workflowIds(): string[];
  /** Adds a version and makes it the current one; the workflow is made where it is not there. */
  addVersion(version: NewVersion): void;
  /** Newest first. */
  listVersions(workflowId: string): WorkflowVersion[];
  /** The current one without `version`. */
  findVersion(workflowId: string, version?: string): StoredVersion | undefined;
  setCurrentVersion(workflowId: string, version: string, change: { at: string; note: string | null }): void;
  setEnabled(workflowId: string, enabled: boolean, at: string): void;
  /** Its versions and schedule go with it; runs stay. */
  deleteWorkflow(workflowId: string): void;

  insertRun(run: NewRun): void;
  findRun(id: string): StoredRun | undefined;
  /** Ids that begin like this, at most `limit`. */
  runIds(prefix: string, limit: number): string[];
  findRunByKey(workflowId: string, idempotencyKey: string): string | undefined;
  listRuns(query: RunQuery): Page<RunSummary>;
  /** Runs that have not ended, oldest first. */
  listOpenRuns(): StoredRun[];
  countOpenRuns(workflowId: string): number;
  updateRun(id: string, change: RunChange): void;
  /** In the order of the definition; items follow their task. */
  listTasks(runId: string): TaskState[];
  /** Inserts or replaces the states of these tasks. */
  putTasks(runId: string, tasks: readonly TaskState[]): void;
  addArtifact(runId: string, artifact: { name: string; task: string; path: string; size: number }): void;
  listArtifacts(runId: string): Run["artifacts"];

  readJournal(runId: string): JournalEntry[];
  /** Inserts, or replaces the entry of the same key. */
  putJournal(runId: string, entry: JournalEntry): void;
  /** Entries of steps that began and have not ended, of all runs: what a dead owner left behind. */
  listBegunSteps(): { runId: string; entry: JournalEntry }[];

  /** Hands an order to the owner. */
  pushOrder(order: Order): void;
  /** Orders after a sequence number, oldest first. */
  listOrders(): StoredOrder[];
  removeOrder(seq: number): void;

  /** The first decision on an approval wins: this one, or the one that was there. */
  putDecision(runId: string, task: string, decision: Decision): Decision;
  findDecision(runId: string, task: string): Decision | undefined;

  listSchedules(): StoredSchedule[];
  putSchedule(schedule: StoredSchedule): void;
  deleteSchedule(workflowId: string): void;

  putToken(token: Token & { hash: string }): void;
  findToken(hash: string): Token | undefined;
  listTokens(): Token[];
  updateToken(id: string, change: { revoked?: boolean; lastUsedAt?: string }): void;

  addAudit(entry: Omit<AuditEntry, "seq">): void;
  listAudit(query: { since?: string; limit?: number; cursor?: string }): Page<AuditEntry>;

  /**
   * Removes final runs that ended before `at`, with all that belongs to them; their ids are returned. `only` counts the
   * runs of one workflow, `except` all but those of some.
   */
  removeRunsBefore(
    at: string,
    query: { limit: number; only?: string; except?: readonly string[] },
  ): string[];
  /** Small values of the program itself, such as the hand-over flag. */
  getMeta(key: string): string | undefined;
  setMeta(key: string, value: string | undefined): void;
}

/** Lines of logs, kept apart from the state: appending them waits for no disk. */
export interface LogStore extends Disposable {
  /** Appends lines in one go; `seq` is given by the caller, counting up within a run. */
  append(runId: string, lines: readonly LogLine[]): void;
  /** The greatest `seq` of a run; 0 without lines. */
  lastSeq(runId: string): number;
  /** Lines after `after`, in order, at most `limit`. */
  read(runId: string, query: { after: number; limit: number; task?: string; since?: string }): LogLine[];
  /** The `seq` after which the last `count` lines come. */
  tailStart(runId: string, query: { count: number; task?: string; since?: string }): number;
  remove(runIds: readonly string[]): void;
  changes(): number;
}

export interface StoredWorkflow extends WorkflowSummary {
  etag: string;
  versions: number;
}

export interface NewVersion {
  workflowId: string;
  version: string;
  name: string;
  description: string;
  /** The checked definition, JSON. */
  definition: unknown;
  source: { format: "yaml" | "json"; text: string };
  digest: string;
  at: string;
  by: string;
  note: string | null;
  /** Folder that the working directory is relative to; null on a server. */
  folder: string | null;
}

export interface StoredVersion extends Omit<NewVersion, "name" | "description"> {
  current: boolean;
}

export interface NewRun {
  id: string;
  workflowId: string;
  version: string;
  /** The definition that it runs, a copy. */
  definition: unknown;
  input: Record<string, unknown>;
  status: RunStatus;
  trigger: RunSummary["trigger"];
  createdAt: string;
  createdBy: string;
  total: number;
  idempotencyKey: string | null;
  rerunOf: string | null;
  parentRun: string | null;
  workingDirectory: string | null;
  reason: string | null;
  /** What it takes over from an earlier run: states of tasks that succeeded. */
  taken: readonly TaskState[];
}

export interface StoredRun extends RunSummary {
  definition: unknown;
  input: Record<string, unknown>;
  output: Record<string, unknown> | null;
  workingDirectory: string | null;
  taken: readonly TaskState[];
}

export interface RunChange {
  status?: RunStatus;
  startedAt?: string;
  endedAt?: string;
  output?: Record<string, unknown>;
  error?: RunError | null;
  reason?: string | null;
  done?: number;
}

/**
 * What an interpreter must find again after a crash, by a key that is its own within the run. An attempt of a step is
 * put twice: as begun before it starts, and with its outcome when it has ended.
 */
export type JournalEntry =
  | { key: string; kind: "step"; type: TaskType; state: "begun"; at: string; process?: ProcessMark }
  | { key: string; kind: "step"; type: TaskType; state: "ended"; at: string; endedAt: string; outcome: unknown }
  | { key: string; kind: "timer"; dueAt: string }
  | { key: string; kind: "signal"; name: string; payload: unknown; at: string }
  | { key: string; kind: "instant"; at: string };

/** How a process that a step started is known again; a number alone may be another one's by now. */
export interface ProcessMark {
  /** Leader of the process group. */
  pid: number;
  /** What the system says of its start, opaque. */
  startedAt: string;
}

/** What commands ask of the owner. */
export type Order =
  | { kind: "start"; runId: string }
  | { kind: "cancel"; runId: string; reason: string | null; by: string }
  | { kind: "pause"; runId: string; reason: string | null; by: string }
  | { kind: "resume"; runId: string; by: string }
  | { kind: "signal"; runId: string; name: string; payload: unknown; at: string }
  | { kind: "decision"; runId: string; task: string }
  /** The owner is to begin nothing more and to end once nothing executes: another one takes over. */
  | { kind: "drain" };

export type StoredOrder = Order & { seq: number };

export interface StoredSchedule extends Schedule {
  input: Record<string, unknown>;
}
