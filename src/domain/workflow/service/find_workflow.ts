import type { Definition } from "../definition/model.ts";
import { PRECONDITION_FAILED, VERSION_NOT_FOUND, WORKFLOW_NOT_FOUND } from "../faults.ts";
import type { Store, StoredVersion, StoredWorkflow } from "../store/ports.ts";

export type DefinedVersion = StoredVersion & { definition: Definition };

/** Fault: `WORKFLOW_NOT_FOUND`. */
export function getStoredWorkflow(store: Store, id: string): StoredWorkflow {
  const workflow = store.findWorkflow(id);
  if (!workflow) throw WORKFLOW_NOT_FOUND({ id, known: store.workflowIds() });
  return workflow;
}

/** The version in force without `version`, which may begin with `v`. Faults: `WORKFLOW_NOT_FOUND`, `VERSION_NOT_FOUND`. */
export function getStoredVersion(store: Store, id: string, version?: string): DefinedVersion {
  getStoredWorkflow(store, id);
  const found = store.findVersion(id, version?.replace(/^v/, ""));
  if (found) return found as DefinedVersion;
  throw VERSION_NOT_FOUND({ id, version: version ?? "", known: store.listVersions(id).map((each) => each.version) });
}

/** Refuses a change that was made for another state (RFC 9110, If-Match). Fault: `PRECONDITION_FAILED`. */
export function checkEtag(
  id: string,
  { etag, found }: { etag: string | undefined; found: StoredWorkflow | undefined },
): void {
  if (etag === undefined) return;
  if (found === undefined || etag !== "*" && etag !== found.etag) throw PRECONDITION_FAILED({ id });
}
