import assert from "node:assert/strict";
import { codesOf, source, testService } from "./contract/workflow_service/fixture.ts";
import { serverOver } from "./fakes/server_over.ts";
import { tokens } from "../src/domain/workflow/tokens/tokens.ts";
import { engineHere } from "./fault_injection/engine_here.ts";

const tasks = [{ id: "a", type: "shell", run: ":" }];
const definition = (more: Record<string, unknown>, id = "flow") => JSON.stringify({ id, tasks, ...more });
const withInput = (properties: Record<string, unknown>, id = "flow") =>
  definition({ config: { input: { type: "object", properties } } }, id);

/** Each entry holds ten of the one before. */
function laughs(levels: number): string {
  const lines = [`a0: &a0 [x, x, x, x, x, x, x, x, x, x]`];
  for (let i = 1; i <= levels; i++) lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]`);
  return [...lines, "id: flow", `tasks: *a${levels}`].join("\n");
}

Deno.test("definitions that would take memory or time without end are refused with their place", async () => {
  using open = await testService();
  const bombs: Record<string, [text: string, problem: RegExp]> = {
    "a billion laughs": [laughs(12), /alias/],
    "an alias of itself": ["id: flow\ntasks: &t [*t]", /nested too deeply/],
    "a merge of itself": ["id: flow\nx: &x {<<: *x}\ntasks: []", /alias/],
    "deep lists": [`id: flow\ntasks: ${"[".repeat(400_000)}${"]".repeat(400_000)}`, /[Nn]ested too deeply/],
    "deep keys": [Array.from({ length: 1400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /[Nn]ested too deeply/],
    "more than a mebibyte": [`id: flow\ntasks: []\n#${"x".repeat(1 << 20)}`, /larger than 1 MiB/],
    "too many tasks": [
      `id: flow\ntasks:\n${"- {id: a, type: shell, run: x}\n".repeat(1001)}`,
      /1001 tasks are more than 1000/,
    ],
    "a long condition": [
      `id: flow\ntasks:\n- {id: a, type: shell, run: x, if: "${"(".repeat(5000)}true${")".repeat(5000)}"}`,
      /longer than 4096 characters/,
    ],
    "a pattern of many repetitions": [
      withInput({ a: { pattern: "^((((a{1,1000}){1,1000}){1,1000}){1,1000})$" } }),
      /repeats too much/,
    ],
    "references that double": [
      definition({
        config: {
          input: {
            $ref: "#/$defs/d0",
            $defs: Object.fromEntries(
              Array.from({ length: 40 }, (_, i) => [`d${i}`, {
                allOf: i === 39 ? [{}] : [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }],
              }]),
            ),
          },
        },
      }),
      /too much/,
    ],
    "names that lead elsewhere": ["id: ../../flow\ntasks:\n- {id: ../a, type: shell, run: x}", /expected an id/],
    "artifacts that lead elsewhere": [
      `id: flow\ntasks:\n- {id: a, type: shell, run: x, artifacts: [{name: ../../x, path: ../../etc/passwd}]}`,
      /artifacts\[0\]\.name/,
    ],
  };
  for (const [name, [text, problem]] of Object.entries(bombs)) {
    const error = await open.service.deployWorkflow(source(text)).then(
      () => assert.fail(`${name} was deployed`),
      (error) => error instanceof AggregateError ? error.errors[0] : error,
    );
    assert.equal(error.code, "DEFINITION_INVALID", `${name}: ${error.stack}`);
    assert.match(error.reason, problem, `${name}: ${error.reason}`);
    assert.match(error.message, /flow\.yaml:\d+:\d+$/, name);
  }
  assert.deepEqual((await open.service.listWorkflows({})).items, [], "nothing is half deployed");
});

