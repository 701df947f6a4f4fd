import assert from "node:assert/strict";
import { isGroupAlive, runnerFixture, until } from "./fixture.ts";

/** The shell that looks after groups is not waited for when it is let go. */
const LOOSE = { sanitizeResources: false, sanitizeOps: false };
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ...LOOSE });

test("a script runs in the run's folder, and its lines and its output come back", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell(
    `pwd; echo problem >&2; echo "{\\"rows\\": 3, \\"step\\": \\"$WORKSPACE_STEP\\"}" > "$WORKSPACE_OUTPUT"`,
  );
  assert.equal(outcome.status, "success");
  assert.deepEqual(outcome.output, { rows: 3, step: "task" });
  assert.equal(outcome.exitCode, 0);
  assert.equal(outcome.error, null);
  assert.deepEqual(steps.lines.toSorted((a, b) => a.stream < b.stream ? 1 : -1), [
    { stream: "stdout", level: null, text: Deno.realPathSync(steps.project) },
    { stream: "stderr", level: null, text: "problem" },
  ]);
  assert.equal(steps.begun.length, 1);
  assert.ok(outcome.startedAt <= outcome.endedAt);
});

test("a script ends at the first command that fails", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell("echo one\nsh -c 'exit 3'\necho two");
  assert.deepEqual([outcome.status, outcome.exitCode, outcome.error], ["failed", 3, {
    code: "EXIT_CODE",
    message: "It exited with code 3",
  }]);
  assert.equal(outcome.retryable, true);
  assert.deepEqual(steps.texts(), ["one"]);
});

test("bash runs with pipefail", async () => {
  using steps = runnerFixture();
  const work = { type: "shell", shell: "bash", script: "[[ a == a ]] && echo bash\nfalse | cat\necho never" } as const;
  const outcome = await steps.execute({ work });
  assert.equal(outcome.exitCode, 1);
  assert.deepEqual(steps.texts(), ["bash"]);
});

test("steps get a clean environment: basics, who they are, and what the task says", async () => {
  using steps = runnerFixture();
  Deno.env.set("TOKEN_OF_TEST", "of the owner");
  try {
    await steps.execute({
      runId: "run-abc",
      key: "each[3]#2",
      task: "each",
      item: 3,
      attempt: 2,
      work: { type: "shell", script: "env", env: { GREETING: "hello 'you'", LD_LIBRARY_PATH: "/it's here" } },
    });
  } finally {
    Deno.env.delete("TOKEN_OF_TEST");
  }
  const env = Object.fromEntries(steps.texts().map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]));
  assert.equal(env.GREETING, "hello 'you'");
  assert.equal(env.LD_LIBRARY_PATH, "/it's here");
  assert.equal(env.PATH, Deno.env.get("PATH"));
  assert.equal(env.WORKSPACE_RUN_ID, "run-abc");
  assert.equal(env.WORKSPACE_STEP, "each");
  assert.equal(env.WORKSPACE_ATTEMPT, "2");
  assert.equal(env.WORKSPACE_IDEMPOTENCY_KEY, "run-abc:each[3]");
  for (const name of ["TOKEN_OF_TEST", "WORKSPACE_HOME", "pid", "mark", "line", "boot"]) {
    assert.equal(env[name], undefined);
  }
});

test("a timeout ends the whole process group", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell("sleep 100 & echo started; trap '' TERM; sleep 200", { timeoutMilliseconds: 300 });
  assert.equal(outcome.status, "timed_out");
  assert.equal(outcome.error?.code, "TIMED_OUT");
  assert.equal(outcome.retryable, true);
  assert.equal(isGroupAlive(steps.begun[0]!.pid), false);
});

test("an abort ends the step, with the run's own reason", async () => {
  using steps = runnerFixture();
  const controller = new AbortController();
  const running = steps.shell("echo ready; sleep 100", { signal: controller.signal });
  await until(() => steps.lines.length > 0, "the step runs");
  controller.abort({ code: "CANCELED", message: "Cancelled by ann" });
  const outcome = await running;
  assert.deepEqual([outcome.status, outcome.error], ["canceled", { code: "CANCELED", message: "Cancelled by ann" }]);
  assert.equal(isGroupAlive(steps.begun[0]!.pid), false);
});

