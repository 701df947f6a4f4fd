import type { StepExecution, StepOutcome, Work } from "../../domain/workflow/engine/ports.ts";
import type { ProcessMark } from "../../domain/workflow/store/ports.ts";
import type { Line } from "./execute_process.ts";
import { stepRunner, type StepRunnerOptions } from "./step_runner.ts";

export interface Execution extends Partial<Omit<StepExecution, "work">> {
  work: Partial<Work> & { type: "shell" | "cli" | "http" };
}

/** A runner of steps in a folder that is gone with it, and what its steps said. */
export function runnerFixture(options: Partial<StepRunnerOptions> = {}) {
  const top = Deno.makeTempDirSync({ prefix: "workspace-steps-" });
  const project = `${top}/project`;
  Deno.mkdirSync(project);
  const runner = stepRunner({
    folder: top,
    self: ["false"],
    env: { get: (name) => Deno.env.get(name) },
    clock: { now: () => Temporal.Now.instant() },
    allowPrivateTargets: true,
    graceMilliseconds: 500,
    ...options,
  });
  const lines: Line[] = [];
  const begun: ProcessMark[] = [];
  let attempts = 0;
  return {
    top,
    project,
    runner,
    lines,
    begun,
    texts: () => lines.map(({ text }) => text),
    execute({ work, ...step }: Execution): Promise<StepOutcome> {
      return runner.execute({
        runId: "run-1",
        key: `task#${++attempts}`,
        task: "task",
        item: null,
        attempt: 1,
        runDirectory: project,
        timeoutMilliseconds: undefined,
        secrets: [],
        signal: new AbortController().signal,
        begun: (mark) => begun.push(mark),
        line: (line) => lines.push(line),
        ...step,
        work: complete(work),
      });
    },
    shell(script: string, step: Omit<Execution, "work"> = {}): Promise<StepOutcome> {
      return this.execute({ work: { type: "shell", script }, ...step });
    },
    [Symbol.dispose]() {
      runner[Symbol.dispose]();
      Deno.removeSync(top, { recursive: true });
    },
  };
}

function complete(work: Execution["work"]): StepExecution["work"] {
  const common = { env: {}, workingDirectory: undefined, artifacts: [] };
  if (work.type === "http") {
    return { method: "GET", url: "", headers: {}, body: undefined, expectStatus: undefined, ...work };
  }
  return (work.type === "cli"
    ? { args: [], ...common, ...work }
    : { script: "", shell: "sh", ...common, ...work }) as StepExecution["work"];
}

/** Whether a process of the group runs. */
export function isGroupAlive(group: number): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-A", "-o", "pgid=,stat="] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").some((line) => {
    const [pgid, state = ""] = line.trim().split(/\s+/);
    return Number(pgid) === group && !state.startsWith("Z");
  });
}

/** Waits until it holds; for what other processes do in their own time. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`It never came about: ${what}`);
}
