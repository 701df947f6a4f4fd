import assert from "node:assert/strict";
import { newRun, newVersion, storeFolder, taskState } from "./store_fixture.ts";

const at = "2026-11-20T11:00:00.000Z";

Deno.test("a workflow has the name and the version of what was deployed last, and an etag that changes with it", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  assert.equal(store.findWorkflow("nightly"), undefined);
  store.addVersion(newVersion());
  const first = store.findWorkflow("nightly")!;
  assert.deepEqual([first.name, first.version, first.versions, first.lastRun], ["Nightly", "1.0.0", 1, null]);
  store.addVersion(newVersion({ version: "1.1.0", name: "Every night", digest: "d2", at }));
  const second = store.findWorkflow("nightly")!;
  assert.deepEqual([second.name, second.version, second.versions], ["Every night", "1.1.0", 2]);
  assert.deepEqual([second.createdAt, second.updatedAt], [first.createdAt, at]);
  assert.notEqual(second.etag, first.etag);
  store.setCurrentVersion("nightly", "1.0.0", { at, note: "rollback to 1.0.0" });
  assert.equal(store.findWorkflow("nightly")!.name, "Nightly");
  assert.deepEqual(store.listVersions("nightly").map(({ version, current, note }) => ({ version, current, note })), [
    { version: "1.1.0", current: false, note: null },
    { version: "1.0.0", current: true, note: "rollback to 1.0.0" },
  ]);
  assert.deepEqual(store.findVersion("nightly")!.source, { format: "yaml", text: "id: nightly\n" });
  assert.equal(store.findVersion("nightly", "1.1.0")!.current, false);
  assert.equal(store.findVersion("nightly", "3.0.0"), undefined);
  store.setEnabled("nightly", false, at);
  assert.equal(store.findWorkflow("nightly")!.status, "disabled");
  store.setCurrentVersion("nightly", "9.9.9", { at, note: null });
  assert.equal(store.findWorkflow("nightly")!.version, "1.0.0");
});

Deno.test("a workflow that is deleted and deployed anew never has an etag that it had", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.addVersion(newVersion());
  store.insertRun(newRun("run-1"));
  const before = store.findWorkflow("nightly")!.etag;
  store.deleteWorkflow("nightly");
  assert.deepEqual([store.workflowIds(), store.listVersions("nightly")], [[], []]);
  assert.deepEqual(store.findRun("run-1")!.definition, newVersion().definition, "runs keep their definition");
  store.addVersion(newVersion());
  assert.notEqual(store.findWorkflow("nightly")!.etag, before);
});

Deno.test("workflows are listed by id, filtered by text or glob, in pages", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  for (const id of ["b-build", "a-nightly", "c-deploy", "d-nightly"]) {
    store.addVersion(newVersion({ workflowId: id, name: id === "c-deploy" ? "Nightly deploy (100%)" : id }));
  }
  store.setEnabled("d-nightly", false, at);
  const ids = (query: Parameters<typeof store.listWorkflows>[0]) =>
    store.listWorkflows(query).items.map(({ id }) => id);
  assert.deepEqual(ids({}), ["a-nightly", "b-build", "c-deploy", "d-nightly"]);
  assert.deepEqual(ids({ name: "NIGHT" }), ["a-nightly", "c-deploy", "d-nightly"]);
  assert.deepEqual(ids({ name: "?-night*" }), ["a-nightly", "d-nightly"]);
  assert.deepEqual(ids({ name: "100%" }), ["c-deploy"]);
  assert.deepEqual(ids({ name: "night", status: "enabled" }), ["a-nightly", "c-deploy"]);
  const first = store.listWorkflows({ limit: 3 });
  assert.equal(first.total, 4);
  store.addVersion(newVersion({ workflowId: "a-new" }));
  const second = store.listWorkflows({ limit: 3, cursor: first.nextCursor! });
  assert.deepEqual(second.items.map(({ id }) => id), ["d-nightly"]);
  assert.equal(second.nextCursor, undefined);
});

