import { run } from "../../src/app.ts";
import type { Files, Processes } from "../../src/kernel/ports.ts";

/**
 * The program, killed with SIGKILL at one of its steps: `KILL_AT` counts writes to files and starts of git, and
 * `KILL_WHEN` says whether the step is done first. Without `KILL_AT` nothing is killed and the count goes to
 * `KILL_COUNT_FILE`.
 */
const killAt = Number(Deno.env.get("KILL_AT") ?? 0);
const isAfter = Deno.env.get("KILL_WHEN") === "after";
let steps = 0;

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  while (true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function step<T>(work: () => T): T {
  const isLast = ++steps === killAt;
  if (isLast && !isAfter) die();
  const result = work();
  if (isLast && result instanceof Promise) return result.then(die, die) as T;
  if (isLast) die();
  return result;
}

const files = (real: Files): Files => ({
  ...real,
  write: (...args) => step(() => real.write(...args)),
  stage: (...args) => {
    const staged = step(() => real.stage(...args));
    return { ...staged, place: () => step(() => staged.place()) };
  },
  remove: (...args) => step(() => real.remove(...args)),
});
const processes = (real: Processes): Processes => ({ run: (...args) => step(() => real.run(...args)) });

// Commands give up what they do not need, such as reading variables.
const countFile = Deno.env.get("KILL_COUNT_FILE");
Deno.exitCode = await run(Deno.args, { files, processes });
if (countFile) Deno.writeTextFileSync(countFile, String(steps));