Deno.test("parameters that would take long to check are checked, or refused and why", async () => {
  using open = await testService();
  const { service } = open;
  const check = async (schema: Record<string, unknown>, a: unknown): Promise<string[]> => {
    await service.deployWorkflow({ ...source(withInput({ a: schema })), format: "json" });
    return await service.createRun({ workflowId: "flow", input: { a } }).then(
      () => [],
      (error) =>
        error.details.problems.map(({ path, message }: { path: string; message: string }) => `${path}: ${message}`),
    );
  };
  const text = `${"a".repeat(100_000)}!`;
  for (const pattern of ["^(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a|a)*b", "(.*)*x"]) {
    assert.equal((await check({ type: "string", pattern }, text)).length, 1, pattern);
  }
  for (const format of ["email", "uri", "hostname", "date-time", "ipv6", "duration", "uuid", "regex"]) {
    await check({ type: "string", format }, "a.".repeat(100_000) + "!");
    await check({ type: "string", format }, ":".repeat(200_000));
  }
  const different = Array.from({ length: 50_000 }, (_, i) => ({ i }));
  assert.deepEqual(await check({ type: "array", uniqueItems: true }, different), []);
  assert.match((await check({ type: "array", uniqueItems: true }, [...different, { i: 0 }]))[0]!, /an entry twice/);
  assert.deepEqual(await check({ type: "array", uniqueItems: true }, [{ x: 1, y: 2 }, { y: 2, x: 1 }]), [
    "a: must not have the same entry twice",
  ]);
  const wrong = await check({ type: "array", items: { type: "string" } }, Array.from({ length: 3000 }, (_, i) => i));
  assert.ok(wrong.length >= 1 && wrong.length <= 100, String(wrong.length));
  assert.equal((await check({ type: "array", items: { type: "string" } }, Array(200_000).fill(1))).length, 1);
  const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`);
  assert.deepEqual(await check({}, deep), [": is nested too deeply"]);
});

Deno.test("expressions that would run for ever fail their task, and the run ends", {
  ignore: Deno.build.os === "windows",
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  await using engine = await engineHere();
  const list = `[${Array(100).fill(1).join(",")}]`;
  const run = await engine.ended(
    await engine.start([{
      ...tasks[0],
      if: `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, ${list}.all(e, a + b + c + d + e > 0)))))`,
    }]),
  );
  assert.equal(run.status, "FAILED");
  assert.equal(run.tasks[0]!.error?.code, "EXPRESSION");
});

/** This program's server over real stores, which nobody drives. */
async function serverHere() {
  const open = await testService({ server: true });
  const failures: unknown[] = [];
  const { server, keys } = serverOver(open.parts, { failed: (error) => failures.push(error) });
  const { secret } = await keys.create({ name: "ada", scopes: ["admin"] });
  return {
    open,
    keys,
    failures,
    async ask(method: string, path: string, { body, token = secret }: { body?: BodyInit; token?: string } = {}) {
      const response = await fetch(`${server.url}/api/v0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    },
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      open[Symbol.dispose]();
    },
  };
}

