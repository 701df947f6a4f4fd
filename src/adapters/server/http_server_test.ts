import assert from "node:assert/strict";
import type { Token } from "../../domain/workflow/model.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { WORKFLOW_NOT_FOUND } from "../../domain/workflow/faults.ts";
import { openApiDocument } from "../../domain/workflow/rest/openapi.ts";
import { type AccessEntry, startHttpServer } from "./http_server.ts";
import { requestMetrics } from "./metrics.ts";
import { tokenBuckets } from "./rate_limit.ts";

const NOW = Temporal.Instant.from("2026-01-02T00:00:00Z");
const TOKENS: Record<string, Token> = Object.fromEntries(
  ([
    ["reader", ["read"], null, false],
    ["admin", ["admin"], null, false],
    ["runner", ["run"], null, false],
    ["old", ["admin"], "2026-01-01T00:00:00Z", false],
    ["revoked", ["admin"], null, true],
  ] as const).map(([name, scopes, expiresAt, revoked]) => [
    `secret-${name}`,
    { id: name, name, scopes: [...scopes], createdAt: NOW.toString(), expiresAt, lastUsedAt: null, revoked },
  ]),
);

/** A service of which only what these tests ask is there. */
const SERVICE = {
  info: () => Promise.resolve({ version: "1.0.0", apiVersion: 1, minimumCli: "0.1.0", capabilities: {} }),
  listWorkflows: (query: unknown) => Promise.resolve({ items: [], query }),
  getWorkflow: (id: string) => Promise.reject(WORKFLOW_NOT_FOUND({ id, known: ["data"] })),
  deleteWorkflow: () => Promise.reject(new TypeError("a bug with /secret/path")),
  getRun: (id: string) => Promise.resolve({ id }),
  async *readLogs() {
    yield { kind: "line", line: { seq: 3, text: "hello" } };
    yield { kind: "end", status: "SUCCESS" };
  },
} as unknown as WorkflowService;

async function withServer(
  work: (
    ask: (path: string, init?: RequestInit & { token?: string }) => Promise<Response>,
    seen: Seen,
  ) => Promise<void>,
  { perMinute = 600 } = {},
): Promise<void> {
  const seen: Seen = { access: [], failures: [], actors: [] };
  const clock = { now: () => NOW };
  const server = startHttpServer({
    hostname: "127.0.0.1",
    port: 0,
    tls: undefined,
    names: [],
    metrics: requestMetrics(),
    access: (entry) => void seen.access.push(entry),
    page: () => Promise.resolve(undefined),
    rest: {
      clock,
      service: ({ name }) => {
        seen.actors.push(name);
        return SERVICE;
      },
      findToken: (token) => TOKENS[token],
      findSession: () => undefined,
      openapi: () => Promise.resolve(openApiDocument("1.0.0")),
      rateLimit: tokenBuckets(perMinute, clock),
      isStopping: () => false,
      failed: (error) => void seen.failures.push(error),
    },
  });
  try {
    await work((path, { token, ...init } = {}) =>
      fetch(`${server.url}${path}`, {
        ...init,
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
      }), seen);
  } finally {
    await server.stop(1000);
  }
}

interface Seen {
  access: AccessEntry[];
  failures: unknown[];
  actors: string[];
}

async function problem(
  response: Response,
): Promise<{ status: number; code: string; detail: string; requestId: string }> {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const found = await response.json();
  assert.equal(found.status, response.status);
  assert.equal(found.requestId, response.headers.get("x-request-id"));
  return found;
}

Deno.test("what needs a token takes a valid one with the scope, and nothing else", async () => {
  await withServer(async (ask, { actors }) => {
    const health = await ask("/api/v0/health");
    assert.equal(health.status, 200);
    assert.equal((await health.json()).status, "ok");
    for (const token of [undefined, "secret-nobody", "secret-old", "secret-revoked"]) {
      const refused = await ask("/api/v0/workflows", token ? { token } : {});
      assert.equal((await problem(refused)).code, "UNAUTHENTICATED");
      assert.equal(refused.headers.get("www-authenticate"), "Bearer");
    }
    assert.deepEqual(await (await ask("/api/workflows?limit=3", { token: "secret-reader" })).json(), {
      items: [],
      query: { limit: 3 },
    });
    const denied = await ask("/api/v0/workflows/x", { token: "secret-reader", method: "DELETE" });
    assert.deepEqual([denied.status, (await problem(denied)).code], [403, "SCOPE_MISSING"]);
    const seen = await ask("/api/workflows", { token: "secret-runner" });
    assert.deepEqual([seen.status, (await seen.json()).items], [200, []]);
    const refused = await ask("/api/v0/workflows/x", { token: "secret-runner", method: "DELETE" });
    assert.equal((await problem(refused)).code, "SCOPE_MISSING");
    assert.deepEqual(actors, ["anonymous", "reader", "runner"]);
  });
});

