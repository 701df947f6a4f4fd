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
  /** Runs of a group that a run waits for: all but its own ancestors. One by one, since there may be many. */
  function* others(run: QueuedRun, group: string): Generator<string> {
    for (const ids of [occupied.get(group), ahead.get(group)]) {
      for (const id of ids ?? []) if (!run.ancestors.includes(id)) yield id;
    }
  }
  for (const run of queued) {
    if (run.isPaused) continue;
    const obstacles = run.groups.flatMap(({ name, policy }) => {
      const { value: first } = others(run, name).next();
      return first === undefined ? [] : [{ name, policy, first: first as string }];
    });

    const skipped = obstacles.find(({ policy }) => policy === "skip");
    if (skipped) {
      plan.skip.push({ run, group: skipped.name, because: skipped.first });
      continue;
    }
    for (const { name, policy } of obstacles) {
      if (policy !== "cancel-running") continue;
      const ids = [...others(run, name)];
      plan.cancel.push(...ids.map((id) => ({ id, group: name, inFavourOf: run.id })));
      plan.begin = plan.begin.filter(({ id }) => !ids.includes(id));
    }
    if (obstacles.length > 0) plan.wait.push({ run, group: obstacles[0]!.name });
    const isPart = run.ancestors.length > 0;
    if (obstacles.length === 0 && (isPart || room > 0)) {
      plan.begin.push(run);
      if (!isPart) room--;
    }
    for (const { name } of run.groups) {
      const ids = ahead.get(name);
      if (ids) ids.push(run.id);
      else ahead.set(name, [run.id]);
    }
  }
  return plan;
}
