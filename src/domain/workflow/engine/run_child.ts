import type { Clock } from "../../../kernel/ports.ts";
import { isFinal, type RunError } from "../model.ts";
import type { NewRun, Store, StoredRun } from "../store/ports.ts";
import { assembleChild, childId, outcomeOfChild, secretInInput } from "./child_run.ts";
import { type Commits, isPassing } from "./commits.ts";
import type { Cancellation, ChildAttempt, DurableRun } from "./durable_run.ts";
import { failure } from "./interpretation.ts";
import type { StepOutcome } from "./ports.ts";
import { stamp } from "./stamp.ts";

/** The open runs, as far as one of them starts another one. */
interface OpenRuns {
  store: Store;
  commits: Commits;
  clock: Clock;
  adopt(run: StoredRun | NewRun): void;
  startNext(): void;
  cancel(id: string, cancellation: Cancellation): void;
  whenEnded(id: string): Promise<void>;
}

/**
 * Starts a workflow as a step of a run, or goes on with the run that was started for it, until that ends. It is cancelled with
 * its parent.
 */
export async function runChild(parent: DurableRun, attempt: ChildAttempt, runs: OpenRuns): Promise<StepOutcome> {
  const { store } = runs;
  const id = childId(parent.runId, attempt.key);
  const known = store.findRun(id);
  if (known && isFinal(known.status)) return outcomeOfChild(known, parent.cancelled.aborted);
  try {
    runs.adopt(known ?? await insertChild(parent, attempt, runs));
  } catch (error) {
    return cannotStart(error, stamp(runs.clock));
  }
  const ended = runs.whenEnded(id);
  const cancel = () => {
    const { message } = parent.cancelled.reason as RunError;
    runs.cancel(id, { error: { code: "CANCELED", message }, reason: `${parent.runId} ended` });
  };
  if (parent.cancelled.aborted) cancel();
  parent.cancelled.addEventListener("abort", cancel, { once: true });
  runs.startNext();
  await ended;
  parent.cancelled.removeEventListener("abort", cancel);
  return outcomeOfChild(store.findRun(id)!, parent.cancelled.aborted);
}

/** Stores the run of a step; durable with the step's begin. */
async function insertChild(
  parent: DurableRun,
  attempt: ChildAttempt,
  { store, commits, clock }: OpenRuns,
): Promise<NewRun> {
  const { workflow, version, input } = attempt.work;
  if (JSON.stringify(parent.hide(input)) !== JSON.stringify(input)) throw secretInInput(workflow);
  const found = store.findVersion(workflow, version);
  const child = assembleChild(parent.run, attempt, { store, version: found, at: stamp(clock) });
  await commits.durable(() => store.insertRun(child));
  return child;
}

function cannotStart(error: unknown, at: string): StepOutcome {
  const problem = failure(error).error!;
  const times = { startedAt: at, endedAt: at };
  return { status: "failed", output: null, exitCode: null, error: problem, ...times, retryable: isPassing(error) };
}