Deno.test("faults of the service are problem documents; mistakes of the server tell nothing", async () => {
  await withServer(async (ask, { failures }) => {
    const missing = await problem(await ask("/api/v0/workflows/dta", { token: "secret-admin" }));
    assert.deepEqual([missing.status, missing.code], [404, "WORKFLOW_NOT_FOUND"]);
    const bug = await ask("/api/v0/workflows/x", { token: "secret-admin", method: "DELETE" });
    const told = await problem(bug);
    assert.deepEqual([told.status, told.code], [500, "INTERNAL"]);
    assert.ok(!JSON.stringify(told).includes("/secret/path"));
    assert.equal(failures.length, 1);
  });
});

Deno.test("requests that are not as their route says are refused with what is wrong", async () => {
  await withServer(async (ask) => {
    const token = "secret-admin";
    const cases: [string, RequestInit, number, RegExp][] = [
      ["/api/v0/nowhere", {}, 404, /ROUTE_NOT_FOUND/],
      ["/api/v0/workflows", { method: "PATCH" }, 405, /It takes GET, POST/],
      ["/api/v0/workflows?limit=zero", {}, 400, /'limit' is not an integer of at least 1/],
      ["/api/v0/workflows?nope=1", {}, 400, /'nope' is not known/],
      ["/api/v0/workflows?limit=1&limit=2", {}, 400, /'limit' is given twice/],
      ["/api/v0/workflows/%zz", {}, 400, /percent-encoded/],
      ["/api/v0/workflows", { method: "POST", body: "x=1" }, 415, /application\/json/],
      [
        "/api/v0/workflows",
        { method: "POST", body: "{", headers: { "content-type": "application/json" } },
        400,
        /JSON/,
      ],
      [
        "/api/v0/workflows",
        { method: "POST", body: `{"text": 1}`, headers: { "content-type": "application/json" } },
        400,
        /'text' is not a text/,
      ],
      [
        "/api/v0/workflows",
        { method: "POST", body: " ".repeat(4 * 1024 * 1024 + 1), headers: { "content-type": "application/json" } },
        413,
        /At most 4194304 bytes/,
      ],
    ];
    for (const [path, init, status, pattern] of cases) {
      const response = await ask(path, { ...init, token });
      assert.equal(response.status, status, path);
      assert.match(JSON.stringify(await problem(response)), pattern);
    }
  });
});

Deno.test("other pages' requests and other names are refused", async () => {
  await withServer(async (ask) => {
    const foreign = await ask("/api/v0/health", { headers: { origin: "https://evil.example" } });
    assert.equal((await problem(foreign)).code, "ORIGIN_REFUSED");
    const health = await ask("/api/v0/health");
    await health.body?.cancel();
    const rebound = await rawRequest(new URL(health.url), "evil.example");
    assert.match(rebound, /^HTTP\/1\.1 403 /);
  });
});

/** A request with a `Host` that fetch would not send. */
async function rawRequest(url: URL, host: string): Promise<string> {
  using connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  const request = `GET ${url.pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return await new Response(connection.readable).text().catch(() => "");
}

Deno.test("streams: server-sent events with ids, or lines of JSON, as the client asks", async () => {
  await withServer(async (ask) => {
    const path = "/api/v0/executions/run-1/logs";
    const lines = await ask(path, { token: "secret-reader" });
    assert.equal(lines.headers.get("content-type"), "application/x-ndjson");
    assert.deepEqual((await lines.text()).trim().split("\n").map((line) => JSON.parse(line)), [
      { kind: "line", line: { seq: 3, text: "hello" } },
      { kind: "end", status: "SUCCESS" },
    ]);
    const events = await ask(path, { token: "secret-reader", headers: { accept: "text/event-stream" } });
    assert.equal(
      await events.text(),
      `id: 3\nevent: line\ndata: {"seq":3,"text":"hello"}\n\nevent: end\ndata: {"status":"SUCCESS"}\n\n`,
    );
  });
});

Deno.test("too many requests, and guessed tokens, have to wait", async () => {
  await withServer(async (ask, { access }) => {
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      const response = await ask("/api/v0/workflows", { token: "secret-reader" });
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    const guess = await ask("/api/v0/workflows", { token: "secret-guess" });
    await guess.body?.cancel();
    const next = await ask("/api/v0/health");
    assert.equal(next.status, 429);
    assert.ok(Number(next.headers.get("retry-after")) > 0);
    await next.body?.cancel();
    assert.deepEqual(access.map(({ actor, status }) => [actor, status]).slice(-3), [["reader", 429], [null, 401], [
      null,
      429,
    ]]);
  }, { perMinute: 3 });
});
