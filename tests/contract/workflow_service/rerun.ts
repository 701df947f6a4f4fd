import assert from "node:assert/strict";
import { taskState } from "../../../src/adapters/sqlite/store_fixture.ts";
import { codesOf, finish, source } from "./fixture.ts";
import type { Contract, Opened } from "../workflow_service.ts";

const PIPELINE = `
id: pipeline
config:
  input: {type: object, properties: {depth: {type: integer, default: 3}}}
tasks:
  - {id: fetch, type: shell, run: echo}
  - {id: train, type: shell, needs: [fetch], run: echo}
  - {id: report, type: shell, needs: [train], run: echo}
  - {id: other, type: shell, run: echo}
`;

/** A run in which `train` failed. */
async function failedRun({ service, store }: Opened): Promise<string> {
  await service.deployWorkflow(source(PIPELINE));
  const { run: { id } } = await service.createRun({ workflowId: "pipeline", input: { depth: 5 } });
  store.putTasks(id, [
    taskState("fetch", { output: { rows: 3 } }),
    taskState("train", { status: "FAILED", error: { code: "EXIT_CODE", message: "exit code 1" } }),
    taskState("report", { status: "SKIPPED", reason: "it needs 'train'" }),
    taskState("other"),
  ]);
  return id;
}

/** Running again. */
export function rerunContract({ name, open }: Contract): void {
  Deno.test(`${name}: what failed is run again with what follows it, and the rest is taken over`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    const id = await failedRun(opened);
    assert.deepEqual(await codesOf(service.rerun(id, { failed: true })), ["RUN_NOT_FINAL"]);
    finish(store, id, "FAILED");
    const run = await service.rerun(id, { failed: true });
    assert.deepEqual([run.rerunOf, run.trigger, run.status, run.version], [id, "rerun", "PENDING", "1.0.0"]);
    const stored = store.findRun(run.id)!;
    assert.deepEqual(stored.taken.map(({ task, output }) => [task, output]), [["fetch", { rows: 3 }], ["other", {}]]);
    assert.deepEqual(stored.input, { depth: 5 });
    assert.deepEqual((await service.getRun(run.id)).tasks.map(({ task, status }) => [task, status]), [
      ["fetch", "SUCCESS"],
      ["train", "PENDING"],
      ["report", "PENDING"],
      ["other", "SUCCESS"],
    ]);
  });

  Deno.test(`${name}: a run is repeated from a task on, or whole, with the definition that it had`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    const id = await failedRun(opened);
    store.putTasks(id, [taskState("train"), taskState("report")]);
    finish(store, id);
    await service.deployWorkflow(source("id: pipeline\ntasks:\n  - {id: else, type: shell, run: echo}\n"));
    const takenBy = async (request: Parameters<typeof service.rerun>[1]) =>
      store.findRun((await service.rerun(id, request)).id)!.taken.map(({ task }) => task);
    assert.deepEqual(await takenBy({ from: "train" }), ["fetch", "other"]);
    assert.deepEqual(await takenBy({ from: "other" }), ["fetch", "train", "report"]);
    assert.deepEqual(await takenBy({}), []);
    assert.deepEqual(await takenBy({ failed: true }), ["fetch", "train", "report", "other"]);
    assert.deepEqual(await codesOf(service.rerun(id, { from: "trian" })), ["TASK_NOT_FOUND"]);
  });
}
