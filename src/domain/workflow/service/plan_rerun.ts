import type { Definition, Task } from "../definition/model.ts";
import { TASK_NOT_FOUND } from "../faults.ts";
import type { TaskState } from "../model.ts";
import type { RerunRequest } from "../ports.ts";

/**
 * What a new run takes over from an earlier one: the states of tasks that succeeded and are not run again, and of single
 * items where only others of their task are. An approval in front of anything that runs again has to be given anew: it was
 * given to what ran then. Fault: `TASK_NOT_FOUND`.
 */
export function planTaken(
  { tasks }: Pick<Definition, "tasks">,
  { states, request }: { states: readonly TaskState[]; request: RerunRequest },
): TaskState[] {
  if (!request.failed && request.from === undefined) return [];
  const stateOf = new Map(states.filter(({ item }) => item === null).map((state) => [state.task, state]));
  const roots = request.from === undefined
    ? tasks.filter(({ id }) => isUnfinished(stateOf.get(id))).map(({ id }) => id)
    : [taskOf(tasks, request.from).id];
  const followers = followersOf(tasks, roots);
  const again = new Set([...roots, ...followers]);
  const running = new Set([...again, ...tasks.map(({ id }) => id).filter((id) => isUnfinished(stateOf.get(id)))]);
  const before = ancestorsOf(tasks, running);
  const approvals = new Set(tasks.filter(({ id, type }) => type === "approval" && before.has(id)).map(({ id }) => id));
  return states.filter(({ task, item, status }) => {
    if (status !== "SUCCESS" || approvals.has(task)) return false;
    if (!again.has(task)) return true;
    return item !== null && request.failed === true && !followers.has(task);
  });
}

function taskOf(tasks: readonly Task[], id: string): Task {
  const task = tasks.find((each) => each.id === id);
  if (!task) throw TASK_NOT_FOUND({ task: id, known: tasks.map((each) => each.id) });
  return task;
}

/** What was skipped by its own condition has its end; what was skipped since something failed follows that. */
function isUnfinished(state: TaskState | undefined): boolean {
  return state === undefined || state.status !== "SUCCESS" && state.status !== "SKIPPED";
}

/** All that needs one of these tasks, directly or not. */
function followersOf(tasks: readonly Task[], roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let grows = true; grows;) {
    grows = false;
    for (const { id, needs = [] } of tasks) {
      if (found.has(id) || !needs.some((need) => found.has(need) || roots.includes(need))) continue;
      found.add(id);
      grows = true;
    }
  }
  return found;
}

/** All that these tasks need, directly or not. */
function ancestorsOf(tasks: readonly Task[], of: ReadonlySet<string>): Set<string> {
  const needs = new Map(tasks.map((task) => [task.id, task.needs ?? []]));
  const found = new Set<string>();
  const visit = (id: string) => {
    for (const need of needs.get(id) ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  of.forEach(visit);
  return found;
}
