import { canonicalJson } from "../definition/canonical.ts";
import { WORKFLOW_DISABLED } from "../faults.ts";
import type { RunSummary } from "../model.ts";
import type { RunRequest } from "../ports.ts";
import type { Store } from "../store/ports.ts";
import { audited } from "./audited.ts";
import { getCheckedInput } from "./checked_input.ts";
import { IDEMPOTENCY_KEY_REUSED } from "./faults.ts";
import { getStoredRun } from "./find_run.ts";
import { getStoredVersion, getStoredWorkflow } from "./find_workflow.ts";
import { ensureOwner } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";
import { collectSecrets } from "./run_secrets.ts";
import { runSummary } from "./shown_run.ts";
import { insertStartedRun, workingDirectoryOf } from "./start_run.ts";

interface CreatedRun {
  run: RunSummary;
  existing: boolean;
}

/** As `WorkflowService.createRun`. Further faults: `IDEMPOTENCY_KEY_REUSED` and those of `collectSecrets`. */
export async function createRun(parts: ServiceParts, request: RunRequest): Promise<CreatedRun> {
  const { store } = parts;
  const created = findByKey(store, request) ?? await storeRun(parts, request);
  await ensureOwner(parts);
  return created;
}

async function storeRun(parts: ServiceParts, request: RunRequest): Promise<CreatedRun> {
  const { store } = parts;
  const { workflowId } = request;
  if (getStoredWorkflow(store, workflowId).status === "disabled") throw WORKFLOW_DISABLED({ id: workflowId });
  const { version, definition, folder } = getStoredVersion(store, workflowId, request.version);
  const input = getCheckedInput(definition, request.input);
  const secrets = await collectSecrets(parts, definition, request.environmentSecrets);
  return store.transaction(() => {
    // Another process may have used the key meanwhile.
    const known = findByKey(store, request);
    if (known) return known;
    const id = insertStartedRun(parts, {
      workflowId,
      version,
      definition,
      input,
      secrets,
      trigger: "manual",
      workingDirectory: workingDirectoryOf(definition, folder),
      idempotencyKey: request.idempotencyKey ?? null,
    });
    audited(parts, { action: "run.create", target: id, details: { workflow: workflowId, version } }, () => {});
    return { run: runSummary(getStoredRun(store, id)), existing: false };
  });
}

/** The run that the request's idempotency key stands for. Fault: `IDEMPOTENCY_KEY_REUSED` where it has other parameters. */
function findByKey(store: Store, { workflowId, idempotencyKey: key, input }: RunRequest): CreatedRun | undefined {
  const id = key === undefined ? undefined : store.findRunByKey(workflowId, key);
  if (id === undefined) return undefined;
  const run = getStoredRun(store, id);
  const wanted = getCheckedInput(run.definition, input);
  if (canonicalJson(wanted) !== canonicalJson(run.input)) throw IDEMPOTENCY_KEY_REUSED({ key: key!, run: id });
  return { run: runSummary(run), existing: true };
}