Deno.test("a run is found with all that was given and changed", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const taken = [taskState("first")];
  store.insertRun(newRun("run-1", { input: { date: "2026-11-20" }, idempotencyKey: "k", rerunOf: "run-0", taken }));
  store.updateRun("run-1", { status: "RUNNING", startedAt: "2026-11-20T10:00:01Z", done: 1 });
  store.updateRun("run-1", { error: { code: "EXIT_CODE", message: "it failed", task: "first" } });
  store.updateRun("run-1", { error: null, status: "SUCCESS", endedAt: "2026-11-20T10:00:02.5Z", output: { rows: 1 } });
  store.updateRun("run-1", {});
  assert.deepEqual(store.findRun("run-1"), {
    id: "run-1",
    workflowId: "nightly",
    version: "1.0.0",
    status: "SUCCESS",
    trigger: "manual",
    createdAt: "2026-11-20T10:00:00.000Z",
    startedAt: "2026-11-20T10:00:01.000Z",
    endedAt: "2026-11-20T10:00:02.500Z",
    createdBy: "ada@host",
    progress: { done: 1, total: 2 },
    error: null,
    reason: null,
    rerunOf: "run-0",
    parentRun: null,
    definition: newVersion().definition,
    input: { date: "2026-11-20" },
    output: { rows: 1 },
    workingDirectory: null,
    taken,
  });
  assert.equal(store.findRunByKey("nightly", "k"), "run-1");
  assert.equal(store.findRunByKey("other", "k"), undefined);
  assert.equal(store.findRun("run-2"), undefined);
  assert.throws(() => store.insertRun(newRun("run-2", { idempotencyKey: "k" })), "one run for a key");
});

Deno.test("ids of runs are found by their beginning, wildcards taken literally", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  for (const id of ["run-aa1", "run-aa2", "run-ab1"]) store.insertRun(newRun(id));
  assert.deepEqual(store.runIds("run-aa", 10), ["run-aa2", "run-aa1"]);
  assert.deepEqual(store.runIds("run-", 2), ["run-ab1", "run-aa2"]);
  assert.deepEqual(store.runIds("%", 2), []);
});

Deno.test("open runs are counted and listed oldest first", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.insertRun(newRun("run-2", { createdAt: "2026-11-20T10:00:02Z", status: "WAITING" }));
  store.insertRun(newRun("run-1", { createdAt: "2026-11-20T10:00:01Z" }));
  store.insertRun(newRun("run-3", { workflowId: "other" }));
  store.insertRun(newRun("run-4", { status: "FAILED" }));
  assert.deepEqual(store.listOpenRuns().map(({ id }) => id), ["run-3", "run-1", "run-2"]);
  assert.deepEqual([store.countOpenRuns("nightly"), store.countOpenRuns("other"), store.countOpenRuns("no")], [
    2,
    1,
    0,
  ]);
});

Deno.test("tasks come in the order of the definition, items after their task", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.insertRun(newRun("run-1"));
  store.putTasks("run-1", [taskState("second", { item: 10 }), taskState("second", { item: 2 }), taskState("second")]);
  store.putTasks("run-1", [taskState("first", { status: "RUNNING" })]);
  store.putTasks("run-1", [taskState("first", { output: { text: "ü\0 🚀" } })]);
  assert.deepEqual(store.listTasks("run-1").map(({ task, item, status }) => [task, item, status]), [
    ["first", null, "SUCCESS"],
    ["second", null, "SUCCESS"],
    ["second", 2, "SUCCESS"],
    ["second", 10, "SUCCESS"],
  ]);
  assert.deepEqual(store.listTasks("run-1")[0]!.output, { text: "ü\0 🚀" });
  store.addArtifact("run-1", { name: "log", task: "first", path: "/a", size: 1 });
  store.addArtifact("run-1", { name: "log", task: "first", path: "/b", size: 2 });
  assert.deepEqual(store.listArtifacts("run-1"), [{ name: "log", task: "first", path: "/b", size: 2 }]);
});

Deno.test("the journal keeps its order, and knows what began and has not ended", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.insertRun(newRun("run-1"));
  const begun = { key: "first#1", kind: "step", type: "shell", state: "begun", at } as const;
  store.putJournal("run-1", begun);
  store.putJournal("run-1", { key: "wait", kind: "timer", dueAt: at });
  assert.deepEqual(store.listBegunSteps(), [{ runId: "run-1", entry: begun }]);
  const ended = { ...begun, state: "ended", endedAt: at, outcome: { status: "success" } } as const;
  store.putJournal("run-1", ended);
  assert.deepEqual(store.listBegunSteps(), []);
  assert.deepEqual(store.readJournal("run-1").map(({ key }) => key), ["first#1", "wait"]);
  assert.deepEqual(store.readJournal("run-1")[0], ended);
});

Deno.test("orders are taken in the order they were given; the first decision wins", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.insertRun(newRun("run-1"));
  store.pushOrder({ kind: "start", runId: "run-1" });
  store.pushOrder({ kind: "drain" });
  const [first, second] = store.listOrders();
  assert.deepEqual([first!.kind, second!.kind], ["start", "drain"]);
  store.removeOrder(second!.seq);
  store.removeOrder(first!.seq);
  store.pushOrder({ kind: "drain" });
  assert.ok(store.listOrders()[0]!.seq > second!.seq, "numbers are never used again");
  assert.equal(store.findDecision("run-1", "approve"), undefined);
  const approved = { decision: "approved", by: "ada", at, comment: null } as const;
  assert.deepEqual(store.putDecision("run-1", "approve", approved), approved);
  assert.deepEqual(store.putDecision("run-1", "approve", { ...approved, decision: "rejected", by: "bob" }), approved);
  assert.deepEqual(store.findDecision("run-1", "approve"), approved);
});

