import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Fault } from "../../src/kernel/fault.ts";
import { makeAuthority } from "../registry/authority.ts";
import { definitionText, finish, logLine, source } from "../contract/workflow_service/fixture.ts";
import { startTestServer, type TestServer } from "./test_server.ts";

const WITHOUT_OPENSSL = Deno.build.os === "windows";

async function startRun({ open }: TestServer): Promise<string> {
  await open.service.deployWorkflow(source(definitionText("flow")));
  return (await open.service.createRun({ workflowId: "flow", input: {} })).run.id;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(() => "", (error) => error instanceof Fault ? error.code : String(error));
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "TLS: requests are encrypted, and the page's cookie goes no other way",
  ignore: WITHOUT_OPENSSL,
  fn: () =>
    withFolder(async (folder) => {
      const { ca, cert, key } = await makeAuthority(folder);
      await using server = await startTestServer({ tls: { cert, key } });
      assert.match(server.url, /^https:\/\/127\.0\.0\.1:/);
      using client = Deno.createHttpClient({ caCerts: [ca] });
      const health = await fetch(`${server.url}/api/v0/health`, { client });
      assert.equal((await health.json()).status, "ok");
      await assert.rejects(
        fetch(`${server.url}/api/v0/health`),
        ({ cause }: Error) => /certificate/i.test(String(cause)),
      );
      const opened = await fetch(await server.link(), { client });
      assert.equal(opened.status, 200);
      await opened.body?.cancel();
      assert.match(opened.headers.get("set-cookie")!, /^__Host-workspace_page_\d+=[\w-]{43}; Path=\/; .*; Secure$/);
    }),
});

Deno.test({
  name: "TLS: certificates that cannot be used, and another one's key, are a fault before anything listens",
  ignore: WITHOUT_OPENSSL,
  fn: () =>
    withFolder(async (folder) => {
      const other = await makeAuthority(folder);
      const { cert, key } = await makeAuthority(folder);
      for (
        const tls of [{ cert: "", key }, { cert: "no PEM", key }, { cert, key: "no PEM" }, { cert, key: other.key }]
      ) {
        assert.equal(await codeOf(startTestServer({ tls })), "CERTIFICATE_UNREADABLE", JSON.stringify(tls));
      }
    }),
});

Deno.test("a port that is taken is a fault that names it", async () => {
  await using server = await startTestServer();
  assert.equal(await codeOf(startTestServer({ port: Number(new URL(server.url).port) })), "ADDRESS_IN_USE");
});

