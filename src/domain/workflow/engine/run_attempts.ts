import type { RetryPolicy } from "../definition/model.ts";
import { formatDuration, parseDuration } from "../definition/duration.ts";
import { canceled, type Ending, type Interpretation, type Unit } from "./interpretation.ts";
import type { StepOutcome } from "./ports.ts";
import { resolveWork } from "./resolve_work.ts";
import { retryWait } from "./retry_wait.ts";

/** After so many interruptions a task is not tried again. */
const INTERRUPTIONS_LIMIT = 3;

/** Makes attempts until one succeeds or none is left. */
export async function runAttempts(unit: Unit, { program, context, slots }: Interpretation): Promise<Ending> {
  const { task, item } = unit;
  const name = item === null ? task.id : `${task.id}[${item}]`;
  const policy: RetryPolicy = { ...program.definition.config?.retry_policy, ...task.retry_policy };
  const maximum = policy.maximum_attempts ?? 1;
  const say = (level: "info" | "warn" | "error", text: string) => context.say({ task: task.id, item, level, text });
  let startedAt: string | null = null;
  let endedAt: string | null = null;
  let failures = 0;
  let interruptions = 0;

  for (let attempt = 1;; attempt++) {
    const scope = { ...unit.scope, run: { ...program.run, attempt } };
    const work = resolveWork(task, scope);
    const key = `${name}#${attempt}`;
    let attempts = attempt - 1;
    const outcome = await slots.hold(() =>
      context.step({
        key,
        task: task.id,
        item,
        attempt,
        work,
        timeoutMilliseconds: task.timeout === undefined ? undefined : parseDuration(task.timeout),
        begun(at) {
          startedAt ??= at;
          attempts = attempt;
          unit.report({ status: "RUNNING", attempts, startedAt, reason: null });
        },
      })
    );
    if (attempts === attempt) endedAt = outcome.endedAt;
    const ending = { ...endingOf(outcome), attempts, startedAt, endedAt };
    switch (outcome.status) {
      case "success":
        return ending;
      case "canceled":
        return { ...ending, reason: outcome.error?.message ?? null };
      case "interrupted":
        interruptions++;
        if (task.on_interrupt === "fail" || interruptions > INTERRUPTIONS_LIMIT) {
          const message = interruptions === 1
            ? "The program or the machine ended in the middle of it"
            : `The program or the machine ended in the middle of it ${interruptions} times`;
          say("error", message);
          return { ...ending, error: { code: "INTERRUPTED", message } };
        }
        unit.report({ attempts });
        continue;
    }
    failures++;
    const what = outcome.error?.message ?? "It failed";
    if (failures >= maximum || !outcome.retryable) {
      say("error", what);
      return ending;
    }
    const wait = retryWait(policy, { failures, seed: `${context.runId} ${key}`, retryAfter: outcome.retryAfter });
    const reason = `next attempt in ${formatDuration(wait < 1000 ? wait : Math.round(wait / 100) * 100)}`;
    say("warn", `Attempt ${attempt} failed: ${what}; ${reason}`);
    unit.report({ status: "WAITING", attempts, reason, error: ending.error, exitCode: ending.exitCode });
    if (await context.sleep(`${key}:retry`, wait) === "cancelled") {
      return { ...ending, ...canceled(context), error: null };
    }
  }
}

function endingOf(outcome: StepOutcome): Ending {
  const { status, output, exitCode, error } = outcome;
  const statuses = {
    success: "SUCCESS",
    failed: "FAILED",
    timed_out: "TIMED_OUT",
    canceled: "CANCELED",
    interrupted: "FAILED",
  } as const;
  return { status: statuses[status], output, exitCode, error, reason: null };
}
