import assert from "node:assert/strict";
import type { LogEvent, LogQuery, WorkflowService } from "../../../src/domain/workflow/ports.ts";
import { codesOf, definitionText, finish, logLine, source } from "./fixture.ts";
import type { Contract, Opened } from "../workflow_service.ts";

const open = async ({ service }: Opened): Promise<string> => {
  await service.deployWorkflow(source(definitionText("nightly")));
  return (await service.createRun({ workflowId: "nightly", input: {} })).run.id;
};

async function all(service: WorkflowService, id: string, query: Partial<LogQuery> = {}): Promise<(number | string)[]> {
  const events: (number | string)[] = [];
  for await (const event of service.readLogs(id, { follow: false, signal: new AbortController().signal, ...query })) {
    events.push(event.kind === "line" ? event.line.seq : event.status);
  }
  return events;
}

/** Logs, and states of runs as they change. */
export function followContract({ name, open: openService }: Contract): void {
  Deno.test(`${name}: a log is read whole, by task, since an instant, its end, and after a line`, async () => {
    await using opened = await openService();
    const { service, logs, store } = opened;
    const id = await open(opened);
    const lines = Array.from({ length: 2500 }, (_, i) => logLine(i + 1, i % 2 === 0 ? {} : { task: "second" }));
    logs.append(id, lines);
    const events: LogEvent[] = [];
    for await (const event of service.readLogs(id, { follow: false, signal: new AbortController().signal })) {
      events.push(event);
    }
    assert.deepEqual(events, [...lines.map((line) => ({ kind: "line", line })), { kind: "end", status: "PENDING" }]);
    finish(store, id, "FAILED");
    assert.deepEqual(await all(service, id, { tail: 3 }), [2498, 2499, 2500, "FAILED"]);
    assert.deepEqual(await all(service, id, { tail: 2, task: "first" }), [2497, 2499, "FAILED"]);
    assert.deepEqual(await all(service, id, { since: logLine(2499).at }), [2499, 2500, "FAILED"]);
    assert.deepEqual(await all(service, id, { after: 2498 }), [2499, 2500, "FAILED"]);
    assert.deepEqual(await all(service, id, { tail: 0 }), ["FAILED"]);
    assert.deepEqual(await all(service, id, { task: "none", follow: true }), ["FAILED"]);
    assert.deepEqual(await codesOf(all(service, "run-unknown")), ["RUN_NOT_FOUND"]);
  });

  Deno.test(`${name}: following a log gives what comes, and ends with the run, never before`, async () => {
    await using opened = await openService();
    const { service, logs, store } = opened;
    const id = await open(opened);
    logs.append(id, [logLine(1)]);
    const given: (number | string)[] = [];
    for await (const event of service.readLogs(id, { follow: true, signal: new AbortController().signal })) {
      given.push(event.kind === "line" ? event.line.seq : event.status);
      if (event.kind === "end") break;
      const { seq } = event.line;
      if (seq < 5) logs.append(id, [logLine(seq + 1)]);
      else if (seq === 5) {
        // The last lines and the end come at once: none may be left out.
        logs.append(id, [logLine(6), logLine(7)]);
        finish(store, id);
      }
    }
    assert.deepEqual(given, [1, 2, 3, 4, 5, 6, 7, "SUCCESS"]);
  });

  Deno.test(`${name}: following ends at once when it is aborted, without saying that the run ended`, async () => {
    await using opened = await openService();
    const { service, logs } = opened;
    const id = await open(opened);
    logs.append(id, [logLine(1)]);
    const controller = new AbortController();
    const kinds: string[] = [];
    for await (const event of service.readLogs(id, { follow: true, signal: controller.signal })) {
      kinds.push(event.kind);
      controller.abort();
    }
    assert.deepEqual(kinds, ["line"]);
  });

  Deno.test(`${name}: a run is watched through its changes to its end`, async () => {
    await using opened = await openService();
    const { service, store } = opened;
    const id = await open(opened);
    const seen: string[] = [];
    const at = "2026-11-20T10:00:00Z";
    for await (const run of service.watchRun(id, { signal: new AbortController().signal })) {
      seen.push(run.status);
      if (run.status === "PENDING") store.updateRun(id, { status: "RUNNING", startedAt: at });
      // Changes of other runs are none of this one.
      store.setMeta("other", crypto.randomUUID());
      if (run.status === "RUNNING") finish(store, id, "CANCELED");
    }
    assert.deepEqual(seen, ["PENDING", "RUNNING", "CANCELED"]);
    const controller = new AbortController();
    const { run } = await service.createRun({ workflowId: "nightly", input: {} });
    let count = 0;
    for await (const _ of service.watchRun(run.id, { signal: controller.signal })) {
      count++;
      controller.abort();
    }
    assert.equal(count, 1);
  });
}
