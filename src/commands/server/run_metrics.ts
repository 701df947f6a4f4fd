import { FINAL_STATUSES, isFinal, RUN_STATUSES } from "../../domain/workflow/model.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";

/** Upper bounds of the histograms of durations, in seconds. */
const BOUNDS = [0.1, 1, 10, 60, 600, 3600];

export interface RunMetrics {
  /** The store as the engine is to use it: what ends through it is counted. */
  store: Store;
  /** In the text format of Prometheus. */
  lines(): string[];
}

/** Figures of runs and steps: what ended since the server started, and what is there now. */
export function runMetrics(store: Store, now: () => Temporal.Instant): RunMetrics {
  const ended = new Map<string, number>(FINAL_STATUSES.map((status) => [status, 0]));
  const steps = new Map<string, number>([["success", 0], ["failed", 0]]);
  const times = { run: histogram("workspace_run_seconds"), step: histogram("workspace_step_seconds") };
  const observed: Store = {
    ...store,
    updateRun(id, change) {
      store.updateRun(id, change);
      if (change.status === undefined || !isFinal(change.status)) return;
      ended.set(change.status, ended.get(change.status)! + 1);
      const run = store.findRun(id);
      if (run?.endedAt) times.run.observe(secondsBetween(run.createdAt, run.endedAt));
    },
    putJournal(runId, entry) {
      store.putJournal(runId, entry);
      if (entry.kind !== "step" || entry.state !== "ended") return;
      const { status } = entry.outcome as { status: string };
      steps.set(status, (steps.get(status) ?? 0) + 1);
      times.step.observe(secondsBetween(entry.at, entry.endedAt));
    },
  };
  return { store: observed, lines };

  function lines(): string[] {
    const open = store.listOpenRuns();
    const pending = open.filter(({ status }) => status === "PENDING");
    const oldest = pending[0] ? secondsBetween(pending[0].createdAt, now().toString()) : 0;
    const byStatus = RUN_STATUSES.filter((status) => !isFinal(status)).map((status) =>
      [status, open.filter((each) => each.status === status).length] as const
    );
    return [
      ...series("workspace_open_runs", "Runs that have not ended, by status.", label("status", byStatus)),
      ...series("workspace_runs_ended_total", "Runs that ended.", label("status", ended)),
      ...series("workspace_steps_ended_total", "Attempts of steps that ended.", label("outcome", steps)),
      ...series("workspace_steps_executing", "Attempts of steps that execute.", one(store.listBegunSteps().length)),
      ...series("workspace_oldest_pending_seconds", "How long the oldest pending run has waited.", one(oldest)),
      ...series(
        "workspace_orders_waiting",
        "Orders that the engine has not taken yet.",
        one(store.listOrders().length),
      ),
      ...times.run.lines("From asking for a run to its end."),
      ...times.step.lines("From an attempt's start to its end."),
    ];
  }
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Temporal.Instant.from(from).until(to).total("seconds"));
}

type Samples = readonly (readonly [labels: string, value: number])[];

const one = (value: number): Samples => [["", value]];

function label(name: string, counts: Iterable<readonly [string, number]>): Samples {
  return [...counts].map(([value, count]) => [`{${name}="${value}"}`, count]);
}

/** What counts up is named `…_total`; anything else is a gauge. */
function series(name: string, help: string, samples: Samples): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${name.endsWith("_total") ? "counter" : "gauge"}`,
    ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}

function histogram(name: string): { observe(seconds: number): void; lines(help: string): string[] } {
  const counts = BOUNDS.map(() => 0);
  let [count, sum] = [0, 0];
  return {
    observe(seconds) {
      count++;
      sum += seconds;
      BOUNDS.forEach((bound, i) => {
        if (seconds <= bound) counts[i]!++;
      });
    },
    lines: (help) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} histogram`,
      ...BOUNDS.map((bound, i) => `${name}_bucket{le="${bound}"} ${counts[i]}`),
      `${name}_bucket{le="+Inf"} ${count}`,
      `${name}_sum ${sum}`,
      `${name}_count ${count}`,
    ],
  };
}