Deno.test("a body without an announced length is refused as soon as it is too long", async () => {
  await using server = await startTestServer();
  const token = await server.token(["deploy"]);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      if (sent > 256 * 1024 * 1024) controller.close();
      else controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const headers = { "content-type": "application/json" };
  const refused = await server.ask("/api/v0/workflows", { method: "POST", token, body, headers }).catch(() =>
    undefined
  );
  if (refused) assert.deepEqual([refused.status, (await refused.json()).code], [413, "BODY_TOO_LARGE"]);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken`);
  assert.deepEqual(server.failures, []);
});

Deno.test("stopping: what is being answered is answered, streams end, changes wait for the next server", async () => {
  await using server = await startTestServer();
  const runId = await startRun(server);
  const token = await server.token(["admin"]);
  const headers = { accept: "text/event-stream" };
  const logs = await server.ask(`/api/v0/executions/${runId}/logs?follow=true`, { token, headers });
  const watched = await server.ask(`/api/v0/executions/workflows/${runId}/stream`, { token, headers });
  // A change whose body comes while the server stops.
  const { promise: rest, resolve: sendRest } = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const text = JSON.stringify({ reason: "late" });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, 5)));
      taken.resolve();
      await rest;
      controller.enqueue(new TextEncoder().encode(text.slice(5)));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const late = server.ask(`/api/v0/executions/workflows/${runId}/cancel`, {
    method: "POST",
    token,
    body,
    headers: { "content-type": "application/json" },
  });
  await taken.promise;
  await reached(server, (line) => line.includes("readLogs"));
  server.open.logs.append(runId, [logLine(1)]);
  const reader = logs.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value!, /event: line/);
  const stopped = server.stop(200);
  sendRest();
  const answered = await late.catch(() => undefined);
  if (answered) {
    // Either it came in before the server began to stop, or it was told to come again.
    const text = await answered.text();
    assert.ok([202, 503].includes(answered.status), text);
  }
  while (!(await reader.read()).done);
  await watched.text();
  await stopped;
  await assert.rejects(fetch(`${server.url}/api/v0/health`));
  assert.deepEqual(server.failures, []);
});

/** Waits until the access log has such a line. */
async function reached({ access }: TestServer, fits: (line: string) => boolean): Promise<void> {
  while (!access.some(fits)) await new Promise((resolve) => setTimeout(resolve, 1));
}

Deno.test("a reader of a large log that does not read makes the server wait, not grow, and does not keep it from ending", async () => {
  await using server = await startTestServer();
  const runId = await startRun(server);
  const text = "x".repeat(2000);
  for (let first = 1; first < 40_000; first += 1000) {
    server.open.logs.append(runId, Array.from({ length: 1000 }, (_, i) => logLine(first + i, { text })));
  }
  finish(server.open.store, runId);
  let taken = 0;
  const { read } = server.open.logs;
  server.open.parts.logs.read = server.open.logs.read = (id, query) => {
    const lines = read(id, query);
    taken += lines.length;
    return lines;
  };
  const token = await server.token(["read"]);
  const response = await server.ask(`/api/v0/executions/${runId}/logs`, { token });
  const reader = response.body!.getReader();
  await reader.read();
  // Long enough for a server that does not wait to read all of it.
  for (let before = -1; before !== taken;) {
    before = taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(taken < 40_000, `${taken} lines were read ahead`);
  await server.stop(0);
  await reader.cancel().catch(() => {});
});

Deno.test("artifacts: only names that a run has kept are files, and they are never shown by a browser", async () => {
  await using server = await startTestServer();
  const runId = await startRun(server);
  const path = `${server.open.folder}/kept.html`;
  Deno.writeTextFileSync(path, "<script>alert(1)</script>");
  server.open.store.addArtifact(runId, { name: 'kept".html', task: "first", path, size: 25 });
  finish(server.open.store, runId);
  const token = await server.token(["read"]);
  const kept = await server.ask(`/api/v0/executions/workflows/${runId}/artifacts/${encodeURIComponent('kept".html')}`, {
    token,
  });
  assert.equal(await kept.text(), "<script>alert(1)</script>");
  assert.deepEqual(
    ["content-type", "content-disposition", "x-content-type-options", "content-length", "content-security-policy"]
      .map((name) => kept.headers.get(name)),
    [
      "application/octet-stream",
      'attachment; filename="kept_.html"',
      "nosniff",
      "25",
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    ],
  );
  const here = fileURLToPath(import.meta.url);
  for (
    const name of [here, `../../../../..${here}`, "../kept.html", "kept.html", `${path}\u0000`, "/etc/passwd"]
  ) {
    const refused = await rawGet(
      server,
      `/api/v0/executions/workflows/${runId}/artifacts/${encodeURIComponent(name)}`,
      token,
    );
    assert.match(refused, /^HTTP\/1\.1 404 .*ARTIFACT_NOT_FOUND/s, name);
    const plain = await rawGet(
      server,
      `/api/v0/executions/workflows/${runId}/artifacts/${name.replaceAll("\u0000", "")}`,
      token,
    );
    assert.match(plain, /^HTTP\/1\.1 4\d\d /, name);
  }
});

/** A request for a path exactly as it is given. */
async function rawGet({ url }: TestServer, path: string, token: string): Promise<string> {
  const { hostname, port, host } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    "Connection: close",
    "",
    "",
  ];
  await connection.write(new TextEncoder().encode(lines.join("\r\n")));
  return await new Response(connection.readable).text().catch(() => "");
}

Deno.test("the access log has one line of JSON for each request, and never a token, a key or a query", async () => {
  await using server = await startTestServer();
  const token = await server.token(["read"], { name: "grace" });
  const runId = await startRun(server);
  finish(server.open.store, runId);
  const link = await server.link();
  const key = new URL(link).searchParams.get("key")!;
  const id = "my-own-request-id";
  for (
    const response of [
      await server.ask("/api/v0/workflows?name=private-words", { token, headers: { "x-request-id": id } }),
      await server.ask("/api/v0/workflows", { token: "wst_guessed-token" }),
      await fetch(link),
      await server.ask("/api/v0/health", { headers: { "x-request-id": '"}\\u000a spoofed' } }),
      await server.ask("/%22%0a%7d", { token }),
    ]
  ) await response.body?.cancel();
  const entries = server.access.map((line) => JSON.parse(line));
  assert.deepEqual(
    entries.map(({ actor, method, path, route, status }) => [actor, method, path, route, status]),
    [
      ["grace", "GET", "/api/v0/workflows", "listWorkflows", 200],
      [null, "GET", "/api/v0/workflows", "listWorkflows", 401],
      [null, "GET", "/open", "page.open", 200],
      [null, "GET", "/api/v0/health", "health", 200],
      [null, "GET", "/%22%0a%7d", "unknown", 404],
    ],
  );
  assert.equal(entries[0].requestId, id);
  for (const { at, address, requestId, milliseconds } of entries) {
    assert.ok(Temporal.Instant.from(at) && address === "127.0.0.1" && milliseconds >= 0);
    assert.match(requestId, /^[\w.-]{8,64}$/);
  }
  const whole = server.access.join("\n");
  for (const hidden of [token, key, "guessed", "private-words", "spoofed"]) assert.ok(!whole.includes(hidden), hidden);
});

Deno.test("requests of other origins and to other names are refused, the server's own and given names are not", async () => {
  await using server = await startTestServer({ names: ["workflows.example"] });
  const { host } = new URL(server.url);
  const statuses = [];
  for (
    const [name, origin] of [
      [host, undefined],
      [host, `http://${host}`],
      [`workflows.example:${new URL(server.url).port}`, undefined],
      ["evil.example", undefined],
      [host, "https://evil.example"],
      [host, "null"],
    ]
  ) {
    const { hostname, port } = new URL(server.url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const head = `GET /api/v0/health HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n`;
    await connection.write(new TextEncoder().encode(`${head}${origin ? `Origin: ${origin}\r\n` : ""}\r\n`));
    statuses.push((await new Response(connection.readable).text()).slice(9, 12));
  }
  assert.deepEqual(statuses, ["200", "200", "200", "403", "403", "403"]);
});

