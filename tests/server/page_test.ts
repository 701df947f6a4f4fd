import assert from "node:assert/strict";
import type { TaskState } from "../../src/domain/workflow/model.ts";
import { finish, logLine, source } from "../contract/workflow_service/fixture.ts";
import { startTestServer, type TestServer } from "./test_server.ts";

const FLOW = `id: flow
description: About <it>
schedule: {cron: "0 2 * * *", timezone: Europe/Berlin, catchup: 1h}
tasks:
  - {id: first, type: shell, run: echo first}
  - {id: ask, type: approval, needs: [first]}
`;

interface Reader extends AsyncDisposable {
  server: TestServer;
  visit(path: string): Promise<{ status: number; text: string; headers: Headers }>;
  open(path: string): Promise<Response>;
  runId: string;
}

/** A server with a run, and a session of its page. */
async function reader(): Promise<Reader> {
  const server = await startTestServer();
  await server.open.service.deployWorkflow(source(FLOW));
  const { run } = await server.open.service.createRun({ workflowId: "flow", input: { note: "<b>" } });
  const opened = await fetch(await server.link());
  await opened.body?.cancel();
  const cookie = opened.headers.get("set-cookie")!.split(";")[0]!;
  const open = (path: string) => fetch(`${server.url}${path}`, { redirect: "manual", headers: { cookie } });
  return {
    server,
    runId: run.id,
    open,
    async visit(path) {
      const response = await open(path);
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const task = (name: string, change: Partial<TaskState> = {}): TaskState => ({
  task: name,
  item: null,
  type: "shell",
  status: "SUCCESS",
  attempts: 1,
  startedAt: "2026-01-01T00:00:00Z",
  endedAt: "2026-01-01T01:02:03Z",
  exitCode: 0,
  output: null,
  error: null,
  reason: null,
  decision: null,
  ...change,
});

Deno.test("page: a run that has ended says how its tasks went, what they made and why it failed", async () => {
  await using at = await reader();
  const { store, folder } = at.server.open;
  store.putTasks(at.runId, [
    task("first"),
    task("first", { item: 1, status: "FAILED", exitCode: 3, endedAt: "2026-01-01T00:01:05Z" }),
    task("first", {
      item: 2,
      status: "FAILED",
      error: { code: "EXIT_CODE", message: "it ended <badly>" },
      exitCode: 1,
    }),
    task("ask", {
      type: "approval",
      decision: { decision: "rejected", by: "bob", at: "2026-01-01T00:00:00Z", comment: "not & today" },
    }),
  ]);
  Deno.writeTextFileSync(`${folder}/a`, "x".repeat(2048));
  store.addArtifact(at.runId, { name: "out/a b.txt", task: "first", path: `${folder}/a`, size: 2048 });
  store.updateRun(at.runId, {
    status: "FAILED",
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: "2026-01-01T00:00:01.5Z",
    error: { code: "EXIT_CODE", message: "task 'first' failed" },
    reason: "by <hand>",
  });
  const { status, text } = await at.visit(`/runs/${at.runId}`);
  assert.equal(status, 200);
  for (
    const part of [
      "<strong>EXIT_CODE</strong> task &#39;first&#39; failed",
      "by &lt;hand&gt;",
      "1.5\u00a0s",
      "1\u00a0h\u00a02\u00a0min",
      "1\u00a0min\u00a05\u00a0s",
      "first[1]",
      "exit code 3",
      "it ended &lt;badly&gt;",
      "rejected by bob: not &amp; today",
      "2.0 KiB",
      `/api/v0/executions/workflows/${at.runId}/artifacts/out%2Fa%20b.txt`,
      "&quot;note&quot;: &quot;&lt;b&gt;&quot;",
    ]
  ) assert.ok(text.includes(part), part);
  assert.ok(!text.includes("data-live"));
  const artifact = await at.visit(`/api/v0/executions/workflows/${at.runId}/artifacts/out%2Fa%20b.txt`);
  assert.equal(artifact.text.length, 2048);
});

Deno.test("page: what waits for an approval says how to decide", async () => {
  await using at = await reader();
  at.server.open.store.putTasks(at.runId, [task("ask", { type: "approval", status: "WAITING", endedAt: null })]);
  const { text } = await at.visit(`/runs/${at.runId}`);
  assert.ok(text.includes(`<code>workspace run approve ${at.runId} --task ask</code>`));
});

Deno.test("page: a long log begins with its end; the rest is a link away, as is the log of one task", async () => {
  await using at = await reader();
  const lines = Array.from({ length: 2500 }, (_, i) => logLine(i + 1, { task: i % 2 === 0 ? "first" : "ask" }));
  at.server.open.logs.append(at.runId, lines);
  finish(at.server.open.store, at.runId);
  const numbers = (text: string) => [...text.matchAll(/<li id="L(\d+)"/g)].map(([, each]) => Number(each));
  const end = await at.visit(`/runs/${at.runId}`);
  assert.deepEqual([numbers(end.text)[0], numbers(end.text).at(-1)], [1501, 2500]);
  assert.match(end.text, /Earlier lines are not shown/);
  const begin = await at.visit(`/runs/${at.runId}?after=0`);
  assert.deepEqual([numbers(begin.text)[0], numbers(begin.text).at(-1)], [1, 1000]);
  assert.match(begin.text, /href="\/runs\/[\w-]+\?after=1000#log">Next lines/);
  const next = await at.visit(`/runs/${at.runId}?after=2000`);
  assert.deepEqual([numbers(next.text)[0], numbers(next.text).at(-1)], [2001, 2500]);
  assert.doesNotMatch(next.text, /Next lines/);
  const one = await at.visit(`/runs/${at.runId}?task=ask&after=0`);
  assert.ok(numbers(one.text).every((each) => each % 2 === 0));
  assert.match(one.text, /Log of ask/);
  const plain = await at.visit(`/runs/${at.runId}/log.txt`);
  assert.match(plain.headers.get("content-disposition")!, /^attachment; filename="run-\w+\.txt"$/);
  assert.equal(plain.text.trim().split("\n").length, 2500);
  assert.match(plain.text, /^2026-11-20T00:00:01\.000Z first line 1\n/);
});

Deno.test("page: lists, their filters and pages", async () => {
  await using at = await reader();
  const { service, store } = at.server.open;
  for (let i = 0; i < 60; i++) {
    finish(store, (await service.createRun({ workflowId: "flow", input: {} })).run.id, "FAILED");
  }
  const first = await at.visit("/runs?status=FAILED&workflow=flow&since=2026-01-01");
  assert.equal(first.text.match(/<tr><td><a class="mono"/g)?.length, 50);
  assert.match(first.text, /<option value="FAILED" selected>failed<\/option>/);
  assert.match(first.text, /<option value="flow" selected>flow<\/option>/);
  const [, next] = /rel="next" href="([^"]+)"/.exec(first.text)!;
  const second = await at.visit(next!.replaceAll("&amp;", "&"));
  assert.equal(second.text.match(/<tr><td><a class="mono"/g)?.length, 10);
  assert.match(second.text, />First page<\/a>/);
  for (const path of ["/runs?cursor=forged", "/runs?status=NONE&since=soon&after=x", "/?cursor=%00", "/?name=%5B"]) {
    const { status, text } = await at.visit(path);
    assert.ok(status < 500 && text.startsWith("<!doctype html>"), path);
  }
  assert.match((await at.visit("/?name=nothing-like-it")).text, /No workflows of this name/);
  const { text } = await at.visit("/workflows/flow");
  for (const part of ["About &lt;it&gt;", "timezone: Europe/Berlin", "All runs of it"]) {
    assert.ok(text.includes(part), part);
  }
  const schedules = await at.visit("/schedules");
  for (const part of ["<code>0 2 * * *</code>", "Europe/Berlin", "1h", "active"]) {
    assert.ok(schedules.text.includes(part));
  }
  assert.deepEqual(at.server.failures, []);
});

Deno.test("page: the stream of a run has lines as spans, states of tasks, and its end; it goes on where it was", async () => {
  await using at = await reader();
  const { store, logs } = at.server.open;
  logs.append(at.runId, [logLine(1), logLine(2, { text: "\x1b[31mred", task: "first", item: 3 })]);
  finish(store, at.runId);
  const { text, headers } = await at.visit(`/runs/${at.runId}/live?after=1`);
  assert.equal(headers.get("content-type"), "text/event-stream");
  const events = text.trim().split("\n\n").map((block) =>
    Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)))
  );
  const line = events.find(({ event }) => event === "line")!;
  assert.equal(line.id, "2");
  assert.deepEqual(JSON.parse(line.data!), {
    seq: 2,
    at: logLine(2).at,
    task: "first[3]",
    stream: "stdout",
    spans: [{ text: "red", classes: "f1" }],
  });
  assert.equal(events.filter(({ event }) => event === "line").length, 1);
  assert.deepEqual(JSON.parse(events.find(({ event }) => event === "end")!.data!), { status: "SUCCESS" });
  assert.equal(JSON.parse(events.find(({ event }) => event === "run")!.data!).status, "SUCCESS");
  assert.equal((await at.visit("/runs/run-none/live")).status, 404);
  for (const [path, type] of [["/assets/page.css", "text/css"], ["/assets/page.js", "text/javascript"]] as const) {
    const asset = await fetch(`${at.server.url}${path}`);
    assert.ok(asset.headers.get("content-type")!.startsWith(type) && (await asset.text()).length > 500);
  }
});

Deno.test("page: a browser that goes away ends the stream of a run that goes on", async () => {
  await using at = await reader();
  const response = await at.open(`/runs/${at.runId}/live`);
  const body = response.body!.getReader();
  await body.read();
  await body.cancel();
  await at.server.stop(5000);
  assert.deepEqual(at.server.failures, []);
});