Deno.test("finished runs are removed by age and workflow, with all that belongs to them", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const ended = (id: string, workflowId: string, endedAt: string) => {
    store.insertRun(newRun(id, { workflowId }));
    store.updateRun(id, { status: "SUCCESS", endedAt });
  };
  ended("run-1", "nightly", "2026-11-01T00:00:00Z");
  ended("run-2", "other", "2026-11-02T00:00:00Z");
  ended("run-3", "third", "2026-11-03T00:00:00Z");
  ended("run-4", "nightly", "2026-11-20T00:00:00Z");
  store.insertRun(newRun("run-5"));
  store.putTasks("run-1", [taskState("first")]);
  store.putJournal("run-1", { key: "k", kind: "instant", at });
  const before = "2026-11-10T00:00:00Z";
  assert.deepEqual(store.removeRunsBefore(before, { limit: 10, only: "nightly" }), ["run-1"]);
  assert.deepEqual([store.findRun("run-1"), store.listTasks("run-1"), store.readJournal("run-1")], [undefined, [], []]);
  assert.deepEqual(store.removeRunsBefore(before, { limit: 10, except: ["other"] }), ["run-3"]);
  assert.deepEqual(store.removeRunsBefore(before, { limit: 10 }), ["run-2"]);
  assert.deepEqual(store.removeRunsBefore(before, { limit: 10 }), []);
  assert.deepEqual(store.findRun("run-4")!.definition, newVersion().definition);
});

Deno.test("schedules, tokens and small values are kept", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const schedule = {
    workflowId: "nightly",
    cron: "0 2 * * *",
    timezone: "UTC",
    overlapPolicy: "skip",
    catchup: null,
    status: "active",
    nextRunAt: at,
    lastRunAt: null,
    lastRunId: null,
    input: { a: 1 },
  } as const;
  store.putSchedule(schedule);
  store.putSchedule({ ...schedule, status: "paused" });
  assert.deepEqual(store.listSchedules(), [{ ...schedule, status: "paused" }]);
  store.deleteSchedule("nightly");
  assert.deepEqual(store.listSchedules(), []);

  const token = {
    id: "t1",
    name: "ci",
    scopes: ["read", "run"] as ("read" | "run")[],
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
    revoked: false,
  };
  store.putToken({ ...token, hash: "h" });
  assert.deepEqual(store.findToken("h"), token);
  assert.equal(store.findToken("other"), undefined);
  store.updateToken("t1", { lastUsedAt: at, revoked: true });
  assert.deepEqual(store.listTokens(), [{ ...token, lastUsedAt: at, revoked: true }]);

  assert.equal(store.getMeta("handover"), undefined);
  store.setMeta("handover", "1");
  store.setMeta("handover", "2");
  assert.equal(store.getMeta("handover"), "2");
  store.setMeta("handover", undefined);
  assert.equal(store.getMeta("handover"), undefined);
});

Deno.test("the audit log is read newest first, in pages that what comes later does not shift", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const add = (minute: number) =>
    store.addAudit({
      at: `2026-11-20T10:${String(minute).padStart(2, "0")}:00Z`,
      actor: "ada",
      origin: "local",
      action: "run.cancel",
      target: `run-${minute}`,
      details: { minute },
    });
  for (let minute = 0; minute < 10; minute++) add(minute);
  const first = store.listAudit({ limit: 4 });
  add(10);
  const second = store.listAudit({ limit: 4, cursor: first.nextCursor! });
  assert.deepEqual([...first.items, ...second.items].map(({ details }) => details.minute), [9, 8, 7, 6, 5, 4, 3, 2]);
  assert.deepEqual(store.listAudit({ since: "2026-11-20T12:09:00+02:00" }).items.map(({ target }) => target), [
    "run-10",
    "run-9",
  ]);
});

Deno.test("runs of many definitions each have their own", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.transaction(() => {
    for (let i = 0; i < 150; i++) {
      store.insertRun(newRun(`run-${i}`, { version: `1.0.${i}`, definition: { number: i } }));
    }
  });
  for (const i of [0, 149, 0, 75]) assert.deepEqual(store.findRun(`run-${i}`)!.definition, { number: i });
  // One version with other content: deployed, deleted, and deployed anew.
  store.insertRun(newRun("run-again", { version: "1.0.0", definition: { number: "other" } }));
  assert.deepEqual(store.findRun("run-again")!.definition, { number: "other" });
  assert.deepEqual(store.findRun("run-0")!.definition, { number: 0 });
});
