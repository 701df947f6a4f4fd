import {
  boolean,
  either,
  type Infer,
  integer,
  json,
  list,
  nothing,
  object,
  oneOf,
  optional,
  record,
  text,
} from "../../kernel/schema.ts";
import { OVERLAP_POLICIES, TASK_TYPES } from "./definition/model.ts";

/**
 * The words of workflows. These shapes are stored, sent between server and client, and printed as JSON: instants are
 * texts in ISO 8601 (UTC), ids are texts, what is unknown is null.
 */

export const RUN_STATUSES = [
  "PENDING",
  "RUNNING",
  "WAITING",
  "PAUSED",
  "SUCCESS",
  "FAILED",
  "TIMED_OUT",
  "CANCELED",
] as const;
export type RunStatus = typeof RUN_STATUSES[number];

export const FINAL_STATUSES = ["SUCCESS", "FAILED", "TIMED_OUT", "CANCELED"] as const satisfies readonly RunStatus[];
export type FinalStatus = typeof FINAL_STATUSES[number];

/** True for a run that will never change again. */
export function isFinal(status: RunStatus | TaskStatus): status is FinalStatus {
  return (FINAL_STATUSES as readonly string[]).includes(status);
}

export const TASK_STATUSES = [
  "PENDING",
  "RUNNING",
  "WAITING",
  "SUCCESS",
  "FAILED",
  "TIMED_OUT",
  "CANCELED",
  "SKIPPED",
] as const;
export type TaskStatus = typeof TASK_STATUSES[number];

const instant = (description: string) => text({ format: "date-time", description });
const instantOrNull = (description: string) => either([instant(description), nothing]);
const textOrNull = (description: string) => either([text(), nothing], { description });

/** Why a run or a task did not succeed. */
export const RUN_ERROR = object({
  code: text({ description: "Such as EXIT_CODE, TIMED_OUT, INTERRUPTED, HTTP_STATUS, REJECTED, CANCELED" }),
  message: text(),
  task: optional(text({ description: "The task that failed" })),
});
export type RunError = Infer<typeof RUN_ERROR>;

export const DECISION = object({
  decision: oneOf(["approved", "rejected"]),
  by: text(),
  at: instant("When"),
  comment: textOrNull("What was said with it"),
});
export type Decision = Infer<typeof DECISION>;

/** What is known of one task of a run, or of one item of a task with `for_each`. */
export const TASK_STATE = object({
  task: text({ description: "Id in the definition" }),
  item: either([integer(), nothing], { description: "Index, for one item of `for_each`" }),
  type: oneOf(TASK_TYPES),
  status: oneOf(TASK_STATUSES),
  attempts: integer({ description: "How many were begun; of `for_each` those of the item with most" }),
  startedAt: instantOrNull("Start of the first attempt"),
  endedAt: instantOrNull("End of the last one"),
  exitCode: either([integer(), nothing]),
  output: json({ description: "What later tasks see; null before it ended" }),
  error: either([RUN_ERROR, nothing]),
  reason: textOrNull("Why it was skipped, or what it waits for"),
  decision: either([DECISION, nothing], { description: "Of an approval" }),
});
export type TaskState = Infer<typeof TASK_STATE>;

export const RUN_TRIGGERS = ["manual", "schedule", "backfill", "rerun", "workflow"] as const;

const runSummaryFields = {
  id: text(),
  workflowId: text(),
  version: text({ description: "Version of the workflow that it runs" }),
  status: oneOf(RUN_STATUSES),
  trigger: oneOf(RUN_TRIGGERS),
  createdAt: instant("When it was asked for"),
  startedAt: instantOrNull("When its first task could start"),
  endedAt: instantOrNull("When it ended"),
  createdBy: text({ description: "Who asked for it: a user of this machine, or the token's name" }),
  progress: object({ done: integer(), total: integer() }, { description: "Tasks that ended, of all" }),
  error: either([RUN_ERROR, nothing]),
  reason: textOrNull("Why it was cancelled, paused or not run"),
  rerunOf: textOrNull("The run that this one repeats"),
  parentRun: textOrNull("The run that started this one as a task"),
};
export const RUN_SUMMARY = object(runSummaryFields);
export type RunSummary = Infer<typeof RUN_SUMMARY>;

export const ARTIFACT = object({ name: text(), task: text(), size: integer(), path: text() });
export type Artifact = Infer<typeof ARTIFACT>;

/** A run with all that is known of it. */
export const RUN = object({
  ...runSummaryFields,
  input: record(json()),
  output: either([record(json()), nothing], { description: "The outputs, once it succeeded" }),
  tasks: list(TASK_STATE, { description: "In the order of the definition; items follow their task" }),
  needs: record(list(text()), { description: "What each task needs, by task: the graph" }),
  artifacts: list(ARTIFACT),
  workingDirectory: textOrNull("Where its tasks run"),
});
export type Run = Infer<typeof RUN>;

