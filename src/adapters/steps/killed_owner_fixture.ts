/** An owner of tests, with a step that goes on until it is ended, and does not listen to SIGTERM. */
import { stepRunner } from "./step_runner.ts";

const [folder] = Deno.args as [string];
const runner = stepRunner({
  folder,
  self: ["false"],
  env: { get: (name) => Deno.env.get(name) },
  clock: { now: () => Temporal.Now.instant() },
  allowPrivateTargets: true,
});
await runner.execute({
  runId: "run-1",
  key: "task#1",
  task: "task",
  item: null,
  attempt: 1,
  runDirectory: `${folder}/project`,
  timeoutMilliseconds: undefined,
  secrets: [],
  signal: new AbortController().signal,
  work: {
    type: "shell",
    shell: "sh",
    script: "trap '' TERM; sleep 1000 & echo $! > child; echo $$ > shell; while :; do sleep 1; done",
    env: {},
    workingDirectory: undefined,
    artifacts: [],
  },
  begun: () => {},
  line: () => {},
});
