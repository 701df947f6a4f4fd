import fc from "fast-check";
import assert from "node:assert/strict";
import { taskState } from "../../../adapters/sqlite/store_fixture.ts";
import type { Task } from "../definition/model.ts";
import type { TaskState } from "../model.ts";
import { planTaken } from "./plan_rerun.ts";

const shell = (id: string, needs: string[] = []): Task => ({ id, type: "shell", run: "echo", needs });
const approval = (id: string, needs: string[] = []): Task => ({ id, type: "approval", needs });

function taken(tasks: Task[], states: TaskState[], request: { failed?: boolean; from?: string }): string[] {
  return planTaken({ tasks }, { states, request }).map(({ task, item }) => item === null ? task : `${task}[${item}]`);
}

Deno.test("an approval in front of what runs again is asked for again; what it does not stand in front of is not", () => {
  const tasks = [
    shell("build"),
    approval("approve", ["build"]),
    shell("deploy", ["approve"]),
    approval("publish"),
    shell("docs", ["publish"]),
  ];
  const states = tasks.map(({ id, type }) => taskState(id, { type, status: id === "deploy" ? "FAILED" : "SUCCESS" }));
  assert.deepEqual(taken(tasks, states, { failed: true }), ["build", "publish", "docs"]);
  assert.deepEqual(taken(tasks, states, { from: "docs" }), ["build"], "what failed runs again in any case");
});

Deno.test("of a task whose items failed, only those run again; of one that follows, all do", () => {
  const tasks = [shell("each"), shell("next", ["each"])];
  const states = [
    taskState("each", { status: "FAILED" }),
    taskState("each", { item: 0 }),
    taskState("each", { item: 1, status: "FAILED" }),
    taskState("next", { status: "SKIPPED" }),
    taskState("next", { item: 0 }),
  ];
  assert.deepEqual(taken(tasks, states, { failed: true }), ["each[0]"]);
  assert.deepEqual(taken(tasks, states, { from: "each" }), []);
});

Deno.test("what its own condition skipped makes nothing else run again", () => {
  const tasks = [shell("first"), shell("maybe", ["first"]), shell("after", ["maybe"])];
  const states = [taskState("first"), taskState("maybe", { status: "SKIPPED" }), taskState("after")];
  assert.deepEqual(taken(tasks, states, { failed: true }), ["first", "after"]);
});

Deno.test("nothing is taken over that needs, directly or not, something that runs again", () => {
  const sized = fc.integer({ min: 1, max: 12 });
  const graph = sized.chain((size) =>
    fc.record({
      needs: fc.tuple(...Array.from({ length: size }, (_, i) => fc.subarray(Array.from({ length: i }, (_, j) => j)))),
      failed: fc.subarray(Array.from({ length: size }, (_, i) => i)),
    })
  );
  fc.assert(
    fc.property(graph, ({ needs, failed }) => {
      const tasks = needs.map((each, i) => shell(`t${i}`, each.map((j) => `t${j}`)));
      const broken = new Set<number>();
      needs.forEach((each, i) => {
        if (failed.includes(i) || each.some((j) => broken.has(j))) broken.add(i);
      });
      const states = tasks.map(({ id }, i) =>
        taskState(id, { status: failed.includes(i) ? "FAILED" : broken.has(i) ? "SKIPPED" : "SUCCESS" })
      );
      const expected = tasks.map(({ id }) => id).filter((_, i) => !broken.has(i));
      assert.deepEqual(taken(tasks, states, { failed: true }), expected);
    }),
    { seed: 42, numRuns: 300 },
  );
});
