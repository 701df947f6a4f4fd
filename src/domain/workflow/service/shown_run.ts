import type { Definition } from "../definition/model.ts";
import { initialState } from "../engine/task_board.ts";
import type { Run, RunSummary, TaskState } from "../model.ts";
import type { Store } from "../store/ports.ts";
import type { DefinedRun } from "./find_run.ts";

/** A run as people and programs may see it: parameters that are secret are masked. */
export async function shownRun(store: Store, run: DefinedRun): Promise<Run> {
  const { definition } = run;
  return {
    ...runSummary(run),
    input: await maskedInput(definition, run.input),
    output: run.output,
    tasks: shownTasks(run, store.listTasks(run.id)),
    needs: Object.fromEntries(definition.tasks.map(({ id, needs }) => [id, needs ?? []])),
    artifacts: store.listArtifacts(run.id),
    workingDirectory: run.workingDirectory,
  };
}

/** What lists show of a run. */
export function runSummary(
  { definition: _definition, input: _input, output: _output, workingDirectory: _folder, taken: _taken, ...summary }:
    DefinedRun,
): RunSummary {
  return summary;
}

/** Before its owner has begun with it, a run has no states of tasks. */
function shownTasks({ definition, taken }: DefinedRun, states: TaskState[]): TaskState[] {
  if (states.length > 0) return states;
  return definition.tasks.flatMap((task) => {
    const known = taken.filter((state) => state.task === task.id);
    return known.some(({ item }) => item === null) ? known : [initialState(task), ...known];
  });
}

const MASK = "***";

/** Parameters with the values of `writeOnly` properties left out. */
async function maskedInput(
  { config }: Definition,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (config?.input === undefined || !JSON.stringify(config.input).includes('"writeOnly"')) return input;
  const { writeOnlyPaths } = await import("../input/check_input.ts");
  const copy = structuredClone(input);
  for (const path of writeOnlyPaths(config.input)) {
    mask(copy, path.replaceAll("[]", ".[]").split(".").filter((step) => step !== ""));
  }
  return copy;
}

function mask(value: unknown, [step, ...rest]: string[]): void {
  if (step === undefined || typeof value !== "object" || value === null) return;
  const table = value as Record<string, unknown>;
  for (const key of step === "[]" ? Object.keys(table) : [step]) {
    if (!Object.hasOwn(table, key)) continue;
    if (rest.length === 0) table[key] = MASK;
    else mask(table[key], rest);
  }
}
