import assert from "node:assert/strict";
import { isOlder } from "../../src/adapters/remote/workspace_client.ts";
import type { LogLine, Run } from "../../src/domain/workflow/model.ts";
import type { WorkflowService } from "../../src/domain/workflow/ports.ts";
import { all, client, failure, fixedTokens, never, SHORT } from "./remote.ts";

const SECRET = "wst_0123456789abcdefghijklmnop";
const tokens = fixedTokens(SECRET);

type Answer = (request: Request, n: number) => Response | Promise<Response>;

/** A server that answers in one way, with what it was asked. */
function scripted(answer: Answer) {
  const requests: { line: string; headers: Headers; body: string }[] = [];
  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    requests.push({
      line: `${request.method} ${pathname}${search}`,
      headers: request.headers,
      body: await request.text(),
    });
    return await answer(request, requests.length);
  });
  return {
    server: `http://127.0.0.1:${listener.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => listener.shutdown(),
  };
}

const EMPTY = () => Response.json({ items: [] }, { headers: { "x-request-id": "req_1" } });

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = {
    status,
    code,
    title: `Title of ${code}`,
    detail: `Detail of ${code}.`,
    hint: `Hint of ${code}.`,
    details: { id: "x" },
    requestId: "req_2",
  };
  return Response.json(body, {
    status,
    headers: { "content-type": "application/problem+json", "x-request-id": "req_2", ...headers },
  });
}

const open = (double: { server: string }, given: Partial<Parameters<typeof client>[1]> = {}) =>
  client(double.server, { tokens, dialect: "workspace", ...given });

Deno.test("client: what is idempotent is tried again after 429, 502, 503 and 504, and told when it does not help", async () => {
  await using flaky = scripted((_, n) =>
    n <= 4 ? problem([429, 502, 503, 504][n - 1]!, "X", { "retry-after": "0" }) : EMPTY()
  );
  assert.deepEqual(await open(flaky).service.listWorkflows({}), { items: [] });
  assert.equal(flaky.requests.length, 5);
  await using broken = scripted(() => problem(503, "STORE_LOCKED"));
  const locked = await failure(open(broken).service.listWorkflows({}));
  assert.deepEqual([locked.code, locked.exit, broken.requests.length], ["STORE_LOCKED", 5, 5]);
  await using failing = scripted(() => problem(500, "INTERNAL"));
  const internal = await failure(open(failing).service.listWorkflows({}));
  assert.deepEqual([internal.code, internal.exit, failing.requests.length], ["SERVER_FAILED", 6, 1]);
  assert.equal(internal.details.requestId, "req_2");
});

Deno.test("client: a POST is tried again only where a key keeps it from counting twice", async () => {
  await using signals = scripted(() => problem(503, "X"));
  await failure(open(signals).service.signalRun("r", { name: "go", payload: null }));
  assert.equal(signals.requests.length, 1);
  await using starts = scripted((_, n) => n < 3 ? problem(502, "X") : problem(409, "WORKFLOW_DISABLED"));
  const disabled = await failure(open(starts).service.createRun({ workflowId: "a b/c", input: {} }));
  assert.deepEqual([disabled.code, disabled.exit, starts.requests.length], ["WORKFLOW_DISABLED", 1, 3]);
  assert.equal(starts.requests[0]!.line, "POST /api/v0/workflows/a%20b%2Fc/executions");
  const keys = new Set(starts.requests.map(({ headers }) => headers.get("idempotency-key")));
  assert.equal(keys.size, 1);
  assert.match([...keys][0]!, /^[0-9a-f-]{36}$/);
  await failure(open(starts).service.createRun({ workflowId: "a", input: {}, idempotencyKey: "mine" }));
  assert.equal(starts.requests.at(-1)!.headers.get("idempotency-key"), "mine");
});

Deno.test("client: a deletion whose answer was lost has happened", async () => {
  await using double = scripted((_, n) => n === 1 ? problem(504, "X") : problem(404, "WORKFLOW_NOT_FOUND"));
  await open(double).service.deleteWorkflow("a");
  assert.equal(double.requests.length, 2);
  assert.equal((await failure(open(double).service.deleteWorkflow("a"))).code, "WORKFLOW_NOT_FOUND");
});

Deno.test("client: faults keep their code, texts, exit code and parameters, several of them too", async () => {
  await using double = scripted(() =>
    Response.json({
      status: 422,
      code: "DEFINITION_INVALID",
      title: "one",
      detail: "why",
      hint: "do",
      details: { file: "a.yaml", line: 3 },
      requestId: "req_3",
      others: [{ code: "DEFINITION_INVALID", title: "two", detail: "why", hint: "do", details: {} }, { code: "?" }],
    }, { status: 422, headers: { "x-request-id": "req_3" } })
  );
  const request = { text: "", format: "yaml", name: "a.yaml", dryRun: false } as const;
  const error = await open(double).service.deployWorkflow(request).catch((error) => error);
  assert.ok(error instanceof AggregateError);
  assert.deepEqual(error.errors.map(({ code, exit, message, details }) => [code, exit, message, details]), [
    ["DEFINITION_INVALID", 15, "one", { file: "a.yaml", line: 3, requestId: "req_3" }],
    ["DEFINITION_INVALID", 15, "two", {}],
  ]);
});

Deno.test("client: a token goes to its server alone, and into no log", async () => {
  await using elsewhere = scripted(EMPTY);
  await using double = scripted(() => Response.redirect(`${elsewhere.server}/api/v0/workflows?token=x`, 307));
  const { service, logged } = open(double);
  const { code, exit, message } = await failure(service.listWorkflows({}));
  assert.deepEqual([code, exit], ["SERVER_REDIRECTS", 6]);
  assert.ok(message.includes(`${elsewhere.server}/api/v0/workflows`) && !message.includes("token=x"));
  assert.deepEqual(elsewhere.requests, []);
  assert.equal(double.requests[0]!.headers.get("authorization"), `Bearer ${SECRET}`);
  await using refusing = scripted(() => problem(401, "UNAUTHENTICATED"));
  const second = open(refusing);
  const refused = await failure(second.service.getRun("r"));
  assert.deepEqual([refused.code, refused.exit], ["UNAUTHENTICATED", 7]);
  assert.match(refused.hint, /workspace auth login --context team/);
  assert.ok(
    !JSON.stringify([logged, second.logged, refused.message, refused.reason, refused.details]).includes(SECRET),
  );
  await using forbidding = scripted(() => problem(403, "SCOPE_MISSING"));
  const forbidden = await failure(open(forbidding).service.setEnabled("a", true));
  assert.deepEqual([forbidden.code, forbidden.exit], ["SCOPE_MISSING", 7]);
  assert.match(forbidden.reason, /Detail of SCOPE_MISSING/);
});

Deno.test("client: a refused token is renewed once", async () => {
  await using double = scripted((request) =>
    request.headers.get("authorization") === "Bearer new" ? EMPTY() : problem(401, "UNAUTHENTICATED")
  );
  const refused: string[] = [];
  const renewing = {
    current: () => Promise.resolve("old"),
    renew: (token: string) => Promise.resolve((refused.push(token), "new")),
  };
  assert.deepEqual(await open(double, { tokens: renewing }).service.listWorkflows({}), { items: [] });
  assert.deepEqual(refused, ["old"]);
  const useless = { ...renewing, renew: () => Promise.resolve("still wrong") };
  assert.equal((await failure(open(double, { tokens: useless }).service.listWorkflows({}))).code, "UNAUTHENTICATED");
});

Deno.test("client: versions that do not go together are told once", async () => {
  await using double = scripted(() =>
    Response.json({ items: [] }, { headers: { "x-minimum-cli": "2.0.0", "x-api-version": "9" } })
  );
  const { service, logged } = open(double, { version: "1.9.9" });
  await service.listWorkflows({});
  await service.listWorkflows({});
  assert.equal(logged.filter((each) => each.includes("older than 2.0.0")).length, 1);
  const newer = open(double, { version: "2.0.0" });
  await newer.service.listWorkflows({});
  assert.equal(newer.logged.filter((each) => each.includes("newer than this program knows")).length, 1);
  assert.deepEqual(
    [["1.2.3", "1.2.4"], ["1.10.0", "1.9.9"], ["2.0.0", "v2.0.0"], ["x", "1.0.0"], ["0.9.9", "1.0.0"]].map(([a, b]) =>
      isOlder(a!, b!)
    ),
    [true, false, false, false, true],
  );
});

Deno.test("client: answers that are none are told as such; fields of newer servers do no harm", async () => {
  const answers = ["{", "[]", '{"items": 3}', '{"items": [{"id": 1}]}'];
  await using double = scripted((_, n) => new Response(answers[n - 1]));
  const { service } = open(double);
  for (const _ of answers) {
    const { code, exit } = await failure(service.listWorkflows({}));
    assert.deepEqual([code, exit], ["SERVER_ANSWER_INVALID", 6]);
  }
  await using newer = scripted(() => Response.json({ items: [], nextCursor: "c", shiny: true }));
  assert.equal((await open(newer).service.listWorkflows({})).nextCursor, "c");
  await using html = scripted(() => new Response("<html>", { status: 404, headers: { "content-type": "text/html" } }));
  const refused = await failure(open(html).service.listWorkflows({}));
  assert.deepEqual([refused.code, refused.details.status], ["SERVER_REFUSED", 404]);
});

Deno.test("client: a server that is not there, or not one of workflows", async () => {
  const gone = await failure(client("http://127.0.0.1:1", { tokens, dialect: "workspace" }).service.getRun("r"));
  assert.deepEqual([gone.code, gone.exit], ["SERVER_UNREACHABLE", 6]);
  await using other = scripted(() => new Response("hello"));
  const unknown = await failure(client(other.server, { tokens }).service.getRun("r"));
  assert.deepEqual([unknown.code, unknown.exit], ["SERVER_UNKNOWN", 6]);
  await using empty = scripted(() => Response.json({ status: 200, data: {} }));
  assert.equal((await failure(client(empty.server, { tokens }).service.getRun("r"))).code, "SERVER_UNKNOWN");
});

const line = (seq: number): LogLine => ({
  seq,
  at: "2026-01-02T03:04:05Z",
  task: "a",
  item: null,
  attempt: 1,
  stream: "stdout",
  level: null,
  text: `line ${seq}`,
});
const event = (name: string, data: unknown, id?: number) =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const stream = (text: string, type = "text/event-stream") => new Response(text, { headers: { "content-type": type } });
const texts = (events: Awaited<ReturnType<typeof all<{ kind: string; line?: LogLine; status?: string }>>>) =>
  events.map((each) => each.line?.text ?? each.status);

Deno.test("client: a followed log goes on after the last line where the connection broke, and no line comes twice", async () => {
  await using double = scripted((request, n) => {
    if (n === 1) {
      return stream(`: ping\n\n${event("line", line(1), 1)}${event("line", line(2), 2)}id: 3\nevent: line\ndata: {"se`);
    }
    if (n === 2) return problem(503, "SERVER_STOPPING", { "retry-after": "0" });
    assert.equal(request.headers.get("last-event-id"), "2");
    return stream(event("line", line(2), 2) + event("line", line(3), 3) + event("end", { status: "FAILED" }));
  });
  const events = await all(
    open(double).service.readLogs("run-1", { follow: true, tail: 5, task: "a", signal: never() }),
  );
  assert.deepEqual(texts(events), ["line 1", "line 2", "line 3", "FAILED"]);
  assert.deepEqual(double.requests.map((each) => each.line), [
    "GET /api/v0/executions/run-1/logs?follow=true&step=a&tail=5",
    "GET /api/v0/executions/run-1/logs?follow=true&step=a",
    "GET /api/v0/executions/run-1/logs?follow=true&step=a",
  ]);
});

