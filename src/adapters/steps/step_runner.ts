import type { StepExecution, StepOutcome, StepRunner } from "../../domain/workflow/engine/ports.ts";
import type { Clock, Environment } from "../../kernel/ports.ts";
import type { SelfCommand } from "../program/self_command.ts";
import { reapAttempt } from "./claims.ts";
import { executeHttpStep } from "./http_step.ts";
import { type LineMasker, masker } from "./masker.ts";
import { aborted, type Ending, failed, instantText } from "./outcome.ts";
import { executeProcessStep } from "./process_step.ts";
import { type ProcessGroups, processGroups } from "./process_groups.ts";
import { runFolders } from "./run_folders.ts";
import { removeOutput } from "./step_output.ts";
import { basicEnvironment, idempotencyKey } from "./step_environment.ts";

export interface StepRunnerOptions {
  /** Of the program's data, absolute, with "/": runs leave their files in `runs` in it. */
  folder: string;
  self: SelfCommand;
  env: Environment;
  clock: Clock;
  /**
   * Whether http steps may reach this machine and its private networks; on a server that others deploy to they may not,
   * unless it says so.
   */
  allowPrivateTargets: boolean;
  /** Between SIGTERM and SIGKILL; 10 s. */
  graceMilliseconds?: number;
  /** Most bytes of an artifact; 256 MiB. */
  artifactLimit?: number;
}

/** Executes steps of this machine. Dispose ends the shell that it keeps for looking after process groups. */
export function stepRunner(options: StepRunnerOptions): StepRunner & Disposable {
  const { clock, self, graceMilliseconds = 10_000, artifactLimit = 256 * 1024 * 1024 } = options;
  const folders = runFolders(`${options.folder}/runs`);
  const basics = basicEnvironment(options.env);
  let groups: ProcessGroups | undefined;
  const now = () => instantText(clock);
  // The steps of a run share one list.
  const maskers = new WeakMap<readonly string[], LineMasker>();
  const maskerOf = (secrets: readonly string[]): LineMasker => {
    const known = maskers.get(secrets) ?? masker(secrets);
    maskers.set(secrets, known);
    return known;
  };

  const executeWork = (step: StepExecution): Promise<Ending> | Ending => {
    const { work, signal } = step;
    if (signal.aborted) return aborted(signal.reason);
    const hidden = maskerOf(step.secrets);
    if (work.type === "http") {
      return executeHttpStep({ ...step, work }, {
        masker: hidden,
        allowPrivateTargets: options.allowPrivateTargets,
        clock,
      });
    }
    groups ??= processGroups(basics.PATH ?? "/usr/bin:/bin");
    return executeProcessStep({ ...step, work }, {
      folders,
      groups,
      masker: hidden,
      self,
      basics,
      graceMilliseconds,
      artifactLimit,
      now,
    });
  };

  return {
    async execute(step): Promise<StepOutcome> {
      const startedAt = now();
      let ending: Ending;
      try {
        ending = await executeWork(step);
      } catch (error) {
        // The disk is full, or the run's folder is gone: nothing that another attempt could not find mended.
        const message = error instanceof Error ? error.message : String(error);
        ending = failed("START_FAILED", maskerOf(step.secrets).mask(message), { retryable: true });
      }
      return { ...ending, startedAt, endedAt: now() };
    },
    async reap({ runId, key }) {
      groups ??= processGroups(basics.PATH ?? "/usr/bin:/bin");
      const cookie = `WORKSPACE_IDEMPOTENCY_KEY=${idempotencyKey(runId, key)}`;
      const folder = folders.attempt(runId, key);
      await reapAttempt(folder, cookie, { groups, graceMilliseconds });
      removeOutput(folder);
    },
    masker: maskerOf,
    forget(runIds) {
      for (const runId of runIds) folders.forget(runId);
    },
    [Symbol.dispose]() {
      groups?.[Symbol.dispose]();
      groups = undefined;
    },
  };
}
