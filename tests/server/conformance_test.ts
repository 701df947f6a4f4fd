import assert from "node:assert/strict";
import { type RouteName, ROUTES } from "../../src/domain/workflow/rest/model.ts";
import { finish, logLine } from "../contract/workflow_service/fixture.ts";
import { ask, type Asked, ROUTE_NAMES } from "./conformance.ts";
import { startTestServer } from "./test_server.ts";

const FLOW = `id: flow
schedule: {cron: "0 2 * * *", timezone: Europe/Berlin}
tasks:
  - {id: first, type: shell, run: echo first}
  - {id: ask, type: approval, needs: [first]}
`;

const body = (text: string) => ({ text, format: "yaml" });

Deno.test("every route answers as the document says, from the first deployment to the audit log", async () => {
  await using server = await startTestServer();
  const { store, logs } = server.open;
  const token = await server.token(["admin"], { name: "ada" });
  const asked = new Set<RouteName>();
  const use = async (name: RouteName, status: number, given: Asked = {}) => {
    asked.add(name);
    const answer = await ask(server, name, { token, ...given });
    assert.equal(answer.status, status, `${name}: ${answer.text}`);
    return answer;
  };
  const flow = { variables: { id: "flow" } };

  await use("health", 200);
  await use("openapi", 200);
  assert.deepEqual((await use("whoami", 200)).body, { name: "ada", scopes: ["admin"], expiresAt: null });

  await use("validateWorkflow", 200, { body: body(FLOW) });
  const created = await use("deployWorkflow", 201, { body: body(FLOW) });
  assert.equal(created.headers.get("location"), "/api/v0/workflows/flow");
  assert.equal(
    (await use("deployWorkflow", 200, { body: body(FLOW) })).headers.get("location"),
    "/api/v0/workflows/flow",
  );
  const { headers } = await use("getWorkflow", 200, flow);
  const etag = headers.get("etag")!;
  assert.match(etag, /^"[^"]+"$/);
  await use("replaceWorkflow", 200, {
    ...flow,
    body: body(`${FLOW}# more\ndescription: new\n`),
    headers: { "if-match": etag },
  });
  await use("replaceWorkflow", 412, { ...flow, body: body(FLOW), headers: { "if-match": etag } });
  await use("replaceWorkflow", 400, { variables: { id: "other" }, body: body(FLOW) });
  await use("listWorkflows", 200, { query: "status=enabled&limit=1&name=fl" });
  await use("listVersions", 200, flow);
  await use("rollbackWorkflow", 200, { ...flow, body: { to: "1.0.0" } });
  await use("setEnabled", 200, { ...flow, body: { status: "disabled" } });
  await use("createRun", 409, flow);
  await use("setEnabled", 200, { ...flow, body: { status: "enabled" } });

  await use("listSchedules", 200);
  await use("getSchedule", 200, flow);
  await use("setSchedule", 200, { ...flow, body: { status: "paused" } });
  await use("resetSchedule", 204, flow);
  const span = { from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z", dryRun: true };
  await use("backfill", 200, { ...flow, body: span });

  const headersOfRun = { "idempotency-key": "once" };
  const first = await use("createRun", 202, { ...flow, body: { input: {} }, headers: headersOfRun });
  const again = await use("createRun", 202, { ...flow, headers: headersOfRun });
  const { run } = first.body as { run: { id: string } };
  assert.deepEqual(again.body, { run: { ...run }, existing: true });
  assert.equal(first.headers.get("location"), `/api/v0/executions/workflows/${run.id}`);
  const id = { variables: { id: run.id } };
  await use("listRuns", 200, { query: "workflow=flow&status=PENDING,RUNNING&since=2026-01-01T00:00:00Z&limit=5" });
  await use("getRun", 200, id);
  await use("pauseRun", 202, { ...id, body: { reason: "lunch" } });
  await use("resumeRun", 202, id);
  await use("signalRun", 204, { ...id, body: { name: "go", payload: { a: 1 } } });
  store.putTasks(run.id, [
    { ...await state(run.id, "ask"), status: "WAITING" },
  ]);
  store.updateRun(run.id, { status: "WAITING" });
  await use("decide", 200, { ...id, body: { decision: "approved", comment: "fine" } });
  await use("cancelRun", 202, { ...id, body: { reason: "enough" } });
  logs.append(run.id, [logLine(1), logLine(2)]);
  const file = `${server.open.folder}/a.txt`;
  Deno.writeTextFileSync(file, "artifact");
  store.addArtifact(run.id, { name: "a.txt", task: "first", path: file, size: 8 });
  finish(store, run.id, "CANCELED");
  const artifact = await use("readArtifact", 200, { variables: { id: run.id, name: "a.txt" } });
  assert.equal(artifact.headers.get("content-disposition"), 'attachment; filename="a.txt"');
  assert.deepEqual((await use("readLogs", 200, { ...id, query: "tail=1" })).body, [
    { kind: "line", line: logLine(2) },
    { kind: "end", status: "CANCELED" },
  ]);
  await use("readLogs", 200, {
    ...id,
    query: "follow=true&step=first&after=1",
    headers: { accept: "text/event-stream" },
  });
  await use("watchRun", 200, { ...id, headers: { accept: "text/event-stream" } });
  await use("rerun", 202, { ...id, body: { failed: true } });
  await use("cancelRun", 202, id);

  await use("setSecret", 204, { variables: { name: "API_KEY" }, body: { value: "s3cret-value" } });
  await use("listSecrets", 200);
  await use("deleteSecret", 204, { variables: { name: "API_KEY" } });
  await use("deleteWorkflow", 204, { ...flow, query: "force=true" });
  const audit = await use("listAudit", 200, { query: "limit=100" });
  const actions = (audit.body as { items: { action: string; actor: string; origin: string }[] }).items;
  for (const action of ["workflow.deploy", "run.create", "run.cancel", "secret.set", "workflow.delete"]) {
    const found = actions.find((each) => each.action === action);
    assert.deepEqual([found?.actor, found?.origin], ["ada", "127.0.0.1"], action);
  }
  assert.deepEqual([...asked].sort(), [...ROUTE_NAMES].sort());
  assert.deepEqual(server.failures, []);
  assert.ok(!JSON.stringify([server.access, actions]).includes("s3cret-value"));

  async function state(runId: string, task: string) {
    return (await server.open.service.getRun(runId)).tasks.find((each) => each.task === task)!;
  }
});

Deno.test("a definition can be sent as a form, as curl sends files", async () => {
  await using server = await startTestServer();
  const token = await server.token(["deploy"]);
  const form = (fill: (data: FormData) => void) => {
    const data = new FormData();
    fill(data);
    return { token, body: data };
  };
  const file = (text: string, name: string) => (data: FormData) => data.append("definition", new File([text], name));
  const deployed = await ask(server, "deployWorkflow", form(file(FLOW, "flow.yaml")));
  assert.deepEqual([deployed.status, (deployed.body as { id: string }).id], [201, "flow"]);
  const json = JSON.stringify({ id: "other", tasks: [{ id: "a", type: "shell", run: "true" }] });
  const dry = await ask(
    server,
    "deployWorkflow",
    form((data) => {
      file(json, "other.json")(data);
      data.append("version", "v2.0.0");
      data.append("dryRun", "true");
    }),
  );
  assert.deepEqual([dry.status, (dry.body as { version: string; dryRun: boolean }).version], [200, "2.0.0"]);
  const wrong = await ask(server, "deployWorkflow", form(file("id: [", "broken.yaml")));
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /broken\.yaml/);
  const missing = await ask(server, "deployWorkflow", form((data) => data.append("version", "1.0.0")));
  assert.match(missing.text, /'definition' is missing/);
  const unknown = await ask(
    server,
    "deployWorkflow",
    form((data) => {
      file(FLOW, "flow.yaml")(data);
      data.append("force", "true");
    }),
  );
  assert.match(unknown.text, /'force' is not known/);
  const broken = { token, body: "--x", headers: { "content-type": "multipart/form-data; boundary=y" } };
  for (const [given, status] of [[{ ...broken }, 400], [{ ...broken, body: new Uint8Array([255]) }, 400]] as const) {
    assert.equal((await ask(server, "deployWorkflow", given)).status, status);
  }
  assert.equal((await ask(server, "validateWorkflow", { ...broken, token: await server.token(["read"]) })).status, 415);
});

