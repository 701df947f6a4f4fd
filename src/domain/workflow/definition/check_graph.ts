import { didYouMean } from "../../../kernel/suggest.ts";
import { findCycles } from "./graph.ts";
import { type Problem, PROBLEM_LIMIT } from "./problems.ts";
import type { ReadableTask } from "./readable.ts";

/** Ids that are there twice, `needs` that are not there, and cycles. */
export function checkGraph(tasks: readonly ReadableTask[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, ReadableTask>();
  for (const task of tasks) {
    if (first.has(task.id)) {
      problems.push({
        path: ["tasks", task.index, "id"],
        problem: `task '${task.id}' is there twice; the first is tasks[${first.get(task.id)!.index}]`,
        hint: "Give each task an id of its own.",
      });
    } else first.set(task.id, task);
  }
  for (const { id, needs, index } of tasks) {
    needs.forEach((need, i) => {
      if (first.has(need) || problems.length >= PROBLEM_LIMIT) return;
      const hint = didYouMean(
        need,
        [...first.keys()].filter((each) => each !== id),
        "Add the task, or remove the need.",
      );
      problems.push({ path: ["tasks", index, "needs", i], problem: `there is no task '${need}'`, hint });
    });
  }
  for (const cycle of findCycles([...first.values()]).slice(0, PROBLEM_LIMIT)) {
    const { index } = first.get(cycle[0]!)!;
    problems.push({
      path: ["tasks", index, "needs"],
      problem: `tasks need each other in a circle: ${[...cycle, cycle[0]].join(" → ")}`,
      hint: "Remove one of these needs.",
    });
  }
  return problems;
}
