import type { Definition } from "../definition/model.ts";
import { getCheckedInput } from "../service/checked_input.ts";
import { workingDirectoryOf } from "../service/start_run.ts";
import type { NewRun, Store, StoredRun, StoredVersion } from "../store/ports.ts";
import { digestOf } from "./fraction.ts";
import type { ChildAttempt } from "./durable_run.ts";
import type { StepOutcome } from "./ports.ts";
import { TaskProblem } from "./program.ts";

/** Characters of a run's id up to the end of its time: `run-` and ten of time. */
const TIME_END = 14;

/** The id of a run that is a step of another one: the same whenever that one is replayed. */
export function childId(parent: string, key: string): string {
  return `${parent.slice(0, TIME_END)}${digestOf(`${parent} ${key}`)}`;
}

/** Runs may be steps of runs so many levels deep. */
const DEEPEST = 16;

/** The run that a run is a step of, that one's, and so on. */
export function ancestorsOf({ parentRun }: { parentRun: string | null }, store: Store): StoredRun[] {
  const ancestors: StoredRun[] = [];
  for (let id = parentRun; id !== null; id = ancestors.at(-1)?.parentRun ?? null) {
    const run = store.findRun(id);
    if (!run) break;
    ancestors.push(run);
  }
  return ancestors;
}

/**
 * The run that a step of type `workflow` starts. Throws `TaskProblem` when its workflow is not deployed or runs itself
 * without end, and the fault `INPUT_INVALID`.
 */
export function assembleChild(
  parent: StoredRun,
  { work, key }: ChildAttempt,
  { store, version, at }: { store: Store; version: StoredVersion | undefined; at: string },
): NewRun {
  if (!version) {
    const name = work.version === undefined ? work.workflow : `${work.workflow}@${work.version}`;
    throw new TaskProblem("WORKFLOW_NOT_FOUND", `Workflow '${name}' is not deployed`);
  }
  if (ancestorsOf(parent, store).length >= DEEPEST) {
    throw new TaskProblem("TOO_DEEP", `Workflows run one another more than ${DEEPEST} levels deep`);
  }
  const definition = version.definition as Definition;
  return {
    id: childId(parent.id, key),
    workflowId: version.workflowId,
    version: version.version,
    definition,
    input: getCheckedInput(definition, work.input),
    status: "PENDING",
    trigger: "workflow",
    createdAt: at,
    createdBy: parent.createdBy,
    total: definition.tasks.length,
    idempotencyKey: null,
    rerunOf: null,
    parentRun: parent.id,
    workingDirectory: workingDirectoryOf(definition, version.folder),
    reason: null,
    taken: [],
  };
}

/** The input of a run is stored, and shown: a secret has no place in it. */
export function secretInInput(workflow: string): TaskProblem {
  const message =
    `A secret would stand in the input of '${workflow}', which is stored; declare it in the secrets of '${workflow}'`;
  return new TaskProblem("SECRET_IN_INPUT", message);
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
