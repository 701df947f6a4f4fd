import assert from "node:assert/strict";
import type { Definition, Task } from "../definition/model.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";
import type { StepExecution, StepOutcome } from "./ports.ts";

const FAILED: Partial<StepOutcome> = {
  status: "failed",
  exitCode: 1,
  output: null,
  error: { code: "EXIT_CODE", message: "It ended with exit code 1" },
};

/** Runs a definition to its end; tasks whose id is among `failing` fail. */
async function run(world: World, definition: Definition, { failing = [], input = {} }: {
  failing?: string[];
  input?: Record<string, unknown>;
} = {}) {
  const behave = world.behave;
  world.behave = (step) => failing.includes(step.task) ? { outcome: FAILED } : behave(step);
  const id = world.create(definition, { input });
  world.start();
  const run = await world.until(id);
  return { id, run, tasks: world.tasks(id), state: (task: string) => world.state(id, task) };
}

Deno.test("a failure skips what needs it, says why, and lets the rest go on", async () => {
  using world = await World.open();
  const tasks = [shell("a"), shell("b", { needs: ["a"] }), shell("c", { needs: ["b"] }), shell("d")];
  const { run: ended, tasks: statuses, state } = await run(world, flow(tasks), { failing: ["a"] });
  assert.equal(ended.status, "FAILED");
  assert.deepEqual(ended.error, { code: "EXIT_CODE", message: "It ended with exit code 1", task: "a" });
  assert.deepEqual(statuses, { a: "FAILED", b: "SKIPPED", c: "SKIPPED", d: "SUCCESS" });
  assert.equal(state("b").reason, "it needs 'a', which ended with FAILED");
  assert.equal(state("c").reason, "it needs 'b', which ended with SKIPPED");
  assert.equal(ended.output, null);
});

Deno.test("always() and failed() run after a failure, also one further up; success() does not", async () => {
  using world = await World.open();
  const definition = flow([
    shell("a"),
    shell("b", { needs: ["a"] }),
    shell("alarm", { needs: ["b"], if: "failed()" }),
    shell("clean", { needs: ["b"], if: "${{ always() }}" }),
    shell("praise", { needs: ["b"], if: "success()" }),
    shell("unneeded", { if: "failed()" }),
  ]);
  const { tasks, state } = await run(world, definition, { failing: ["a"] });
  assert.deepEqual(tasks, {
    a: "FAILED",
    b: "SKIPPED",
    alarm: "SUCCESS",
    clean: "SUCCESS",
    praise: "SKIPPED",
    unneeded: "SKIPPED",
  });
  assert.equal(state("praise").reason, "its condition is false: success()");
});

Deno.test("conditions see what tasks gave", async () => {
  using world = await World.open();
  world.behave = () => ({ outcome: { output: { rows: 3 }, exitCode: 0 } });
  const definition = flow([
    shell("count"),
    shell("many", { needs: ["count"], if: "tasks.count.output.rows > 2 && tasks.count.status == 'SUCCESS'" }),
    shell("few", { needs: ["count"], if: "tasks.count.output.rows <= 2" }),
    shell("asked", { if: "input.full" }),
  ]);
  const { run: ended, tasks } = await run(world, definition, { input: { full: false } });
  assert.deepEqual(tasks, { count: "SUCCESS", many: "SUCCESS", few: "SKIPPED", asked: "SKIPPED" });
  assert.equal(ended.status, "SUCCESS");
});

Deno.test("a failure that is allowed counts as a success for what follows, and for the run", async () => {
  using world = await World.open();
  const definition = flow([
    shell("a", { continue_on_error: true }),
    shell("b", { needs: ["a"] }),
    shell("alarm", { needs: ["a"], if: "failed()" }),
    shell("fallback", { needs: ["a"], if: "tasks.a.status == 'FAILED'" }),
  ]);
  const { run: ended, tasks } = await run(world, definition, { failing: ["a"] });
  assert.equal(ended.status, "SUCCESS");
  assert.deepEqual(tasks, { a: "FAILED", b: "SUCCESS", alarm: "SKIPPED", fallback: "SUCCESS" });
});

Deno.test("an expression that cannot be computed fails its task and says what is wrong", async () => {
  using world = await World.open();
  const definition = flow([
    shell("a", { env: { X: "${{ input.missing.deep }}" } } as Partial<Task>),
    shell("b", { if: "input.count" }),
    shell("c", { for_each: "input.count" } as Partial<Task>),
  ], { outputs: { x: "1" } });
  const { run: ended, state } = await run(world, definition, { input: { count: 3 } });
  assert.equal(ended.status, "FAILED");
  assert.equal(state("a").error?.code, "EXPRESSION");
  assert.match(state("b").error!.message, /instead of true or false/);
  assert.deepEqual(state("c").error, { code: "ITEMS_INVALID", message: "for_each must give a list, and gave number" });
  assert.deepEqual(world.keys(), []);
});

