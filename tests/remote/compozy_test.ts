import assert from "node:assert/strict";
import type { Run } from "../../src/domain/workflow/model.ts";
import { API_KEY, type CompozyDouble, EXEC_IDS, problem, startCompozy } from "../fakes/compozy_server.ts";
import { all, client, failure, fixedTokens, never } from "./remote.ts";

const tokens = fixedTokens(API_KEY);

function workflows(double: CompozyDouble, ...ids: string[]): void {
  for (const id of ids) {
    double.workflows.set(id, { value: { id, version: "1.0.0", description: `About ${id}` }, etag: id });
  }
}

function execution(double: CompozyDouble, i: 0 | 1, status: string, workflow = "data-pipeline"): string {
  const id = EXEC_IDS[i];
  double.executions.set(id, {
    workflow_exec_id: id,
    workflow_id: workflow,
    status,
    input: { date: "2026-01-01" },
    tasks: { fetch: { task_id: "fetch", status: status === "FAILED" ? "FAILED" : "SUCCESS", output: { rows: 3 } } },
    ...(status === "FAILED" ? { error: { code: "TASK_FAILED", message: "fetch failed" } } : {}),
  });
  return id;
}

for (const dialect of ["compozy", "compozy-2025-07"] as const) {
  Deno.test(`${dialect}: it is recognised, once, and its lists are this program's`, async () => {
    await using double = startCompozy(dialect);
    workflows(double, "data-pipeline", "ml-training");
    const id = execution(double, 0, "FAILED");
    const { service } = client(double.server, { tokens });
    const page = await service.listWorkflows({});
    assert.deepEqual(page.items.map((each) => [each.id, each.version, each.status, each.lastRun?.status]), [
      ["data-pipeline", "1.0.0", "enabled", "FAILED"],
      ["ml-training", "1.0.0", "enabled", undefined],
    ]);
    assert.equal(page.items[0]!.lastRun!.createdAt, "2026-01-01T00:00:00Z");
    assert.deepEqual((await service.listWorkflows({ name: "ml-*" })).items.map((each) => each.id), ["ml-training"]);
    assert.deepEqual((await service.listWorkflows({ status: "disabled" })).items, []);
    const asked = double.requests.filter(({ line }) => line.endsWith("/health"));
    assert.equal(asked.length, 1);
    assert.ok(double.requests.every(({ headers }) => headers.get("authorization") === `Bearer ${API_KEY}`));

    const run = await service.getRun(id.slice(0, 8));
    assert.deepEqual([run.id, run.workflowId, run.status, run.createdAt, run.startedAt, run.endedAt], [
      id,
      "data-pipeline",
      "FAILED",
      "2026-01-01T00:00:00Z",
      null,
      null,
    ]);
    assert.deepEqual(run.error, { code: "TASK_FAILED", message: "fetch failed" });
    assert.deepEqual(run.tasks.map(({ task, status, output }) => [task, status, output]), [
      ["fetch", "FAILED", { rows: 3 }],
    ]);
    const info = await service.info();
    assert.equal(info.capabilities.deploy, dialect === "compozy");
    assert.equal(info.version, "0.9.0");
  });

  Deno.test(`${dialect}: runs are filtered and divided into pages here`, async () => {
    await using double = startCompozy(dialect);
    workflows(double, "data-pipeline", "other");
    const first = execution(double, 0, "FAILED");
    const second = execution(double, 1, "SUCCESS", "other");
    const { service } = client(double.server, { tokens, dialect });
    const ids = async (query: Parameters<typeof service.listRuns>[0]) =>
      (await service.listRuns(query)).items.map((each) => each.id);
    assert.deepEqual(await ids({}), [second, first]);
    assert.deepEqual(await ids({ status: ["FAILED"] }), [first]);
    assert.deepEqual(await ids({ workflowId: "other" }), [second]);
    assert.deepEqual(await ids({ since: "2026-01-01T00:30:00Z" }), [second]);
    const page = await service.listRuns({ limit: 1 });
    assert.deepEqual([page.items[0]!.id, page.total], [second, 2]);
    const rest = await service.listRuns({ limit: 1, cursor: page.nextCursor! });
    assert.deepEqual([rest.items[0]!.id, rest.nextCursor], [first, undefined]);
  });

  Deno.test(`${dialect}: a run is started; an unknown workflow, which is an internal error there, is told as one`, async () => {
    await using double = startCompozy(dialect);
    workflows(double, "data-pipeline");
    const { service, logged } = client(double.server, { tokens, dialect });
    const { run, existing } = await service.createRun({
      workflowId: "data-pipeline",
      input: { a: 1 },
      idempotencyKey: "k",
    });
    assert.deepEqual([run.workflowId, run.status, existing, run.createdAt], [
      "data-pipeline",
      "PENDING",
      false,
      "2026-01-02T03:04:05Z",
    ]);
    assert.deepEqual(double.requests.at(-1)!.body, { input: { a: 1 } });
    assert.match(logged.join("\n"), /knows no idempotency keys/);
    const unknown = await failure(service.createRun({ workflowId: "data-pipelin", input: {} }));
    assert.deepEqual([unknown.code, unknown.exit, unknown.details.requestId], ["WORKFLOW_NOT_FOUND", 8, "req-1"]);
    assert.match(unknown.hint, /data-pipeline/);
    double.next.push(() => problem(500, "it broke"));
    const broken = await failure(service.createRun({ workflowId: "data-pipeline", input: {} }));
    assert.deepEqual([broken.code, broken.exit], ["SERVER_FAILED", 6]);
    assert.match(broken.reason, /It broke/);
    double.next.push(() => problem(400, "date is missing"));
    const invalid = await failure(service.createRun({ workflowId: "data-pipeline", input: {} }));
    assert.deepEqual([invalid.code, invalid.exit], ["INPUT_INVALID", 10]);
    assert.equal(
      (await failure(service.createRun({ workflowId: "x", version: "2.0.0", input: {} }))).code,
      "CAPABILITY_MISSING",
    );
  });

  Deno.test(`${dialect}: control, and what it does not keep`, async () => {
    await using double = startCompozy(dialect);
    const id = execution(double, 0, "RUNNING");
    const { service, logged } = client(double.server, { tokens, dialect });
    assert.equal((await service.pauseRun(id, {})).status, "PAUSED");
    assert.equal((await service.resumeRun(id)).status, "RUNNING");
    await service.signalRun(id, { name: "ready", payload: { ok: true } });
    assert.deepEqual(double.requests.at(-1)!.body, { signal_name: "ready", payload: { ok: true } });
    assert.equal((await failure(service.signalRun(id, { name: "ready", payload: 1 }))).code, "CAPABILITY_MISSING");
    assert.equal((await service.cancelRun(id, { reason: "enough" })).status, "CANCELED");
    assert.match(logged.join("\n"), /keeps no reasons/);
    assert.equal((await service.cancelRun(id, {})).status, "CANCELED");
    const final = await failure(service.pauseRun(id, {}));
    assert.deepEqual([final.code, final.exit], ["RUN_FINAL", 1]);
    for (const unknown of [EXEC_IDS[1], "nonsense"]) {
      const { code, exit } = await failure(service.getRun(unknown));
      assert.deepEqual([code, exit], ["RUN_NOT_FOUND", 8]);
    }
  });

  Deno.test(`${dialect}: what no such server can do is said with the reason`, async () => {
    await using double = startCompozy(dialect);
    const { service } = client(double.server, { tokens, dialect });
    const calls = [
      service.listVersions("a"),
      service.rollbackWorkflow("a", { to: "1" }),
      service.setEnabled("a", true),
      service.decide("a", { decision: "approved" }),
      service.rerun("a", {}),
      service.readArtifact("a", "b"),
      service.listSchedules(),
      service.setSchedulePaused("a", true),
      service.backfill("a", { from: "", to: "", dryRun: true }),
      service.listSecrets(),
      service.setSecret("a", "b"),
      service.deleteSecret("a"),
      service.listAudit({}),
    ];
    for (const call of calls) {
      const { code, exit, reason } = await failure(call);
      assert.deepEqual([code, exit, reason.includes("Compozy")], ["CAPABILITY_MISSING", 6, true]);
    }
    assert.deepEqual(double.requests, []);
  });

  Deno.test(`${dialect}: without a valid key`, async () => {
    await using double = startCompozy(dialect);
    const { service, logged } = client(double.server, { tokens: fixedTokens("cpzy_wrong_wrong_wrong") });
    const { code, exit, hint } = await failure(service.listWorkflows({}));
    assert.deepEqual([code, exit], ["UNAUTHENTICATED", 7]);
    assert.match(hint, /workspace auth login --context team/);
    assert.doesNotMatch(logged.join("\n"), /wrong/);
  });

  Deno.test(`${dialect}: there is no log: events and states are shown, and that is said`, async () => {
    await using double = startCompozy(dialect);
    const id = execution(double, 0, "FAILED");
    const { service } = client(double.server, { tokens, dialect });
    const events = await all(service.readLogs(id, { follow: false, signal: never() }));
    const lines = events.flatMap((each) => each.kind === "line" ? each.line : []);
    assert.match(lines[0]!.text, /keeps no logs/);
    assert.deepEqual(lines.slice(1).map(({ task, text }) => [task, text]), [
      ["fetch", "is FAILED"],
      [null, "The run ended with FAILED: fetch failed"],
    ]);
    assert.deepEqual(events.at(-1), { kind: "end", status: "FAILED" });
    const tail = await all(service.readLogs(id, { follow: false, tail: 1, signal: never() }));
    assert.equal(tail.length, 2);
  });
}

