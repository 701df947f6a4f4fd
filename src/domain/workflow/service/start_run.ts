import { resolvePath } from "../../../kernel/path.ts";
import type { Definition } from "../definition/model.ts";
import type { NewRun } from "../store/ports.ts";
import { newRunId } from "../run_id.ts";
import type { ServiceParts } from "./parts.ts";

/** The folder in which a definition's tasks run; null: an empty one for each run. */
export function workingDirectoryOf(definition: Definition, folder: string | null): string | null {
  return folder === null ? null : resolvePath(folder, definition.config?.working_directory ?? ".");
}

type RunParts = Pick<NewRun, "workflowId" | "version" | "input" | "trigger" | "workingDirectory"> & {
  definition: Definition;
  /** Captured from the environment. */
  secrets: Readonly<Record<string, string>>;
};
type RunLinks = Partial<Pick<NewRun, "idempotencyKey" | "rerunOf" | "taken">>;

/**
 * Stores a run and the order to start it, and gives its id; within a transaction. Captured secrets are kept first, so that
 * no run is ever without them.
 */
export function insertStartedRun(
  { store, secrets, clock, actor, random }: Pick<ServiceParts, "store" | "secrets" | "clock" | "actor" | "random">,
  { secrets: captured, ...run }: RunParts & RunLinks,
): string {
  const now = clock.now();
  const id = newRunId(now, random(10));
  if (Object.keys(captured).length > 0) secrets.capture(id, { ...captured });
  try {
    store.transaction(() => {
      store.insertRun({
        idempotencyKey: null,
        rerunOf: null,
        taken: [],
        ...run,
        id,
        status: "PENDING",
        createdAt: now.toString(),
        createdBy: actor.name,
        total: run.definition.tasks.length,
        parentRun: null,
        reason: null,
      });
      store.pushOrder({ kind: "start", runId: id });
    });
  } catch (error) {
    secrets.dropCaptured(id);
    throw error;
  }
  return id;
}
