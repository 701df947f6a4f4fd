import type {
  AuditEntry,
  Decision,
  Deployment,
  LogLine,
  Page,
  Run,
  RunStatus,
  RunSummary,
  Schedule,
  ServiceInfo,
  Workflow,
  WorkflowSummary,
  WorkflowVersion,
} from "./model.ts";

/**
 * Workflows as commands see them. The same port stands for the engine of this machine, for this program's server, and
 * for a Compozy server; the REST server serves one, the remote client is one. Where a service cannot do something it
 * throws `CAPABILITY_MISSING`. Faults: those of `./faults.ts`.
 */
export interface WorkflowService {
  info(): Promise<ServiceInfo>;

  listWorkflows(query: WorkflowQuery): Promise<Page<WorkflowSummary>>;
  /** The version in force, or another one. Fault: `WORKFLOW_NOT_FOUND`, `VERSION_NOT_FOUND`. */
  getWorkflow(id: string, options?: { version?: string }): Promise<Workflow>;
  /**
   * Deploys a definition. Identical content changes nothing. Faults: `DEFINITION_INVALID` (an AggregateError of several),
   * `VERSION_TAKEN`, `PRECONDITION_FAILED`.
   */
  deployWorkflow(request: DeployRequest): Promise<Deployment>;
  /** What is wrong with a definition is thrown as by `deployWorkflow`; the result holds warnings. */
  validateWorkflow(source: DefinitionSource): Promise<{ id: string; warnings: string[] }>;
  /** Fault: `WORKFLOW_BUSY` while runs of it are not final and `force` is not given. */
  deleteWorkflow(id: string, options?: { force?: boolean; etag?: string }): Promise<void>;
  /** Newest first. */
  listVersions(id: string): Promise<WorkflowVersion[]>;
  /** Makes an earlier version the one in force. */
  rollbackWorkflow(id: string, options: { to: string }): Promise<Deployment>;
  setEnabled(id: string, enabled: boolean): Promise<WorkflowSummary>;

  /** Answers once the run is durable. The same key gives the same run. Faults: `INPUT_INVALID`, `WORKFLOW_DISABLED`. */
  createRun(request: RunRequest): Promise<{ run: RunSummary; existing: boolean }>;
  /** Newest first. */
  listRuns(query: RunQuery): Promise<Page<RunSummary>>;
  /** Takes an id or an unambiguous beginning of one. Fault: `RUN_NOT_FOUND`. */
  getRun(id: string): Promise<Run>;
  /**
   * Lines of the log in their order. With `follow` it goes on until the run is final, and yields what it wrote until
   * then; never ends before. `end` gives the final status. Aborted, it ends without `end` and without a fault.
   */
  readLogs(id: string, query: LogQuery): AsyncIterable<LogEvent>;
  /** The run as it is, then as it is after each change, until it is final. Aborted, it ends without a fault. */
  watchRun(id: string, options: { signal: AbortSignal }): AsyncIterable<Run>;
  /** Fault: `RUN_FINAL` for one that has ended, but cancelling a cancelled run changes nothing. */
  cancelRun(id: string, options: { reason?: string }): Promise<RunSummary>;
  pauseRun(id: string, options: { reason?: string }): Promise<RunSummary>;
  resumeRun(id: string): Promise<RunSummary>;
  /** Fault: `RUN_FINAL`. */
  signalRun(id: string, signal: { name: string; payload: unknown }): Promise<void>;
  /** The first decision wins; a later one gives the first. Faults: `APPROVAL_NOT_FOUND`, `APPROVAL_NOT_ALLOWED`. */
  decide(id: string, request: DecideRequest): Promise<Decision & { task: string; first: boolean }>;
  /** A new run of the same definition that takes over what succeeded; see `RerunRequest`. */
  rerun(id: string, request: RerunRequest): Promise<RunSummary>;
  /** Bytes of an artifact. Fault: `ARTIFACT_NOT_FOUND`. */
  readArtifact(id: string, name: string): Promise<{ size: number; body: ReadableStream<Uint8Array> }>;

  listSchedules(): Promise<Schedule[]>;
  /** Fault: `SCHEDULE_NOT_FOUND`. */
  setSchedulePaused(workflowId: string, paused: boolean): Promise<Schedule>;
  /** Starts a run for each time that the schedule had in the span; at most 1000. */
  backfill(
    workflowId: string,
    span: { from: string; to: string; dryRun: boolean },
  ): Promise<{ times: string[]; runs: RunSummary[] }>;

  /** Names of the stored secrets; values never come back. */
  listSecrets(): Promise<{ name: string; updatedAt: string }[]>;
  /** Fault: `SECRET_TOO_SHORT` under 8 characters. */
  setSecret(name: string, value: string): Promise<void>;
  deleteSecret(name: string): Promise<void>;

  /** Newest first. */
  listAudit(query: { since?: string; limit?: number; cursor?: string }): Promise<Page<AuditEntry>>;
}

export interface WorkflowQuery {
  status?: "enabled" | "disabled";
  /** Name or id: a text that it holds, or a glob. */
  name?: string;
  limit?: number;
  cursor?: string;
}

/** A definition as its file is. */
export interface DefinitionSource {
  text: string;
  format: "yaml" | "json";
  /** Shown in messages; a path as the user gave it. */
  name: string;
}

export interface DeployRequest extends DefinitionSource {
  /** Given explicitly; a leading `v` is dropped. */
  version?: string;
  dryRun: boolean;
  /** Folder (absolute) that `working_directory` is relative to; on a server it does not count. */
  folder?: string;
  /** Deploy only over this state: the workflow's etag, or `*` for one that exists. */
  etag?: string;
}

export interface RunRequest {
  workflowId: string;
  version?: string;
  input: Record<string, unknown>;
  idempotencyKey?: string;
  /** Values of secrets with `from: env`, by name; only where the service is of this machine. */
  environmentSecrets?: Record<string, string>;
}

export interface RunQuery {
  workflowId?: string;
  status?: readonly RunStatus[];
  /** Created at or after this instant. */
  since?: string;
  /** 50 by default, at most 500. */
  limit?: number;
  cursor?: string;
}

export interface LogQuery {
  follow: boolean;
  since?: string;
  task?: string;
  /** Only the last so many lines, before following. */
  tail?: number;
  /** Lines after this number. */
  after?: number;
  signal: AbortSignal;
}

export type LogEvent = { kind: "line"; line: LogLine } | { kind: "end"; status: RunStatus };

export interface DecideRequest {
  decision: "approved" | "rejected";
  /** The approval's task; may be left out where one alone waits. */
  task?: string;
  comment?: string;
}

/**
 * What is run again: `failed` what did not succeed and what follows it; `from` a task and what follows it; neither:
 * everything. Approvals among them ask again.
 */
export interface RerunRequest {
  failed?: boolean;
  from?: string;
  /** As in `RunRequest`: what was captured for the earlier run is gone. */
  environmentSecrets?: Record<string, string>;
}

/** Who makes a change: goes into `createdBy`, decisions and the audit log. */
export interface Actor {
  name: string;
  /** `local`, or an address. */
  origin: string;
}