Deno.test("compozy: definitions are sent as they are, over a known state", async () => {
  await using double = startCompozy("compozy");
  const { service } = client(double.server, { tokens });
  const source = { text: "id: data-pipeline\nversion: 1.0.0\ntasks: []\n", format: "yaml", name: "a.yaml" } as const;
  const dry = await service.deployWorkflow({ ...source, dryRun: true });
  assert.deepEqual([dry.outcome, dry.dryRun, double.workflows.size, dry.warnings.length], ["created", true, 0, 1]);
  const first = await service.deployWorkflow({ ...source, dryRun: false });
  assert.deepEqual([first.outcome, first.version, first.previousVersion], ["created", "1.0.0", null]);
  assert.deepEqual(double.requests.at(-1)!.body, { id: "data-pipeline", version: "1.0.0", tasks: [] });
  assert.equal((await service.deployWorkflow({ ...source, dryRun: false })).outcome, "unchanged");
  const next = await service.deployWorkflow({ ...source, dryRun: false, version: "v1.1.0" });
  assert.deepEqual([next.outcome, next.version, next.previousVersion], ["updated", "1.1.0", "1.0.0"]);
  const stale = await failure(service.deployWorkflow({ ...source, dryRun: false, etag: "stale" }));
  assert.deepEqual([stale.code, stale.exit], ["PRECONDITION_FAILED", 10]);
  const { etag } = await service.getWorkflow("data-pipeline");
  await service.deployWorkflow({ ...source, dryRun: false, etag });
  await service.deleteWorkflow("data-pipeline");
  assert.equal((await failure(service.deleteWorkflow("data-pipeline"))).code, "WORKFLOW_NOT_FOUND");
  assert.equal((await service.validateWorkflow(source)).id, "data-pipeline");
  for (
    const [text, place] of [["id: [", "1:6"], ["- a\n", "1:1"], ["name: x\n", "1:1"]] as const
  ) {
    const { code, message } = await failure(service.deployWorkflow({ ...source, text, dryRun: false }));
    assert.equal(code, "DEFINITION_INVALID");
    assert.ok(message.endsWith(`a.yaml:${place}`), message);
  }
});

