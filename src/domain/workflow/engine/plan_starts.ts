import type { CONCURRENCY_POLICIES } from "../definition/model.ts";

/** Runs of one group do not run at the same time. */
export interface Group {
  name: string;
  policy: typeof CONCURRENCY_POLICIES[number];
}

/** A run that has not started. */
export interface QueuedRun {
  id: string;
  groups: readonly Group[];
  /** Paused before it started. */
  isPaused: boolean;
  /** The run that it is a step of, and that one's; it is a part of them, and does not wait for them. */
  ancestors: readonly string[];
}

export interface StartPlan {
  begin: QueuedRun[];
  /** Runs that are not run at all, each with the run that is in its place. */
  skip: { run: QueuedRun; group: string; because: string }[];
  /** Runs that wait for others of a group. */
  wait: { run: QueuedRun; group: string }[];
  /** Runs, started or not, that make room for a new one. */
  cancel: { id: string; group: string; inFavourOf: string }[];
}

/**
 * Which queued runs (in the order of their creation) start now. `occupied` has the started runs of each group, `room` how
 * many more may run at the same time; parts of other runs need no room.
 */
export function planStarts(
  queued: readonly QueuedRun[],
  { occupied, room }: { occupied: ReadonlyMap<string, ReadonlySet<string>>; room: number },
): StartPlan {
  const plan: StartPlan = { begin: [], skip: [], wait: [], cancel: [] };
  /** Earlier runs of this plan, by group: what began, and what waits in front. */
  const ahead = new Map<string, string[]>();
  for (const run of queued) {
    if (run.isPaused) continue;
    const obstacles = run.groups.map(({ name, policy }) => ({
      name,
      policy,
      ids: [...occupied.get(name) ?? [], ...ahead.get(name) ?? []].filter((id) => !run.ancestors.includes(id)),
    })).filter(({ ids }) => ids.length > 0);

    const skipped = obstacles.find(({ policy }) => policy === "skip");
    if (skipped) {
      plan.skip.push({ run, group: skipped.name, because: skipped.ids[0]! });
      continue;
    }
    for (const { name, policy, ids } of obstacles) {
      if (policy !== "cancel-running") continue;
      plan.cancel.push(...ids.map((id) => ({ id, group: name, inFavourOf: run.id })));
      plan.begin = plan.begin.filter(({ id }) => !ids.includes(id));
    }
    if (obstacles.length > 0) plan.wait.push({ run, group: obstacles[0]!.name });
    const isPart = run.ancestors.length > 0;
    if (obstacles.length === 0 && (isPart || room > 0)) {
      plan.begin.push(run);
      if (!isPart) room--;
    }
    for (const { name } of run.groups) ahead.set(name, [...ahead.get(name) ?? [], run.id]);
  }
  return plan;
}