Deno.test("client: a server that stays away while something is followed is lost: exit code 6", async () => {
  let isGone = false;
  await using double = scripted(() => {
    if (isGone) return stream("");
    isGone = true;
    return stream(event("line", line(1), 1));
  });
  const { service } = open(double);
  const seen: string[] = [];
  const lost = await failure((async () => {
    for await (const each of service.readLogs("r", { follow: true, signal: never() })) seen.push(each.kind);
  })());
  assert.deepEqual([lost.code, lost.exit, seen], ["SERVER_LOST", 6, ["line"]]);
  assert.match(lost.hint, /The run goes on/);
});

Deno.test("client: a server that begins again and again without anything new is given up", async () => {
  await using double = scripted(() => stream(event("run", { id: "r", status: "RUNNING" })));
  const seen: Run[] = [];
  const lost = await failure((async () => {
    for await (const run of open(double).service.watchRun("r", { signal: never() })) seen.push(run);
  })());
  assert.deepEqual([lost.code, seen.length, double.requests.length], ["SERVER_LOST", 1, SHORT.attempts + 1]);
});

Deno.test("client: a connection that gives no sign of life counts as broken", async () => {
  await using double = scripted((_, n) => {
    if (n > 1) return stream(event("end", { status: "SUCCESS" }));
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(event("line", line(1), 1))),
      }),
      {
        headers: { "content-type": "text/event-stream" },
      },
    );
  });
  const { service } = open(double, { silence: 30 });
  const events = await all(service.readLogs("r", { follow: true, signal: never() }));
  assert.deepEqual(texts(events), ["line 1", "SUCCESS"]);
});