Deno.test("a server answers hostile requests with what is wrong, and never with a failure of its own", async () => {
  await using server = await serverHere();
  const deploy = { body: JSON.stringify({ text: definition({}), format: "json" }) };
  assert.equal((await server.ask("POST", "/workflows", deploy)).status, 201);
  const started = await server.ask("POST", "/workflows/flow/executions", { body: "{}" });
  const { id } = started.body.run;
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const cases: [method: string, path: string, body: BodyInit | undefined, status: number, code: string][] = [
    ["POST", "/workflows", deep(500_000), 400, "REQUEST_INVALID"],
    ["POST", "/workflows", `{"text": ${deep(1000)}, "format": "json"}`, 400, "REQUEST_INVALID"],
    ["POST", "/workflows", "x".repeat(5_000_000), 413, "BODY_TOO_LARGE"],
    ["POST", "/workflows", endless(100), 413, "BODY_TOO_LARGE"],
    ["POST", "/workflows", "\xff{", 400, "REQUEST_INVALID"],
    ["POST", `/workflows/flow/executions`, `{"input": {"a": ${deep(400)}}}`, 422, "INPUT_INVALID"],
    [
      "POST",
      `/executions/workflows/${id}/signals`,
      `{"name": "x", "payload": ${deep(100_000)}}`,
      400,
      "REQUEST_INVALID",
    ],
    ["GET", "/executions/workflows/..%2f..%2fetc%2fpasswd", undefined, 404, "RUN_NOT_FOUND"],
    ["GET", "/executions/workflows/%00", undefined, 404, "RUN_NOT_FOUND"],
    ["GET", "/executions/workflows/%25", undefined, 404, "RUN_NOT_FOUND"],
    ["GET", "/executions/workflows/run-%5f%5f%5f", undefined, 404, "RUN_NOT_FOUND"],
    ["GET", "/executions/%ff/logs", undefined, 400, "REQUEST_INVALID"],
    ["GET", `/executions/workflows/${id}/artifacts/..%2f..%2fstate.db`, undefined, 404, "ARTIFACT_NOT_FOUND"],
    ["GET", "/workflows/__proto__", undefined, 404, "WORKFLOW_NOT_FOUND"],
    ["GET", `/executions/workflows?since=${"9".repeat(400)}`, undefined, 400, "REQUEST_INVALID"],
    ["GET", "/executions/workflows?cursor=WzFlOTk5XQ", undefined, 400, "CURSOR_INVALID"],
    ["GET", "/executions/workflows?limit=1e9", undefined, 400, "REQUEST_INVALID"],
  ];
  for (const [method, path, body, status, code] of cases) {
    const answer = await server.ask(method, path, body === undefined ? {} : { body });
    const shown = `${method} ${path.slice(0, 60)}: ${JSON.stringify(answer.body).slice(0, 300)}`;
    assert.deepEqual([answer.status, answer.body.code], [status, code], shown);
    assert.ok(answer.body.detail && answer.body.hint && answer.body.requestId, shown);
  }
  assert.deepEqual(server.failures, []);
  assert.deepEqual(await codesOf(server.open.service.getRun(id)), []);
});

Deno.test("tokens that are wrong, expired, revoked or of another scope open nothing", async () => {
  await using server = await serverHere();
  const { keys } = server;
  const now = Temporal.Now.instant();
  const yesterday = tokens({ ...server.open.parts, clock: { now: () => now.subtract({ hours: 24 }) } });
  const old = await yesterday.create({
    name: "old",
    scopes: ["admin"],
    expiresAt: now.subtract({ seconds: 1 }).toString(),
  });
  const revoked = await keys.create({ name: "gone", scopes: ["admin"] });
  keys.revoke(revoked.token.id);
  const reader = await keys.create({ name: "reader", scopes: ["read"] });
  for (const token of ["", "x", "wst_".padEnd(5000, "x"), old.secret, revoked.secret, reader.secret.slice(0, -1)]) {
    const answer = await server.ask("GET", "/workflows", { token });
    assert.equal(answer.status, 401, JSON.stringify(answer.body));
    assert.ok(!JSON.stringify(answer.body).includes(token.slice(0, 40)) || token.length < 2);
  }
  assert.equal((await server.ask("GET", "/workflows", { token: reader.secret })).status, 200);
  const refused = await server.ask("POST", "/workflows", {
    token: reader.secret,
    body: JSON.stringify({ text: definition({}), format: "json" }),
  });
  assert.equal(refused.status, 403);
});

/** A body of so many pieces of 64 KiB, whose length nobody is told. */
function endless(pieces: number): ReadableStream<Uint8Array> {
  let left = pieces;
  return new ReadableStream({
    pull: (controller) => left-- > 0 ? controller.enqueue(new Uint8Array(65_536).fill(32)) : controller.close(),
  });
}
