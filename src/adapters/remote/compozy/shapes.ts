import { TASK_TYPES } from "../../../domain/workflow/definition/model.ts";
import {
  isFinal,
  type Run,
  RUN_STATUSES,
  type RunError,
  type RunStatus,
  type RunSummary,
  TASK_STATUSES,
  type TaskState,
  UNKNOWN_INSTANT,
  type Workflow,
  type WorkflowSummary,
} from "../../../domain/workflow/model.ts";
import { ksuidTime } from "./ksuid.ts";

/** What Compozy's answers hold, as this program's words. What is not there, or is of another type, is left empty. */
type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === "string" ? value : "";
}

/** A workflow of a list; `lastRun` is looked up by the caller. */
export function workflowSummaryOf(fields: Fields, lastRun: WorkflowSummary["lastRun"]): WorkflowSummary {
  const id = textIn(fields, "id");
  return {
    id,
    name: textIn(fields, "name") || id,
    description: textIn(fields, "description"),
    version: textIn(fields, "version"),
    status: "enabled",
    lastRun,
    createdAt: UNKNOWN_INSTANT,
    updatedAt: UNKNOWN_INSTANT,
  };
}

export function workflowOf(fields: Fields, { etag, runs }: { etag: string; runs: RunSummary[] }): Workflow {
  return {
    ...workflowSummaryOf(fields, lastRunOf(runs[0])),
    etag,
    definition: fields,
    source: { format: "json", text: `${JSON.stringify(fields, null, 2)}\n` },
    recentRuns: runs.slice(0, 10),
    versions: 1,
  };
}

export function lastRunOf(run: RunSummary | undefined): WorkflowSummary["lastRun"] {
  return run ? { id: run.id, status: run.status, createdAt: run.createdAt } : null;
}

/** An execution. There are no timestamps in it: only its id tells when it was asked for, and nothing when it ended. */
export function runOf(fields: Fields): Run {
  const id = textIn(fields, "workflow_exec_id") || textIn(fields, "exec_id");
  const createdAt = ksuidTime(id) ?? UNKNOWN_INSTANT;
  const status = statusIn(fields);
  const tasks = tasksOf(fields.tasks);
  return {
    id,
    workflowId: textIn(fields, "workflow_id"),
    version: "",
    status,
    trigger: "manual",
    createdAt,
    startedAt: status === "PENDING" || isFinal(status) ? null : createdAt,
    endedAt: null,
    createdBy: "unknown",
    progress: { done: tasks.filter((each) => isFinal(each.status)).length, total: tasks.length },
    error: errorOf(fields.error, status),
    reason: null,
    rerunOf: null,
    parentRun: null,
    input: isFields(fields.input) ? fields.input : {},
    output: isFields(fields.output) ? fields.output : null,
    tasks,
    needs: Object.fromEntries(tasks.map(({ task }) => [task, []])),
    artifacts: [],
    workingDirectory: null,
  };
}

export function summaryOf(run: Run): RunSummary {
  const { input: _, output: _output, tasks: _tasks, needs: _needs, artifacts: _artifacts, ...rest } = run;
  const { workingDirectory: _folder, ...summary } = rest;
  return summary;
}

function statusIn(fields: Fields): RunStatus {
  const status = textIn(fields, "status").toUpperCase();
  return RUN_STATUSES.find((each) => each === status) ?? "PENDING";
}

function errorOf(value: unknown, status: string): RunError | null {
  if (!isFields(value)) return null;
  const message = textIn(value, "message");
  const code = textIn(value, "code");
  return message === "" && code === "" ? null : { code: code || status, message: message || "It gave no reason." };
}

/** A table by task, or a list; the order of the server is kept. */
function tasksOf(value: unknown): TaskState[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((each) => ["", each])
    : isFields(value)
    ? Object.entries(value)
    : [];
  return entries.flatMap(([key, each]) => isFields(each) ? taskOf(each, key) : []);
}

function taskOf(fields: Fields, key: string): TaskState {
  const written = textIn(fields, "status").toUpperCase();
  const status = TASK_STATUSES.find((each) => each === written) ?? "PENDING";
  const type = textIn(fields, "type") || textIn(fields, "execution_type");
  return {
    task: textIn(fields, "task_id") || key,
    item: null,
    // Its own types have no name here: each is work that another system does.
    type: TASK_TYPES.find((each) => each === type) ?? "workflow",
    status,
    attempts: status === "PENDING" ? 0 : 1,
    startedAt: ksuidTime(textIn(fields, "task_exec_id")) ?? null,
    endedAt: null,
    exitCode: null,
    output: fields.output ?? null,
    error: errorOf(fields.error, status),
    reason: null,
    decision: null,
  };
}
