import assert from "node:assert/strict";
import { codesOf, definitionText, finish, source } from "./fixture.ts";
import type { Contract } from "../workflow_service.ts";

const WITH_INPUT = `
config:
  input:
    type: object
    required: [date]
    properties:
      date: {type: string, format: date}
      depth: {type: integer, default: 3}
      password: {type: string, writeOnly: true}
`;

/** Starting runs, finding and listing them. */
export function runContract({ name, open }: Contract): void {
  Deno.test(`${name}: a run is there once it is answered, with defaults filled in and the order to start it`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    await service.deployWorkflow(source(definitionText("nightly", WITH_INPUT)));
    const input = { date: "2026-11-20", password: "correct horse" };
    const { run, existing } = await service.createRun({ workflowId: "nightly", input });
    assert.match(run.id, /^run-[0-9a-hjkmnp-tv-z]{20}$/);
    assert.deepEqual([run.status, run.trigger, run.version, existing], ["PENDING", "manual", "1.0.0", false]);
    assert.deepEqual(store.listOrders().map(({ seq: _, ...order }) => order), [{ kind: "start", runId: run.id }]);
    assert.deepEqual(store.findRun(run.id)!.input, { ...input, depth: 3 });

    const shown = await service.getRun(run.id);
    assert.deepEqual(shown.input, { date: "2026-11-20", depth: 3, password: "***" });
    assert.deepEqual(shown.tasks.map(({ task, status }) => [task, status]), [["first", "PENDING"]]);
    assert.deepEqual([shown.needs, shown.artifacts, shown.output], [{ first: [] }, [], null]);
  });

  Deno.test(`${name}: parameters that do not fit are refused with the path of each mistake`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    await service.deployWorkflow(source(definitionText("nightly", WITH_INPUT)));
    await assert.rejects(
      service.createRun({ workflowId: "nightly", input: { date: "tomorrow", depth: "deep" } }),
      (error: { code: string; reason: string }) => {
        assert.equal(error.code, "INPUT_INVALID");
        assert.match(error.reason, /date: /);
        assert.match(error.reason, /depth: /);
        return true;
      },
    );
    assert.deepEqual(await codesOf(service.createRun({ workflowId: "nightly", input: {} })), ["INPUT_INVALID"]);
    assert.deepEqual(await codesOf(service.createRun({ workflowId: "nothing", input: {} })), ["WORKFLOW_NOT_FOUND"]);
    const other = { workflowId: "nightly", input: { date: "2026-11-20" }, version: "8.0.0" };
    assert.deepEqual(await codesOf(service.createRun(other)), ["VERSION_NOT_FOUND"]);
    assert.deepEqual(store.listOrders(), []);
  });

  Deno.test(`${name}: the same key gives the same run, and stands for the same parameters`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly", WITH_INPUT)));
    const request = { workflowId: "nightly", input: { date: "2026-11-20" }, idempotencyKey: "build-1" };
    const first = await service.createRun(request);
    await service.deployWorkflow(source(definitionText("nightly", `${WITH_INPUT}name: Changed\n`)));
    const second = await service.createRun({ ...request, input: { depth: 3, date: "2026-11-20" } });
    assert.deepEqual([first.existing, second.existing, second.run.id], [false, true, first.run.id]);
    const other = { ...request, input: { date: "2026-11-21" } };
    assert.deepEqual(await codesOf(service.createRun(other)), ["IDEMPOTENCY_KEY_REUSED"]);
    const together = await Promise.all(
      Array.from({ length: 5 }, () => service.createRun({ ...request, idempotencyKey: "build-2" })),
    );
    assert.equal(new Set(together.map(({ run }) => run.id)).size, 1);
    assert.equal(together.filter(({ existing }) => !existing).length, 1);
  });

  Deno.test(`${name}: a run keeps its definition and version, whatever is deployed later`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    const { run } = await service.createRun({ workflowId: "nightly", input: {} });
    await service.deployWorkflow(source("id: nightly\ntasks:\n  - {id: other, type: shell, run: echo}\n"));
    assert.deepEqual((await service.getRun(run.id)).tasks.map(({ task }) => task), ["first"]);
    const old = await service.createRun({ workflowId: "nightly", input: {}, version: "1.0.0" });
    assert.equal(old.run.version, "1.0.0");
  });

  Deno.test(`${name}: a run is found by the beginning of its id, with or without run-`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    const { run: { id } } = await service.createRun({ workflowId: "nightly", input: {} });
    await service.createRun({ workflowId: "nightly", input: {} });
    assert.equal((await service.getRun(id.slice(0, -2))).id, id);
    assert.equal((await service.getRun(id.slice("run-".length))).id, id);
    for (const unclear of [id.slice(0, 6), "run-", "run-nothing-like-it"]) {
      assert.deepEqual(await codesOf(service.getRun(unclear)), ["RUN_NOT_FOUND"]);
    }
    const typed = id.slice(0, -1) + (id.endsWith("0") ? "1" : "0");
    await assert.rejects(service.getRun(typed), (error: { hint: string }) => {
      assert.ok(error.hint.includes(id), error.hint);
      return true;
    });
  });

  Deno.test(`${name}: runs are listed newest first, filtered, in pages`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    await service.deployWorkflow(source(definitionText("build")));
    const ids: string[] = [];
    for (const workflowId of ["nightly", "build", "nightly"]) {
      ids.unshift((await service.createRun({ workflowId, input: {} })).run.id);
    }
    finish(store, ids[0]!, "FAILED");
    const list = async (query: Parameters<typeof service.listRuns>[0]) =>
      (await service.listRuns(query)).items.map(({ id }) => id);
    assert.deepEqual((await list({})).toSorted(), ids.toSorted());
    assert.deepEqual(await list({ status: ["FAILED", "CANCELED"] }), [ids[0]]);
    assert.deepEqual(await list({ workflowId: "build" }), [ids[1]]);
    assert.deepEqual(await list({ since: "2100-01-01T00:00:00Z" }), []);
    const first = await service.listRuns({ limit: 2 });
    const second = await service.listRuns({ limit: 2, cursor: first.nextCursor! });
    assert.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 3);
    assert.deepEqual(await codesOf(service.listRuns({ cursor: "made-up" })), ["CURSOR_INVALID"]);
  });

  Deno.test(`${name}: artifacts are read by name, to the byte`, async () => {
    await using opened = await open();
    const { service, store, folder } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    const { run: { id } } = await service.createRun({ workflowId: "nightly", input: {} });
    const path = `${folder}/report.bin`;
    const bytes = new Uint8Array([0, 255, 10, 13]);
    Deno.writeFileSync(path, bytes);
    store.addArtifact(id, { name: "report", task: "first", path, size: bytes.length });
    store.addArtifact(id, { name: "gone", task: "first", path: `${folder}/nothing`, size: 1 });
    const { size, body } = await service.readArtifact(id, "report");
    assert.equal(size, 4);
    assert.deepEqual(new Uint8Array(await new Response(body).arrayBuffer()), bytes);
    assert.deepEqual((await service.getRun(id)).artifacts.map((each) => each.name), ["report", "gone"]);
    assert.deepEqual(await codesOf(service.readArtifact(id, "gone")), ["ARTIFACT_NOT_FOUND"]);
    assert.deepEqual(await codesOf(service.readArtifact(id, "other")), ["ARTIFACT_NOT_FOUND"]);
  });
}