export const LOG_STREAMS = ["stdout", "stderr", "system"] as const;
export const LINE_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

/** One line of a run's log. */
export const LOG_LINE = object({
  seq: integer({ description: "Counts up within the run" }),
  at: instant("When it was read"),
  task: textOrNull("Undefined for lines of the run itself"),
  item: either([integer(), nothing]),
  attempt: integer(),
  stream: oneOf(LOG_STREAMS, { description: "`system`: what the engine says" }),
  level: either([oneOf(LINE_LEVELS), nothing], { description: "Where the line tells it" }),
  text: text({ description: "Without the line end; control characters as they came, secrets masked" }),
});
export type LogLine = Infer<typeof LOG_LINE>;

const workflowSummaryFields = {
  id: text(),
  name: text({ description: "The definition's name, or the id" }),
  description: text(),
  version: text({ description: "The one that new runs take" }),
  status: oneOf(["enabled", "disabled"]),
  lastRun: either([object({ id: text(), status: oneOf(RUN_STATUSES), createdAt: instant("When") }), nothing]),
  createdAt: instant("First deployed"),
  updatedAt: instant("Last changed"),
};
export const WORKFLOW_SUMMARY = object(workflowSummaryFields);
export type WorkflowSummary = Infer<typeof WORKFLOW_SUMMARY>;

export const WORKFLOW = object({
  ...workflowSummaryFields,
  etag: text({ description: "Changes with the workflow; for If-Match" }),
  definition: record(json(), { description: "As deployed" }),
  source: object({ format: oneOf(["yaml", "json"]), text: text() }, { description: "The file, to the byte" }),
  recentRuns: list(RUN_SUMMARY),
  versions: integer({ description: "How many there are" }),
});
export type Workflow = Infer<typeof WORKFLOW>;

export const WORKFLOW_VERSION = object({
  version: text(),
  deployedAt: instant("When"),
  deployedBy: text(),
  digest: text({ description: "SHA-256 of the definition in canonical form, hexadecimal" }),
  current: boolean(),
  note: textOrNull("Such as `rollback to 1.0.0`"),
});
export type WorkflowVersion = Infer<typeof WORKFLOW_VERSION>;

export const DEPLOYMENT = object({
  id: text(),
  version: text(),
  previousVersion: textOrNull("The version before; null for a new workflow"),
  outcome: oneOf(["created", "updated", "unchanged"]),
  dryRun: boolean(),
  warnings: list(text()),
});
export type Deployment = Infer<typeof DEPLOYMENT>;

export const SCHEDULE = object({
  workflowId: text(),
  cron: text(),
  timezone: text(),
  overlapPolicy: oneOf(OVERLAP_POLICIES),
  catchup: textOrNull("How late a missed time may be made up for"),
  status: oneOf(["active", "paused"]),
  nextRunAt: instantOrNull("Null while paused"),
  lastRunAt: instantOrNull("The last time that it fired"),
  lastRunId: textOrNull("Run that it started then"),
});
export type Schedule = Infer<typeof SCHEDULE>;

export const SCOPES = ["read", "run", "approve", "deploy", "admin"] as const;
export type Scope = typeof SCOPES[number];

/** A token of a server; the token itself is shown once, when it is made. */
export const TOKEN = object({
  id: text(),
  name: text(),
  scopes: list(oneOf(SCOPES)),
  createdAt: instant("When"),
  expiresAt: instantOrNull("Null: never"),
  lastUsedAt: instantOrNull("To the minute"),
  revoked: boolean(),
});
export type Token = Infer<typeof TOKEN>;

/** One change that somebody made. */
export const AUDIT_ENTRY = object({
  seq: integer(),
  at: instant("When"),
  actor: text({ description: "A user of this machine, or the token's name" }),
  origin: text({ description: "`local`, or the address it came from" }),
  action: text({ description: "Such as workflow.deploy, run.cancel, token.create" }),
  target: text({ description: "What was changed, such as the workflow's id" }),
  details: record(json()),
});
export type AuditEntry = Infer<typeof AUDIT_ENTRY>;

/** Stands where a server does not tell an instant that has to be there. */
export const UNKNOWN_INSTANT = "1970-01-01T00:00:00Z";

/** A part of a list; the cursor leads to the next one. */
export interface Page<T> {
  items: T[];
  /** Undefined on the last page. */
  nextCursor?: string;
  /** How many fit the query, where that is known. */
  total?: number;
}

/** What a server, or the engine of this machine, is and can do. */
export const SERVICE_INFO = object({
  version: text({ description: "Version of its program" }),
  apiVersion: integer(),
  minimumCli: text({ description: "Oldest program that may speak with it" }),
  capabilities: record(boolean(), {
    description: "deploy, logs, history, rerun, schedules, approvals, secrets, oauth",
  }),
});
export type ServiceInfo = Infer<typeof SERVICE_INFO>;
