import assert from "node:assert/strict";
import { taskState } from "../../../src/adapters/sqlite/store_fixture.ts";
import { codesOf, definitionText, finish, source } from "./fixture.ts";
import type { Contract, Opened } from "../workflow_service.ts";

const APPROVALS = `
id: release
tasks:
  - {id: build, type: shell, run: echo}
  - {id: approve, type: approval, needs: [build], approvers: [grace, bob]}
  - {id: sign, type: approval, needs: [build]}
`;

async function start({ service }: Opened, text = definitionText("nightly")): Promise<string> {
  const { id } = await service.deployWorkflow(source(text));
  return (await service.createRun({ workflowId: id, input: {} })).run.id;
}

/** Orders to runs, decisions, secrets, the audit log. */
export function controlContract({ name, open }: Contract): void {
  Deno.test(`${name}: a run that goes on is cancelled, paused, resumed and signalled by orders to its owner`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    const id = await start(opened);
    assert.equal((await service.cancelRun(id, { reason: "wrong date" })).id, id);
    await service.pauseRun(id, { reason: "later" });
    await service.resumeRun(id);
    await service.signalRun(id, { name: "go", payload: { a: [1] } });
    const orders = store.listOrders().map(({ seq: _, ...order }) => order) as Record<string, unknown>[];
    assert.deepEqual(orders.map(({ kind, runId }) => [kind, runId]), [
      ["start", id],
      ["cancel", id],
      ["pause", id],
      ["resume", id],
      ["signal", id],
    ]);
    assert.deepEqual([orders[1]!.reason, orders[2]!.reason], ["wrong date", "later"]);
    assert.deepEqual([orders[4]!.name, orders[4]!.payload], ["go", { a: [1] }]);
    const actions = (await service.listAudit({})).items.filter(({ target }) => target === id).map(({ action }) =>
      action
    );
    assert.deepEqual(actions, ["run.signal", "run.resume", "run.pause", "run.cancel", "run.create"]);
  });

  Deno.test(`${name}: a run that has ended is not changed any more; cancelling a cancelled one is no mistake`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    const id = await start(opened);
    finish(store, id);
    const before = store.listOrders().length;
    for (
      const change of [
        service.cancelRun(id, {}),
        service.pauseRun(id, {}),
        service.resumeRun(id),
        service.signalRun(id, { name: "go", payload: null }),
      ]
    ) assert.deepEqual(await codesOf(change), ["RUN_FINAL"]);
    const cancelled = await start(opened);
    finish(store, cancelled, "CANCELED");
    assert.equal((await service.cancelRun(cancelled, {})).status, "CANCELED");
    assert.equal(store.listOrders().length, before + 1, "its own start alone");
    assert.deepEqual(await codesOf(service.cancelRun("run-unknown", {})), ["RUN_NOT_FOUND"]);
  });

  Deno.test(`${name}: the first decision wins, and is made by an approver`, async () => {
    await using opened = await open();
    const { service, store } = opened;
    const id = await start(opened, APPROVALS);
    assert.deepEqual(await codesOf(service.decide(id, { decision: "approved" })), ["APPROVAL_NOT_FOUND"]);
    const waiting = (task: string) => taskState(task, { type: "approval", status: "WAITING" });
    store.putTasks(id, [taskState("build"), waiting("approve")]);
    const outsider = opened.as("mallory").decide(id, { decision: "approved" });
    assert.deepEqual(await codesOf(outsider), ["APPROVAL_NOT_ALLOWED"]);
    const made = await opened.as("grace").decide(id, { decision: "rejected", comment: "not today" });
    assert.deepEqual([made.task, made.decision, made.by, made.comment, made.first], [
      "approve",
      "rejected",
      "grace",
      "not today",
      true,
    ]);
    assert.deepEqual(store.findDecision(id, "approve")!.by, "grace");
    const second = await opened.as("bob").decide(id, { decision: "approved", task: "approve" });
    assert.deepEqual([second.decision, second.by, second.first], ["rejected", "grace", false]);
    store.putTasks(id, [waiting("sign")]);
    const other = await opened.as("mallory").decide(id, { decision: "approved" });
    assert.deepEqual([other.task, other.first], ["sign", true]);
    assert.deepEqual(await codesOf(service.decide(id, { decision: "approved" })), ["APPROVAL_NOT_FOUND"]);
    assert.deepEqual(await codesOf(service.decide(id, { decision: "approved", task: "build" })), [
      "APPROVAL_NOT_FOUND",
    ]);
    const orders = store.listOrders().filter(({ kind }) => kind === "decision");
    assert.equal(orders.length, 2);
  });

  Deno.test(`${name}: secrets are set, listed by name and deleted; their values never come back`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.setSecret("API_KEY", "correct horse");
    assert.deepEqual((await service.listSecrets()).map((each) => each.name), ["API_KEY"]);
    assert.deepEqual(await codesOf(service.setSecret("SHORT", "1234567")), ["SECRET_TOO_SHORT"]);
    assert.deepEqual(await codesOf(service.setSecret("NOT A NAME", "correct horse")), ["SECRET_NAME_INVALID"]);
    await assert.rejects(service.deleteSecret("API_KYE"), (error: { code: string; hint: string }) => {
      assert.equal(error.code, "SECRET_NOT_FOUND");
      assert.match(error.hint, /API_KEY/);
      return true;
    });
    await service.deleteSecret("API_KEY");
    assert.deepEqual(await service.listSecrets(), []);
    const audit = (await service.listAudit({})).items;
    assert.deepEqual(audit.map(({ action, target }) => [action, target]), [
      ["secret.delete", "API_KEY"],
      ["secret.set", "API_KEY"],
    ]);
    assert.ok(!JSON.stringify(audit).includes("correct horse"));
  });

  Deno.test(`${name}: the audit log says who changed what, newest first, in pages`, async () => {
    await using opened = await open();
    for (const [i, name] of ["grace", "bob", "grace"].entries()) {
      await opened.as(name).deployWorkflow(source(definitionText("nightly", `name: Number ${i}\n`)));
    }
    const { service } = opened;
    const { items } = await service.listAudit({});
    assert.deepEqual(items.map(({ actor, details }) => [actor, details.version]), [
      ["grace", "1.0.2"],
      ["bob", "1.0.1"],
      ["grace", "1.0.0"],
    ]);
    assert.ok(items.every(({ origin, at }) => origin !== "" && Temporal.Instant.from(at)));
    const first = await service.listAudit({ limit: 2 });
    const second = await service.listAudit({ limit: 2, cursor: first.nextCursor! });
    assert.deepEqual([...first.items, ...second.items], items);
    assert.deepEqual((await service.listAudit({ since: "2100-01-01T00:00:00Z" })).items, []);
  });

  Deno.test(`${name}: it says what it is and can do`, async () => {
    await using opened = await open();
    const info = await opened.service.info();
    assert.equal(info.apiVersion, 1);
    assert.ok(info.capabilities.deploy && info.capabilities.logs && info.capabilities.rerun);
  });
}
