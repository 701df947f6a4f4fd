import type { Definition } from "../definition/model.ts";
import { resolveText } from "../expressions/template.ts";
import type { StoredRun } from "../store/ports.ts";
import type { Group } from "./plan_starts.ts";

/**
 * The groups in which a run does not run beside others: its definition's, and for a scheduled one that of its schedule.
 * Throws `ExpressionError`.
 */
export function groupsOf(
  run: Pick<StoredRun, "id" | "workflowId" | "version" | "definition" | "input" | "trigger">,
): Group[] {
  const { config, schedule } = run.definition as Definition;
  const groups: Group[] = [];
  if (config?.concurrency) {
    const { group, policy = "queue" } = config.concurrency;
    const about = { id: run.id, workflowId: run.workflowId, version: run.version, attempt: 1 };
    groups.push({ name: `group ${resolveText(group, { input: run.input, tasks: {}, run: about })}`, policy });
  }
  // Times that are to be skipped start no run at all.
  const overlap = schedule?.overlap_policy;
  if (run.trigger === "schedule" && (overlap === "queue" || overlap === "cancel-running")) {
    groups.push({ name: `schedule ${run.workflowId}`, policy: overlap });
  }
  return groups;
}