test("a step that is aborted at any moment of its start is ended", async () => {
  using steps = runnerFixture();
  await steps.shell("true");
  for (let i = 0; i < 30; i++) {
    const controller = new AbortController();
    const running = steps.shell("sleep 100 & sleep 100", { signal: controller.signal });
    for (let turn = 0; turn < i * i; turn++) await new Promise((resolve) => setImmediate(resolve));
    controller.abort({ code: "CANCELED", message: "Enough" });
    assert.equal((await running).status, "canceled");
    const last = steps.begun.at(-1)!.pid;
    assert.equal(isGroupAlive(last), false, `after ${i * i} turns`);
  }
});

test("what a script leaves running is ended, and does not hang the step", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell("sleep 100 & echo done");
  assert.equal(outcome.status, "success");
  assert.equal(isGroupAlive(steps.begun[0]!.pid), false);
  assert.ok(steps.texts().includes("Ended the processes that the step left behind"));
});

test("a process that leaves the group and keeps the pipes does not hang the step", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell(`setsid sh -c 'echo $$ > pid; exec sleep 100' & while [ ! -s pid ]; do :; done`);
  assert.equal(outcome.status, "success");
  Deno.kill(Number(Deno.readTextFileSync(`${steps.project}/pid`)), "SIGKILL");
});

test("a step that is killed says so", async () => {
  using steps = runnerFixture();
  const outcome = await steps.shell("kill -KILL $$");
  assert.deepEqual([outcome.status, outcome.error?.code, outcome.exitCode], ["failed", "SIGNAL", 137]);
  assert.match(outcome.error!.message, /SIGKILL/);
});

test("secrets are masked in lines, errors and outputs", async () => {
  using steps = runnerFixture();
  const secret = "s3cr3t-value\nsecond line";
  const outcome = await steps.execute({
    secrets: [secret],
    work: {
      type: "shell",
      env: { SECRET: secret },
      script: `echo "$SECRET"; printf %s "$SECRET" | base64; printf 's3cr3t-'; sleep 0.05; echo value
printf '{"all": "s3cr3t-value", "s3cr3t-value": [1, "x second line"]}' > "$WORKSPACE_OUTPUT"`,
    },
  });
  assert.deepEqual(outcome.output, { all: "***", "***": [1, "x ***"] });
  assert.deepEqual(steps.texts().filter((line) => !/^\*\*\*.{0,4}$/.test(line)), []);
});

test("an output that is no object of JSON fails the step, and says why", async () => {
  using steps = runnerFixture();
  const cases: [string, RegExp][] = [
    [`echo '[1]'`, /holds a list, not an object/],
    [`echo 'rows: 1'`, /holds no JSON/],
    [`head -c 1100000 /dev/zero`, /1100000 bytes, more than 1 MiB/],
  ];
  for (const [script, message] of cases) {
    const { error, retryable } = await steps.shell(`${script} > "$WORKSPACE_OUTPUT"`);
    assert.equal(error?.code, "OUTPUT_INVALID");
    assert.match(error!.message, message);
    assert.equal(retryable, false);
  }
  const linked = await steps.shell(
    `ln -s /etc/passwd "$WORKSPACE_OUTPUT.link"; mv "$WORKSPACE_OUTPUT.link" "$WORKSPACE_OUTPUT"`,
  );
  assert.match(linked.error!.message, /no longer a regular file/);
});

