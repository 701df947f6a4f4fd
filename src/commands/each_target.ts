import { type ExitCode, type Fault, isFault } from "../kernel/fault.ts";
import { boolean, type Infer, object, optional, text } from "../kernel/schema.ts";
import type { Ui } from "../view/ui.ts";

/** Why something was not done. */
export const FAILURE = object({ code: text(), message: text(), hint: text() });

/** What became of one of several things that a command was given. */
export const TARGET = object({
  target: text({ description: "As it was given" }),
  done: boolean(),
  outcome: text({ description: "Such as deleted, enabled, failed" }),
  error: optional(FAILURE),
});
export type Target = Infer<typeof TARGET>;

/**
 * Does the same to each target, one after the other. Where one alone was given its fault is thrown; of several each is
 * reported, so that one that fails does not hide the others.
 */
export async function eachTarget(
  targets: readonly string[],
  act: (target: string) => Promise<string>,
): Promise<{ targets: Target[]; exit: ExitCode }> {
  if (targets.length === 1) {
    return { targets: [{ target: targets[0]!, done: true, outcome: await act(targets[0]!) }], exit: 0 };
  }
  const done: Target[] = [];
  let exit: ExitCode = 0;
  for (const target of targets) {
    try {
      done.push({ target, done: true, outcome: await act(target) });
    } catch (error) {
      const fault = firstFault(error);
      if (!fault) throw error;
      if (exit === 0) exit = fault.exit;
      const { code, message, hint } = fault;
      done.push({ target, done: false, outcome: "failed", error: { code, message, hint } });
    }
  }
  return { targets: done, exit };
}

function firstFault(error: unknown): Fault | undefined {
  if (error instanceof AggregateError) return error.errors.find((each) => isFault(each));
  return isFault(error) ? error : undefined;
}

/** A line for each target. */
export function targetLines(targets: readonly Target[], { what, ui }: { what: string; ui: Ui }): string {
  return targets.flatMap(({ target, done, outcome, error }) => {
    if (done) return [`${ui.style.success(ui.symbol.success)} ${what} ${target}: ${outcome}`];
    return [
      `${ui.style.error(ui.symbol.error)} ${what} ${target}: ${error!.message}`,
      `  ${ui.style.dim(error!.hint)}`,
    ];
  }).join("\n");
}
