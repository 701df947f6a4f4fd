import { WORKFLOW_BUSY } from "../faults.ts";
import type { WorkflowSummary } from "../model.ts";
import type { WorkflowService } from "../ports.ts";
import type { StoredWorkflow } from "../store/ports.ts";
import { audited } from "./audited.ts";
import { checkEtag, getStoredVersion, getStoredWorkflow } from "./find_workflow.ts";
import type { ServiceParts } from "./parts.ts";

type Workflows = Pick<
  WorkflowService,
  | "listWorkflows"
  | "getWorkflow"
  | "deleteWorkflow"
  | "listVersions"
  | "rollbackWorkflow"
  | "setEnabled"
>;

const RECENT_RUNS = 10;

/** Workflows that were deployed. */
export function workflows(parts: ServiceParts): Workflows {
  const { store, clock } = parts;
  return {
    listWorkflows: (query) => Promise.resolve(store.listWorkflows(query)),
    async getWorkflow(id, options = {}) {
      await Promise.resolve();
      const workflow = getStoredWorkflow(store, id);
      const { version, definition, source } = getStoredVersion(store, id, options.version);
      return {
        ...workflow,
        version,
        name: definition.name ?? id,
        description: definition.description ?? "",
        definition,
        source,
        recentRuns: store.listRuns({ workflowId: id, limit: RECENT_RUNS }).items,
      };
    },
    async deleteWorkflow(id, { force = false, etag } = {}) {
      await Promise.resolve();
      audited(parts, { action: "workflow.delete", target: id, details: { force } }, () => {
        checkEtag(id, { etag, found: getStoredWorkflow(store, id) });
        const runs = store.countOpenRuns(id);
        if (runs > 0 && !force) throw WORKFLOW_BUSY({ id, runs });
        store.deleteWorkflow(id);
      });
    },
    async listVersions(id) {
      await Promise.resolve();
      getStoredWorkflow(store, id);
      return store.listVersions(id);
    },
    async rollbackWorkflow(id, { to }) {
      const { applySchedule } = await import("./stored_schedule.ts");
      return store.transaction(() => {
        const { version: previousVersion } = getStoredWorkflow(store, id);
        const { version, definition, current } = getStoredVersion(store, id, to);
        if (!current) {
          audited(parts, { action: "workflow.rollback", target: id, details: { version, previousVersion } }, () => {
            store.setCurrentVersion(id, version, { at: clock.now().toString(), note: `rollback to ${version}` });
            applySchedule(parts, definition);
          });
        }
        const outcome = current ? "unchanged" : "updated";
        return { id, version, previousVersion, outcome, dryRun: false, warnings: [] };
      });
    },
    async setEnabled(id, enabled) {
      await Promise.resolve();
      return store.transaction(() => {
        const wanted = enabled ? "enabled" : "disabled";
        if (getStoredWorkflow(store, id).status !== wanted) {
          audited(parts, { action: enabled ? "workflow.enable" : "workflow.disable", target: id }, () => {
            store.setEnabled(id, enabled, clock.now().toString());
          });
        }
        return summaryOf(getStoredWorkflow(store, id));
      });
    },
  };
}

function summaryOf({ etag: _etag, versions: _versions, ...summary }: StoredWorkflow): WorkflowSummary {
  return summary;
}