Deno.test("every route takes exactly the tokens that the document names", async () => {
  await using server = await startTestServer();
  const scopes = ["read", "run", "approve", "deploy", "admin"] as const;
  for (const scope of scopes) {
    const token = await server.token([scope]);
    for (const name of ROUTE_NAMES) {
      const { access } = ROUTES[name];
      // Whatever a token is for, its owner may look at what comes of it.
      const everybodys = access === "public" || access === "token" || access === "read";
      const allowed = everybodys || scope === "admin" || access === scope;
      const { status, body } = await ask(server, name, { token, body: "body" in ROUTES[name] ? {} : undefined });
      const code = (body as { code?: string } | undefined)?.code;
      assert.equal(code === "SCOPE_MISSING", !allowed, `${name} with ${scope}: ${status} ${code}`);
    }
  }
  const expired = await server.token(["admin"], {
    name: "old",
    expiresAt: Temporal.Now.instant().add({ minutes: 1 }).toString(),
  });
  server.clock.moved = Temporal.Duration.from({ minutes: 2 });
  for (const token of [undefined, expired, "wst_guessed"]) {
    for (const name of ROUTE_NAMES) {
      const { status } = await ask(server, name, token === undefined ? {} : { token });
      assert.equal(status === 401, ROUTES[name].access !== "public", `${name}: ${status}`);
    }
  }
  assert.deepEqual(server.failures, []);
});
