import type { WorkflowService } from "../ports.ts";
import { API_VERSION, MINIMUM_CLI } from "../rest/wire/model.ts";
import { artifacts } from "./artifacts.ts";
import { control } from "./control.ts";
import { decisions } from "./decisions.ts";
import { getStoredRun } from "./find_run.ts";
import { following } from "./following.ts";
import type { ServiceParts } from "./parts.ts";
import { reruns } from "./reruns.ts";
import { schedules } from "./schedules.ts";
import { secrets } from "./secrets.ts";
import { shownRun } from "./shown_run.ts";
import { workflows } from "./workflows.ts";

/**
 * Workflows on this machine: what is asked for is written to the store, together with the order for whoever drives the
 * runs, who is started where there is none. Making one costs nothing; a server makes one for each request, with its actor.
 * What takes long to load (reading definitions, checking parameters, cron) is loaded when it is asked for.
 */
export function localService(parts: ServiceParts): WorkflowService {
  const { store, options } = parts;
  return {
    info: () =>
      Promise.resolve({
        version: options.version,
        apiVersion: API_VERSION,
        minimumCli: MINIMUM_CLI,
        capabilities: {
          deploy: true,
          logs: true,
          history: true,
          rerun: true,
          schedules: true,
          approvals: true,
          secrets: true,
          audit: true,
          oauth: false,
        },
      }),
    ...workflows(parts),
    deployWorkflow: async (request) => (await import("./deploy.ts")).deployWorkflow(parts, request),
    validateWorkflow: async (source) => (await import("./deploy.ts")).validateWorkflow(parts, source),
    createRun: async (request) => (await import("./create_run.ts")).createRun(parts, request),
    listRuns: async (query) => await store.listRuns(query),
    getRun: async (id) => await shownRun(store, getStoredRun(store, id)),
    ...following(parts),
    ...control(parts),
    ...decisions(parts),
    ...reruns(parts),
    ...artifacts(parts),
    ...schedules(parts),
    backfill: async (workflowId, span) => (await import("./backfill.ts")).backfill(parts, { workflowId, ...span }),
    ...secrets(parts),
    listAudit: async (query) => await store.listAudit(query),
  };
}