Deno.test("client: a log that is not followed comes as lines of JSON; one that is cut off is not taken for whole", async () => {
  const whole = `${JSON.stringify({ kind: "line", line: line(1) })}\n\n${
    JSON.stringify({ kind: "end", status: "RUNNING" })
  }`;
  await using double = scripted((request) => {
    assert.match(request.headers.get("accept")!, /application\/x-ndjson/);
    return stream(whole, "application/x-ndjson");
  });
  const read = (service: WorkflowService) => all(service.readLogs("r", { follow: false, after: 0, signal: never() }));
  assert.deepEqual(texts(await read(open(double).service)), ["line 1", "RUNNING"]);
  await using cut = scripted(() => stream(whole.split("\n")[0]!, "application/x-ndjson"));
  assert.match((await failure(read(open(cut).service))).reason, /cut off/);
  await using failing = scripted(() =>
    stream(JSON.stringify({ kind: "error", status: 500, requestId: "req_9" }), "application/x-ndjson")
  );
  const failed = await failure(read(open(failing).service));
  assert.deepEqual([failed.code, failed.details.requestId], ["SERVER_FAILED", "req_9"]);
});

Deno.test("client: a run is watched through its states; what is not new is not told again", async () => {
  const state = (status: Run["status"]) => event("run", { id: "r", status });
  await using double = scripted((_, n) =>
    stream(
      n === 1
        ? state("PENDING") + state("RUNNING")
        : state("RUNNING") + state("SUCCESS") + event("end", { status: "SUCCESS" }),
    )
  );
  const runs = await all(open(double).service.watchRun("r", { signal: never() }));
  assert.deepEqual(runs.map(({ status }) => status), ["PENDING", "RUNNING", "SUCCESS"]);
  await using missing = scripted(() => problem(404, "RUN_NOT_FOUND"));
  assert.equal((await failure(all(open(missing).service.watchRun("r", { signal: never() })))).code, "RUN_NOT_FOUND");
  await using failing = scripted(() => stream(state("RUNNING") + event("error", { status: 500, requestId: "req_9" })));
  assert.equal((await failure(all(open(failing).service.watchRun("r", { signal: never() })))).code, "SERVER_FAILED");
});