Deno.test("metrics: for those with a token, in Prometheus's format", async () => {
  await using server = await startTestServer({
    gauges: () => ["# TYPE workspace_open_runs gauge", "workspace_open_runs 3"],
  });
  const refused = await server.ask("/metrics");
  assert.equal(refused.status, 401);
  await refused.body?.cancel();
  const token = await server.token(["read"]);
  await (await server.ask("/api/v0/workflows", { token })).body?.cancel();
  const response = await server.ask("/metrics", { token });
  assert.match(response.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  assert.match(text, /^workspace_http_requests_total\{route="listWorkflows",method="GET",status="200"\} 1$/m);
  assert.match(text, /^workspace_http_request_seconds_count\{route="listWorkflows"\} 1$/m);
  assert.match(text, /^workspace_open_runs 3$/m);
  const samples = text.trim().split("\n").filter((line) => !line.startsWith("#"));
  for (const line of samples) assert.match(line, /^[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [\d.e+-]+$/, line);
});

Deno.test("the page: who reads too much or guesses keys waits; its session reads, and changes nothing", async () => {
  await using server = await startTestServer({ requestsPerMinute: 30 });
  const runId = await startRun(server);
  const opened = await fetch(await server.link());
  await opened.body?.cancel();
  const cookie = opened.headers.get("set-cookie")!.split(";")[0]!;
  const visit = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      redirect: "manual",
      ...init,
      headers: { cookie, ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers };
  };
  const page = await visit(`/runs/${runId}`);
  assert.equal(page.status, 200);
  assert.equal(
    page.headers.get("content-security-policy"),
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  assert.deepEqual(["cache-control", "referrer-policy"].map((name) => page.headers.get(name)), [
    "no-store",
    "no-referrer",
  ]);
  assert.equal((await visit(`/api/v0/executions/workflows/${runId}`)).status, 200);
  assert.equal((await visit("/api/v0/audit-log")).status, 403);
  assert.equal((await visit(`/api/v0/executions/workflows/${runId}/cancel`, { method: "POST" })).status, 401);
  assert.equal((await visit("/", { method: "POST" })).status, 405);
  const shortened = await visit(`/runs/${runId.slice(0, -2)}`);
  assert.deepEqual([shortened.status, shortened.headers.get("location")], [302, `/runs/${runId}`]);
  assert.match((await visit("/runs/run-nowhere")).text, /<h1>Run &#39;run-nowhere&#39; not found/);
  assert.equal((await visit("/workflows/%00%zz")).status, 404);
  assert.equal((await visit("/", { method: "HEAD" })).text, "");
  server.clock.moved = Temporal.Duration.from({ hours: 12 });
  assert.equal((await visit("/")).status, 401);
  const link = await server.link();
  const looked = await fetch(link, { method: "HEAD" });
  assert.equal(looked.status, 403);
  server.clock.moved = server.clock.moved.add({ minutes: 6 });
  assert.equal((await visit(new URL(link).pathname + new URL(link).search)).status, 403);
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await visit(`/open?key=guess${i}`)).status);
  assert.equal(statuses.at(-1), 429);
  assert.deepEqual(server.failures, []);
});
