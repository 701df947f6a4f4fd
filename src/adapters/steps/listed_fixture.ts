/** Executes steps, where few programs may be started, and prints how they ended. */
import { denoEnvironment } from "../process/environment.ts";
import type { StepExecution, Work } from "../../domain/workflow/engine/ports.ts";
import { stepRunner } from "./step_runner.ts";

const [folder] = Deno.args as [string];
using runner = stepRunner({
  folder,
  self: ["sh", "-c", `echo '{"ran": true}'`, "program"],
  env: denoEnvironment(),
  clock: { now: () => Temporal.Now.instant() },
  allowPrivateTargets: false,
  graceMilliseconds: 200,
});
const common = { env: {}, workingDirectory: undefined, artifacts: [] };
const lines: string[] = [];
let attempt = 0;
const execute = (work: Partial<Work> & { type: "shell" | "cli" }, timeoutMilliseconds?: number) =>
  runner.execute({
    runId: "run-1",
    key: `task#${++attempt}`,
    task: "task",
    item: null,
    attempt,
    runDirectory: undefined,
    timeoutMilliseconds,
    secrets: [],
    signal: new AbortController().signal,
    work: { script: "", shell: "sh", args: [], ...common, ...work } as unknown as StepExecution["work"],
    begun: () => {},
    line: ({ text }) => lines.push(text),
  });

const outcomes = [
  await execute({ type: "shell", script: `echo "$LD_LIBRARY_PATH"`, env: { LD_LIBRARY_PATH: "/own/libraries" } }),
  await execute({ type: "shell", script: "echo started; trap '' TERM; while :; do sleep 0.1; done" }, 200),
  await execute({ type: "shell", script: "sleep 100 & exit 0" }),
  await execute({ type: "cli", args: ["version"] }),
];
await runner.reap({ runId: "run-1", key: "task#9", process: undefined });
console.log(JSON.stringify({ statuses: outcomes.map(({ status }) => status), lines, cli: outcomes[3]?.output }));