Deno.test("compozy-2025-07: deploying is refused with the reason", async () => {
  await using double = startCompozy("compozy-2025-07");
  const { service } = client(double.server, { tokens });
  const request = { text: "id: a\n", format: "yaml", name: "a.yaml", dryRun: false } as const;
  for (const call of [service.deployWorkflow(request), service.deleteWorkflow("a")]) {
    const { code, exit, reason } = await failure(call);
    assert.deepEqual([code, exit], ["CAPABILITY_MISSING", 6]);
    assert.match(reason, /from its own disk/);
  }
});

Deno.test("compozy: pages lead on", async () => {
  await using double = startCompozy("compozy");
  workflows(double, "a", "b", "c");
  const { service } = client(double.server, { tokens });
  const first = await service.listWorkflows({ limit: 2 });
  assert.deepEqual([first.items.map((each) => each.id), first.total], [["a", "b"], 3]);
  const second = await service.listWorkflows({ limit: 2, cursor: first.nextCursor! });
  assert.deepEqual([second.items.map((each) => each.id), second.nextCursor], [["c"], undefined]);
});

Deno.test("compozy: a run is followed by its events until it is final, also over a broken connection", async () => {
  await using double = startCompozy("compozy");
  const id = execution(double, 0, "RUNNING");
  const { service } = client(double.server, { tokens, dialect: "compozy" });
  const lines: string[] = [];
  let status = "";
  for await (const event of service.readLogs(id, { follow: true, signal: never() })) {
    if (event.kind === "end") status = event.status;
    else lines.push(event.line.text);
    if (event.kind === "line" && event.line.text.includes("The run is RUNNING")) {
      queueMicrotask(async () => {
        while (!double.requests.some(({ line }) => line.endsWith("/stream"))) {
          await new Promise((r) => setTimeout(r, 1));
        }
        double.tell(id, { name: "workflow_start", data: { status: "RUNNING" } });
        await new Promise((r) => setTimeout(r, 5));
        double.cut();
        while (double.requests.filter(({ line }) => line.endsWith("/stream")).length < 2) {
          await new Promise((r) => setTimeout(r, 1));
        }
        double.tell(id, {
          name: "complete",
          data: { status: "SUCCESS" },
          change: { status: "SUCCESS", output: { ok: 1 } },
        });
      });
    }
  }
  assert.equal(status, "SUCCESS");
  assert.equal(lines.filter((each) => each.includes("workflow_start")).length, 1);
  assert.ok(lines.at(-1)!.includes("The run ended with SUCCESS"), lines.join("\n"));
  const again = double.requests.filter(({ line }) => line.endsWith("/stream")).at(-1)!;
  assert.equal(again.headers.get("last-event-id"), "1");
});