Deno.test("outputs that cannot be computed fail the run", async () => {
  using world = await World.open();
  const { run: ended } = await run(world, flow([shell("a")], { outputs: { x: "${{ tasks.a.output.no.such }}" } }));
  assert.equal(ended.status, "FAILED");
  assert.match(ended.error!.message, /^The outputs cannot be computed: /);
});

Deno.test("work is handed over with its expressions computed, scripts as they are", async () => {
  using world = await World.open();
  const works: StepExecution["work"][] = [];
  world.behave = ({ work }) => {
    works.push(work);
    return { outcome: { output: { id: 7 } } };
  };
  const definition = flow([
    shell("a", {
      run: "echo $X",
      env: { X: "v${{ input.version }}", N: 3, B: true, A: "${{ run.attempt }}" },
      working_directory: "sub/${{ input.version }}",
      artifacts: [{ name: "report", path: "out/${{ input.version }}.txt" }],
    } as Partial<Task>),
    { id: "b", type: "cli", needs: ["a"], args: ["bump", "--id", "${{ tasks.a.output.id }}", 4] },
    {
      id: "c",
      type: "http",
      needs: ["b"],
      url: "https://x/${{ input.version }}",
      method: "POST",
      headers: { "X-Id": "${{ tasks.a.output.id }}" },
      body: { id: "${{ tasks.a.output.id }}" },
    },
    { id: "d", type: "http", needs: ["c"], url: "https://x", body: "plain", headers: { "Content-Type": "text/csv" } },
  ]);
  await run(world, definition, { input: { version: "2" } });
  assert.deepEqual(works, [
    {
      type: "shell",
      script: "echo $X",
      shell: "sh",
      env: { X: "v2", N: "3", B: "true", A: "1" },
      workingDirectory: "sub/2",
      artifacts: [{ name: "report", path: "out/2.txt" }],
    },
    { type: "cli", args: ["bump", "--id", "7", "4"], env: {}, workingDirectory: undefined, artifacts: [] },
    {
      type: "http",
      method: "POST",
      url: "https://x/2",
      headers: { "X-Id": "7", "content-type": "application/json" },
      body: '{"id":7}',
      expectStatus: undefined,
    },
    {
      type: "http",
      method: "GET",
      url: "https://x",
      headers: { "Content-Type": "text/csv" },
      body: "plain",
      expectStatus: undefined,
    },
  ]);
});

Deno.test("failed attempts are repeated after growing waits, as the policy says", async () => {
  using world = await World.open();
  world.behave = ({ attempt }) => attempt < 4 ? { outcome: FAILED } : {};
  const policy = { maximum_attempts: 5, initial_interval: "1s", maximum_interval: "3s", jitter: false };
  const { run: ended, state } = await run(world, flow([shell("a")], { config: { retry_policy: policy } }));
  assert.equal(ended.status, "SUCCESS");
  assert.deepEqual([state("a").attempts, state("a").status, state("a").error], [4, "SUCCESS", null]);
  const starts = world.executions.map(({ from }) => from);
  const waits = starts.slice(1).map((from, i) => from - world.executions[i]!.to!);
  assert.deepEqual(waits.map((wait) => Math.round(wait / 100) * 100), [1000, 2000, 3000]);
});

Deno.test("attempts end with the policy, with what no attempt can help, and wait as they are asked to", async () => {
  using world = await World.open();
  world.behave = ({ task, attempt }) => {
    if (task === "spent") return { outcome: FAILED };
    if (task === "hopeless") return { outcome: { ...FAILED, retryable: false } };
    return attempt === 1 ? { outcome: { ...FAILED, retryAfter: 30_000 } } : {};
  };
  const retried = { retry_policy: { maximum_attempts: 3 } };
  const definition = flow([shell("spent", retried), shell("hopeless", retried), shell("asked", retried)]);
  const { state, tasks, id } = await run(world, definition);
  assert.deepEqual(tasks, { spent: "FAILED", hopeless: "FAILED", asked: "SUCCESS" });
  assert.deepEqual([state("spent").attempts, state("hopeless").attempts, state("asked").attempts], [3, 1, 2]);
  const [first, second] = world.executions.filter(({ task }) => task === "asked");
  assert.ok(second!.from - first!.to! >= 30_000);
  assert.ok(
    world.lines(id).some((line) => /Attempt 1 failed: It ended with exit code 1; next attempt in 30s/.test(line)),
  );
});

Deno.test("a task that ran out of time says so, and its timeout is handed to its attempts", async () => {
  using world = await World.open();
  world.behave = ({ timeoutMilliseconds }) => ({
    outcome: {
      status: "timed_out",
      error: { code: "TIMED_OUT", message: `It took longer than ${timeoutMilliseconds}ms` },
    },
  });
  const { run: ended, tasks } = await run(world, flow([shell("a", { timeout: "1m30s" })]));
  assert.deepEqual(tasks, { a: "TIMED_OUT" });
  assert.deepEqual(ended.error, { code: "TIMED_OUT", message: "It took longer than 90000ms", task: "a" });
  assert.equal(ended.status, "FAILED");
});