test("artifacts are copied into the run's folder; none from elsewhere", async () => {
  using steps = runnerFixture({ artifactLimit: 10 });
  const artifacts = [{ name: "report.txt", path: "out/report.txt" }];
  const good = await steps.execute({
    work: { type: "shell", script: "mkdir out; echo fine > out/report.txt", artifacts },
  });
  assert.equal(good.artifacts?.length, 1);
  const [artifact] = good.artifacts!;
  assert.deepEqual([artifact!.name, artifact!.size], ["report.txt", 5]);
  assert.equal(Deno.readTextFileSync(artifact!.path), "fine\n");
  assert.equal(Deno.statSync(artifact!.path).mode! & 0o777, 0o600);
  const bad: [string, RegExp][] = [
    ["../../secret", /was not made|outside/],
    ["/etc/passwd", /outside of the working directory/],
    ["link", /outside of the working directory/],
    ["out", /is not a file/],
    ["missing", /was not made/],
    ["large", /more than/],
  ];
  for (const [path, message] of bad) {
    const { error } = await steps.execute({
      work: {
        type: "shell",
        script: "ln -sf /etc/passwd link; echo 'more than ten bytes' > large",
        artifacts: [{ name: "x", path }],
      },
    });
    assert.equal(error?.code, "ARTIFACT_INVALID", path);
    assert.match(error!.message, message);
  }
});

test("a run without a folder gets an empty one, and nobody else may read it", async () => {
  using steps = runnerFixture();
  await steps.shell("pwd; ls -a", { runDirectory: undefined });
  const modes = await steps.shell(
    `cd "$(dirname "$WORKSPACE_OUTPUT")"; echo "{\\"script\\": \\"$(ls -l script)\\", \\"folder\\": \\"$(ls -ld .)\\"}" > output.json`,
  );
  assert.match(steps.texts()[0]!, /\/runs\/run-1\/work$/);
  assert.deepEqual(steps.texts().slice(1), [".", ".."]);
  assert.match(JSON.stringify(modes.output), /"script":"-rw------- .*"folder":"drwx------ /);
  assert.equal(Deno.statSync(`${steps.top}/runs/run-1`).mode! & 0o777, 0o700);
  assert.deepEqual([...Deno.readDirSync(`${steps.top}/runs/run-1/steps`)], [], "what a step leaves is gone with it");
  steps.runner.forget(["run-1", "run-2"]);
  assert.deepEqual([...Deno.readDirSync(`${steps.top}/runs`)], []);
});

test("what cannot be started is an outcome, not an error", async () => {
  using steps = runnerFixture();
  const nowhere = await steps.execute({ work: { type: "shell", workingDirectory: "none" } });
  assert.match(nowhere.error!.message, /The working directory '.*\/none' is not there/);
  const name = await steps.execute({ work: { type: "shell", env: { "A-B": "" } } });
  assert.equal(name.error?.code, "ENVIRONMENT_INVALID");
  const value = await steps.execute({ work: { type: "shell", env: { A: "\0" } } });
  assert.equal(value.error?.code, "ENVIRONMENT_INVALID");
  const long = await steps.execute({ work: { type: "shell", env: { A: "a".repeat(3_000_000) } } });
  assert.equal(long.error?.code, "START_FAILED");
});

test("a command of this program runs, and what it prints is the output", async () => {
  const fake = `printf '{"success": true, "args": "%s"}' "$*"; echo "INFO looking" >&2`;
  using steps = runnerFixture({ self: ["sh", "-c", fake, "program"] });
  const outcome = await steps.execute({ work: { type: "cli", args: ["version", "a b"] } });
  assert.deepEqual(outcome.output, { success: true, args: "--format json --no-interactive version a b" });
  assert.deepEqual(steps.lines, [{ stream: "stderr", level: "info", text: "INFO looking" }]);
});

test("a command of this program that fails tells its own message", async () => {
  const fake = `echo '{"success": false, "error": {"code": "X", "message": "No such thing"}}'; exit 8`;
  using steps = runnerFixture({ self: ["sh", "-c", fake, "program"] });
  const outcome = await steps.execute({ work: { type: "cli", args: ["x"] } });
  assert.deepEqual([outcome.exitCode, outcome.error?.message], [8, "It exited with code 8: No such thing"]);
  using silent = runnerFixture({ self: ["sh", "-c", "echo text", "program"] });
  const text = await silent.execute({ work: { type: "cli", args: ["x"] } });
  assert.equal(text.error?.message, "It printed no JSON");
});