Deno.test("compozy-2025-07: without events a run is asked for until it is final", async () => {
  await using double = startCompozy("compozy-2025-07");
  const id = execution(double, 0, "RUNNING");
  const { service } = client(double.server, { tokens, dialect: "compozy-2025-07" });
  const seen: Run["status"][] = [];
  for await (const run of service.watchRun(id, { signal: never() })) {
    seen.push(run.status);
    if (seen.length === 3) double.executions.get(id)!.status = "TIMED_OUT";
  }
  assert.equal(seen.at(-1), "TIMED_OUT");
});

Deno.test("compozy: limits are waited for where that is short, and told where it is long", async () => {
  await using double = startCompozy("compozy");
  workflows(double, "a");
  const { service } = client(double.server, { tokens, dialect: "compozy" });
  const now = Math.floor(Date.now() / 1000);
  double.next.push(
    () => problem(429, "too many", { "retry-after": "0" }),
    () => problem(429, "too many", { "x-ratelimit-reset": String(now - 1) }),
    () => problem(429, "too many", { "ratelimit-reset": "0" }),
  );
  assert.equal((await service.getWorkflow("a")).id, "a");
  assert.equal(double.requests.length, 5);
  double.next.push(() => problem(429, "too many", { "ratelimit-reset": "3000" }));
  const { code, exit, details } = await failure(service.getWorkflow("a"));
  assert.deepEqual([code, exit, details.seconds], ["RATE_LIMITED", 6, 3000]);
  // A start is not repeated: there is no key that would keep it from counting twice.
  double.next.push(() => problem(429, "too many", { "retry-after": "0" }));
  const before = double.requests.length;
  assert.equal((await failure(service.createRun({ workflowId: "a", input: {} }))).code, "RATE_LIMITED");
  assert.equal(double.requests.length, before + 1);
});
