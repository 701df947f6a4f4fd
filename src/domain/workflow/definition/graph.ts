/** A task as the graph of a workflow sees it. */
export interface Node {
  id: string;
  needs: readonly string[];
}

/** All tasks that each one needs, directly or not, itself not among them unless it is in a cycle. */
export function transitiveNeeds(tasks: readonly Node[]): Map<string, Set<string>> {
  const direct = new Map(tasks.map(({ id, needs }) => [id, needs]));
  return new Map(tasks.map(({ id }) => {
    const found = new Set<string>();
    const open = [...direct.get(id)!];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next) || !direct.has(next)) continue;
      found.add(next);
      open.push(...direct.get(next)!);
    }
    return [id, found];
  }));
}

/** Cycles, each as its tasks in the order in which they need each other, beginning with the first in the file. */
export function findCycles(tasks: readonly Node[]): string[][] {
  const needs = new Map(tasks.map((task) => [task.id, task.needs]));
  const state = new Map<string, "open" | "done">();
  const cycles: string[][] = [];
  for (const { id: start } of tasks) {
    if (state.has(start)) continue;
    // A stack of its own: a chain of thousands of tasks must not end in an overflow.
    const path: string[] = [start];
    const rest: string[][] = [[...needs.get(start)!]];
    state.set(start, "open");
    while (path.length > 0) {
      const next = rest.at(-1)!.shift();
      if (next === undefined) {
        state.set(path.pop()!, "done");
        rest.pop();
      } else if (state.get(next) === "open") cycles.push(path.slice(path.indexOf(next)));
      else if (needs.has(next) && !state.has(next)) {
        state.set(next, "open");
        path.push(next);
        rest.push([...needs.get(next)!]);
      }
    }
  }
  return cycles;
}
