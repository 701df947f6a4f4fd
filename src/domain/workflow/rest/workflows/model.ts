import { boolean, list, object, oneOf, optional, text } from "../../../../kernel/schema.ts";
import { DEPLOYMENT, RUN_SUMMARY, SCHEDULE, WORKFLOW, WORKFLOW_SUMMARY, WORKFLOW_VERSION } from "../../model.ts";
import { CURSOR, LIMIT, page, type Route } from "../wire/model.ts";

const DEFINITION = {
  text: text({ description: "The definition's file, to the byte" }),
  format: oneOf(["yaml", "json"]),
  name: optional(text({ description: "The file's name, for messages; `definition` by default" })),
};
/** A deployment. */
export const DEPLOY_BODY = object({
  ...DEFINITION,
  version: optional(text({ description: "A leading `v` is dropped" })),
  dryRun: optional(boolean()),
});

/** A deployment as `multipart/form-data`; the format follows from the file's name or type. */
export const DEPLOY_PARTS = object({
  definition: text({ description: "The definition's file" }),
  version: optional(text({ description: "A leading `v` is dropped" })),
  dryRun: optional(oneOf(["true", "false"])),
  name: optional(text({ description: "For messages; the file's name by default" })),
});

/** Routes of workflows and their schedules. */
export const WORKFLOW_ROUTES = {
  listWorkflows: {
    method: "GET",
    path: "/workflows",
    access: "read",
    summary: "The deployed workflows",
    query: object({
      status: optional(oneOf(["enabled", "disabled"])),
      name: optional(text({ minLength: 1, description: "A text that name or id holds, or a glob" })),
      limit: LIMIT,
      cursor: CURSOR,
    }),
    status: [200],
    response: page(WORKFLOW_SUMMARY),
  },
  deployWorkflow: {
    method: "POST",
    path: "/workflows",
    access: "deploy",
    summary: "Deploy a definition; 201 where the workflow is new",
    body: DEPLOY_BODY,
    multipart: DEPLOY_PARTS,
    status: [200, 201],
    response: DEPLOYMENT,
    answers: ["Location"],
  },
  replaceWorkflow: {
    method: "PUT",
    path: "/workflows/{id}",
    access: "deploy",
    summary: "Deploy the definition of this workflow (its id must be the same) over a known state",
    body: DEPLOY_BODY,
    multipart: DEPLOY_PARTS,
    headers: ["If-Match"],
    status: [200, 201],
    response: DEPLOYMENT,
    answers: ["Location"],
  },
  validateWorkflow: {
    method: "POST",
    path: "/workflows:validate",
    access: "read",
    summary: "Check a definition",
    body: object(DEFINITION),
    status: [200],
    response: object({ id: text(), warnings: list(text()) }),
  },
  getWorkflow: {
    method: "GET",
    path: "/workflows/{id}",
    access: "read",
    summary: "A workflow with its definition and recent runs",
    query: object({ version: optional(text({ minLength: 1 })) }),
    status: [200],
    response: WORKFLOW,
    answers: ["ETag"],
  },
  setEnabled: {
    method: "PATCH",
    path: "/workflows/{id}",
    access: "deploy",
    summary: "Enable or disable a workflow",
    body: object({ status: oneOf(["enabled", "disabled"]) }),
    status: [200],
    response: WORKFLOW_SUMMARY,
  },
  deleteWorkflow: {
    method: "DELETE",
    path: "/workflows/{id}",
    access: "deploy",
    summary: "Delete a workflow",
    query: object({ force: optional(boolean({ description: "Even while runs of it have not ended" })) }),
    headers: ["If-Match"],
    status: [204],
  },
  listVersions: {
    method: "GET",
    path: "/workflows/{id}/versions",
    access: "read",
    summary: "Its versions, newest first (all on one page)",
    status: [200],
    response: page(WORKFLOW_VERSION),
  },
  rollbackWorkflow: {
    method: "POST",
    path: "/workflows/{id}/rollback",
    access: "deploy",
    summary: "Make an earlier version the one in force",
    body: object({ to: text({ minLength: 1 }) }),
    status: [200],
    response: DEPLOYMENT,
  },
  listSchedules: {
    method: "GET",
    path: "/schedules",
    access: "read",
    summary: "The schedules (all on one page)",
    status: [200],
    response: page(SCHEDULE),
  },
  getSchedule: {
    method: "GET",
    path: "/schedules/{id}",
    access: "read",
    summary: "The schedule of a workflow",
    status: [200],
    response: SCHEDULE,
  },
  setSchedule: {
    method: "PATCH",
    path: "/schedules/{id}",
    access: "deploy",
    summary: "Pause a schedule, or let it go on",
    body: object({ status: oneOf(["active", "paused"]) }),
    status: [200],
    response: SCHEDULE,
  },
  resetSchedule: {
    method: "DELETE",
    path: "/schedules/{id}",
    access: "deploy",
    summary: "Forget what was set here: the schedule is as the definition has it, and active",
    status: [204],
  },
  backfill: {
    method: "POST",
    path: "/schedules/{id}/backfill",
    access: "run",
    summary: "Start a run for each time that the schedule had in a span (at most 1000)",
    body: object({
      from: text({ format: "date-time" }),
      to: text({ format: "date-time" }),
      dryRun: optional(boolean()),
    }),
    status: [200],
    response: object({ times: list(text({ format: "date-time" })), runs: list(RUN_SUMMARY) }),
  },
} as const satisfies Readonly<Record<string, Route>>;
