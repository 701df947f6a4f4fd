import type { Definition } from "../definition/model.ts";
import type { NewRun, StoredRun, StoredVersion } from "../store/ports.ts";
import { digestOf } from "./fraction.ts";
import type { StepAttempt, StepOutcome } from "./ports.ts";
import { TaskProblem } from "./program.ts";

/** Characters of a run's id up to the end of its time: `run-` and ten of time. */
const TIME_END = 14;

/** The id of a run that is a step of another one: the same whenever that one is replayed. */
export function childId(parent: string, key: string): string {
  return `${parent.slice(0, TIME_END)}${digestOf(`${parent} ${key}`)}`;
}

/** The run that a step of type `workflow` starts. Throws `TaskProblem` when its workflow is not deployed. */
export function assembleChild(
  parent: StoredRun,
  attempt: StepAttempt & { work: { type: "workflow" } },
  { version, at, prepare }: {
    version: StoredVersion | undefined;
    at: string;
    prepare(definition: Definition, input: Record<string, unknown>): Record<string, unknown>;
  },
): NewRun {
  const { work, key } = attempt;
  if (!version) {
    const name = work.version === undefined ? work.workflow : `${work.workflow}@${work.version}`;
    throw new TaskProblem("WORKFLOW_NOT_FOUND", `Workflow '${name}' is not deployed`);
  }
  const definition = version.definition as Definition;
  return {
    id: childId(parent.id, key),
    workflowId: version.workflowId,
    version: version.version,
    definition,
    input: prepare(definition, work.input),
    status: "PENDING",
    trigger: "workflow",
    createdAt: at,
    createdBy: parent.createdBy,
    total: definition.tasks.length,
    idempotencyKey: null,
    rerunOf: null,
    parentRun: parent.id,
    workingDirectory: parent.workingDirectory,
    reason: null,
    taken: [],
  };
}

/** What the end of a child means to the step that started it. */
export function outcomeOfChild(child: StoredRun, parentCancelled: boolean): StepOutcome {
  const { status, output, error, startedAt, endedAt, createdAt } = child;
  const base = {
    output: null,
    exitCode: null,
    startedAt: startedAt ?? createdAt,
    endedAt: endedAt ?? createdAt,
    retryable: true,
  };
  const message = `${child.id} ended with ${status}${error ? `: ${error.message}` : ""}`;
  switch (status) {
    case "SUCCESS":
      return { ...base, status: "success", output: output ?? {}, error: null };
    case "TIMED_OUT":
      return { ...base, status: "timed_out", error: { code: "TIMED_OUT", message } };
    case "CANCELED":
      if (parentCancelled) return { ...base, status: "canceled", error };
      return { ...base, status: "failed", error: { code: "CANCELED", message }, retryable: false };
    default:
      return { ...base, status: "failed", error: { code: error?.code ?? "FAILED", message } };
  }
}