Deno.test("client: artifacts come as they are, and etags are quoted", async () => {
  const bytes = new Uint8Array([0, 255, 13, 10]);
  await using double = scripted((request) => {
    if (request.method === "GET") return new Response(bytes, { headers: { "content-length": "4" } });
    if (request.method === "POST") return Response.json({ id: "a", warnings: [] });
    return problem(412, "PRECONDITION_FAILED");
  });
  const { service } = open(double);
  const { size, body } = await service.readArtifact("r", "dist/a.bin");
  assert.deepEqual([size, new Uint8Array(await new Response(body).arrayBuffer())], [4, bytes]);
  assert.equal(double.requests[0]!.line, "GET /api/v0/executions/workflows/r/artifacts/dist%2Fa.bin");
  const request = { text: "id: a", format: "yaml", name: "a", dryRun: false, etag: "e1" } as const;
  assert.equal((await failure(service.deployWorkflow(request))).code, "PRECONDITION_FAILED");
  assert.equal(double.requests.at(-1)!.headers.get("if-match"), '"e1"');
  assert.equal(double.requests.at(-1)!.line, "PUT /api/v0/workflows/a");
});

Deno.test("client: values of secrets from the environment are not sent to servers", async () => {
  await using double = scripted(() => problem(409, "RUN_NOT_FINAL"));
  const { service } = open(double);
  const environmentSecrets = { API_KEY: "correct horse battery" };
  await failure(service.rerun("r", { failed: true, environmentSecrets }));
  await failure(service.createRun({ workflowId: "a", input: {}, environmentSecrets }));
  assert.deepEqual(double.requests.map(({ body }) => body), ['{"failed":true}', '{"input":{}}']);
});