Deno.test("for_each runs a task for each item, so many at once, and gives a list", async () => {
  using world = await World.open();
  let most = 0;
  world.behave = ({ item, work }) => {
    const going = world.executions.filter(({ to }) => to === undefined).length;
    most = Math.max(most, going);
    assert.ok(work.type === "shell");
    return { milliseconds: 10 - item!, outcome: { output: { doubled: Number(work.env.ITEM) * 2 } } };
  };
  const each = shell("each", {
    for_each: "input.numbers",
    max_parallel: 2,
    env: { ITEM: "${{ item }}", INDEX: "${{ index }}" },
  } as Partial<Task>);
  const definition = flow([each], { outputs: { all: "${{ tasks.each.output }}" } });
  const { run: ended, state, tasks } = await run(world, definition, { input: { numbers: [1, 2, 3, 4, 5] } });
  assert.deepEqual(ended.output, { all: [2, 4, 6, 8, 10].map((doubled) => ({ doubled })) });
  assert.equal(most, 2);
  assert.equal(state("each").attempts, 1);
  assert.deepEqual(Object.keys(tasks), ["each", "each[0]", "each[1]", "each[2]", "each[3]", "each[4]"]);
});

Deno.test("all items run though one fails, and the first failure fails the task", async () => {
  using world = await World.open();
  world.behave = ({ item }) => item === 1 ? { outcome: FAILED } : { outcome: { output: item } };
  const each = shell("each", { for_each: ["x", "y", "z"] } as Partial<Task>);
  const { tasks, state } = await run(world, flow([each]));
  assert.deepEqual(tasks, { each: "FAILED", "each[0]": "SUCCESS", "each[1]": "FAILED", "each[2]": "SUCCESS" });
  assert.deepEqual(state("each").output, [0, null, 2]);
  assert.equal(state("each").error?.message, "Item 1: It ended with exit code 1");
});

Deno.test("no items are a success, and too many are none", async () => {
  using world = await World.open();
  const definition = flow([
    shell("none", { for_each: [] } as Partial<Task>),
    shell("many", { for_each: "input.many" } as Partial<Task>),
  ]);
  const { state } = await run(world, definition, { input: { many: Array(10_001).fill(0) } });
  assert.deepEqual([state("none").status, state("none").output], ["SUCCESS", []]);
  assert.equal(state("many").error?.code, "ITEMS_LIMIT");
});

Deno.test("max_parallel bounds the attempts of a run", async () => {
  using world = await World.open();
  let most = 0;
  world.behave = () => {
    most = Math.max(most, world.executions.filter(({ to }) => to === undefined).length);
    return { milliseconds: 20 };
  };
  await run(world, flow(["a", "b", "c", "d", "e"].map((id) => shell(id)), { config: { max_parallel: 2 } }));
  assert.equal(most, 2);
});

Deno.test("waits last as long as they say; a timeout ends one as a failure", async () => {
  using world = await World.open();
  const definition = flow([
    { id: "short", type: "wait", duration: "90s" },
    { id: "date", type: "wait", until: "2026-03-01T12:10:00Z" },
    { id: "past", type: "wait", until: "${{ input.at }}" },
    { id: "never", type: "wait", duration: "1h", timeout: "1m" },
    { id: "wrong", type: "wait", until: "tomorrow" },
  ]);
  const { state, tasks } = await run(world, definition, { input: { at: "2020-01-01T00:00:00Z" } });
  assert.deepEqual(tasks, { short: "SUCCESS", date: "SUCCESS", past: "SUCCESS", never: "TIMED_OUT", wrong: "FAILED" });
  const ends = (task: string) => Date.parse(state(task).endedAt!) - Date.parse(state(task).startedAt!);
  assert.ok(Math.abs(ends("short") - 90_000) < 100 && Math.abs(ends("never") - 60_000) < 100 && ends("past") < 100);
  assert.ok(Math.abs(Date.parse(state("date").endedAt!) - Date.parse("2026-03-01T12:10:00Z")) < 100);
  assert.equal(state("wrong").error?.code, "INSTANT_INVALID");
});

Deno.test("what an earlier run brought to success is taken over, items too", async () => {
  using world = await World.open();
  world.behave = ({ key }) =>
    key === "each[1]#1" && world.executions.length < 4 ? { outcome: FAILED } : { outcome: { output: key } };
  const definition = flow([shell("a"), shell("each", { needs: ["a"], for_each: [1, 2] } as Partial<Task>)]);
  const first = await run(world, definition);
  assert.equal(first.run.status, "FAILED");
  const taken = world.states(first.id).filter(({ status }) => status === "SUCCESS");
  const again = world.create(definition, { taken, rerunOf: first.id });
  world.behave = ({ key }) => ({ outcome: { output: key } });
  const second = await world.until(again);
  assert.equal(second.status, "SUCCESS");
  assert.deepEqual(world.keys(again), ["each[1]#1"]);
  assert.deepEqual(world.state(again, "each").output, ["each[0]#1", "each[1]#1"]);
});
