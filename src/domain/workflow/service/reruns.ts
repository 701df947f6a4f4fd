import { RUN_NOT_FINAL } from "../faults.ts";
import { isFinal } from "../model.ts";
import type { WorkflowService } from "../ports.ts";
import { audited } from "./audited.ts";
import { getStoredRun } from "./find_run.ts";
import { ensureOwner } from "./owner.ts";
import type { ServiceParts } from "./parts.ts";
import { planTaken } from "./plan_rerun.ts";
import { collectSecrets } from "./run_secrets.ts";
import { runSummary } from "./shown_run.ts";
import { insertStartedRun } from "./start_run.ts";

/** Running again. The new run has the definition, the input and the folder of the old one. */
export function reruns(parts: ServiceParts): Pick<WorkflowService, "rerun"> {
  const { store } = parts;
  return {
    async rerun(given, request) {
      const old = getStoredRun(store, given);
      if (!isFinal(old.status)) throw RUN_NOT_FINAL({ id: old.id, status: old.status });
      const { workflowId, version, definition, input, workingDirectory } = old;
      const taken = planTaken(definition, { states: store.listTasks(old.id), request });
      const secrets = await collectSecrets(parts, definition, request.environmentSecrets);
      const details = { run: old.id, failed: request.failed ?? false, from: request.from ?? null };
      const id = store.transaction(() => {
        const id = insertStartedRun(parts, {
          workflowId,
          version,
          definition,
          input,
          workingDirectory,
          trigger: "rerun",
          rerunOf: old.id,
          taken,
          secrets,
        });
        audited(parts, { action: "run.rerun", target: id, details }, () => {});
        return id;
      });
      await ensureOwner(parts);
      return runSummary(getStoredRun(store, id));
    },
  };
}
