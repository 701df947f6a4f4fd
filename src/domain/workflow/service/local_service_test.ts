import assert from "node:assert/strict";
import {
  codesOf,
  definitionText,
  finish,
  logLine,
  source,
  testService,
} from "../../../../tests/contract/workflow_service/fixture.ts";
import { isFault } from "../../../kernel/fault.ts";

const WITH_SECRETS = "secrets: [{name: API_KEY, from: env}, {name: TOKEN}]\n";
const USING_SECRETS = `id: nightly
${WITH_SECRETS}tasks:
  - {id: first, type: shell, run: echo, env: {A: "\${{ secrets.API_KEY }}", B: "\${{ secrets.TOKEN }}"}}
`;

Deno.test("secrets from the environment are captured with the run, and stored ones must be there", async () => {
  using open = await testService();
  const { service, secrets } = open;
  await service.deployWorkflow(source(USING_SECRETS));
  const request = { workflowId: "nightly", input: {}, environmentSecrets: { API_KEY: "correct horse" } };
  assert.deepEqual(await codesOf(service.createRun(request)), ["SECRET_NOT_FOUND"]);
  await service.setSecret("TOKEN", "battery staple");
  assert.deepEqual(await codesOf(service.createRun({ ...request, environmentSecrets: {} })), ["SECRET_NOT_GIVEN"]);
  const short = { ...request, environmentSecrets: { API_KEY: "short" } };
  assert.deepEqual(await codesOf(service.createRun(short)), ["SECRET_TOO_SHORT"]);
  const { run } = await service.createRun({
    ...request,
    environmentSecrets: { API_KEY: "correct horse", OTHER: "not asked for" },
  });
  assert.deepEqual([...secrets.captured], [[run.id, { API_KEY: "correct horse" }]]);
  finish(open.store, run.id);
  assert.deepEqual(await codesOf(service.rerun(run.id, {})), ["SECRET_NOT_GIVEN"]);
  const again = await service.rerun(run.id, { environmentSecrets: { API_KEY: "correct horse" } });
  assert.deepEqual(secrets.captured.get(again.id), { API_KEY: "correct horse" });
});

Deno.test("what was captured is dropped where the run could not be stored", async () => {
  using open = await testService();
  const { service, store } = open;
  await service.deployWorkflow(
    source(
      "id: nightly\nsecrets: [{name: API_KEY, from: env}]\ntasks: [{id: a, type: shell, run: 'echo', env: {A: '${{ secrets.API_KEY }}'}}]\n",
    ),
  );
  store.pushOrder = () => {
    throw new RangeError("no room");
  };
  const request = { workflowId: "nightly", input: {}, environmentSecrets: { API_KEY: "correct horse" } };
  await assert.rejects(service.createRun(request), RangeError);
  assert.equal(open.secrets.captured.size, 0);
  assert.deepEqual(store.listRuns({}).items, []);
});

Deno.test("a schedule, and a server, take secrets from the store; a server gives those it was told to", async () => {
  using open = await testService();
  const scheduled = source(USING_SECRETS.replace("tasks:", "schedule: {cron: '0 2 * * *'}\ntasks:"));
  assert.deepEqual(await codesOf(open.service.deployWorkflow(scheduled)), ["DEFINITION_INVALID"]);
  assert.deepEqual(await codesOf(open.with({ server: true }).deployWorkflow(source(USING_SECRETS))), [
    "SECRET_SOURCE_REFUSED",
  ]);
  const server = open.with({ server: true, environmentSecrets: { API_KEY: "of the server" } });
  await server.deployWorkflow(source(USING_SECRETS));
  await server.setSecret("TOKEN", "battery staple");
  const environmentSecrets = { API_KEY: "of the client" };
  const { run } = await server.createRun({ workflowId: "nightly", input: {}, environmentSecrets });
  assert.deepEqual(open.secrets.captured.get(run.id), { API_KEY: "of the server" });
});

Deno.test("a server may allow some types of tasks, and policies hold at validate and deploy", async () => {
  using open = await testService();
  const server = open.with({
    server: true,
    taskTypes: ["http"],
    policies: [
      {
        name: "timeouts",
        rule: "has(definition.config) && has(definition.config.timeout)",
        message: "It needs a timeout.",
      },
    ],
  });
  const text = source(definitionText("nightly"));
  assert.deepEqual(await codesOf(server.validateWorkflow(text)), ["TASK_TYPE_REFUSED", "POLICY_VIOLATED"]);
  assert.deepEqual(await codesOf(server.deployWorkflow(text)), ["TASK_TYPE_REFUSED", "POLICY_VIOLATED"]);
  const http = source("id: n\nconfig: {timeout: 1m}\ntasks: [{id: a, type: http, url: 'https://example.com'}]\n");
  assert.equal((await server.deployWorkflow(http)).version, "1.0.0");
});

Deno.test("where a run works: beside the deployed file on this machine, in a folder of its own on a server", async () => {
  using open = await testService();
  const text = source(definitionText("nightly", "config: {working_directory: ../work}\n"));
  const start = async (service: typeof open.service, folder: string) => {
    await service.deployWorkflow({ ...text, text: `${text.text}# ${folder}\n`, folder });
    const { run } = await service.createRun({ workflowId: "nightly", input: {} });
    return (await service.getRun(run.id)).workingDirectory;
  };
  assert.equal(await start(open.service, "/home/ada/flows"), "/home/ada/work");
  await open.service.deleteWorkflow("nightly", { force: true });
  assert.equal(await start(open.with({ server: true }), "/home/ada/flows"), null);
});

Deno.test("deploying says where versions are not what was written, and that schedules need a server", async () => {
  using open = await testService();
  const { service } = open;
  await service.deployWorkflow(source(definitionText("nightly", "version: 2.0.0\n")));
  const lower = await service.deployWorkflow(source(definitionText("nightly", "version: 1.5.0\n")));
  assert.equal(lower.version, "2.0.1");
  assert.match(lower.warnings.join("\n"), /1\.5\.0.*2\.0\.0.*2\.0\.1/);
  const same = await service.deployWorkflow({
    ...source(definitionText("nightly", "version: 1.5.0\n")),
    version: "9.0.0",
  });
  assert.deepEqual([same.outcome, same.version], ["unchanged", "2.0.1"]);
  assert.match(same.warnings.join("\n"), /9\.0\.0/);
  const scheduled = source(definitionText("nightly", "schedule: {cron: '0 2 * * *'}\n"));
  assert.match((await service.deployWorkflow({ ...scheduled, dryRun: true })).warnings.join("\n"), /server/);
  const onServer = await open.with({ server: true }).deployWorkflow(scheduled);
  assert.doesNotMatch(onServer.warnings.join("\n"), /server start/);
});

Deno.test("what gives the owner work starts one where there is none; that none could be started loses nothing", async () => {
  using open = await testService();
  const { service, owner } = open;
  await service.deployWorkflow(source(definitionText("nightly")));
  assert.equal(owner.started, 0);
  owner.isHeld = false;
  await service.createRun({ workflowId: "nightly", input: {} });
  assert.equal(owner.started, 1);
  owner.start = () => {
    throw new Error("no shell");
  };
  const { run } = await service.createRun({ workflowId: "nightly", input: {} });
  assert.equal((await service.getRun(run.id)).status, "PENDING");
  assert.match(open.warnings.join("\n"), /no shell/);
});

Deno.test("who follows a run whose owner died starts another one", async () => {
  using open = await testService();
  const { service, owner, store, logs } = open;
  await service.deployWorkflow(source(definitionText("nightly")));
  const { run: { id } } = await service.createRun({ workflowId: "nightly", input: {} });
  owner.isHeld = false;
  owner.start = () => {
    owner.isHeld = true;
    logs.append(id, [logLine(1)]);
    finish(store, id);
  };
  const kinds: string[] = [];
  for await (const { kind } of service.readLogs(id, { follow: true, signal: new AbortController().signal })) {
    kinds.push(kind);
  }
  assert.deepEqual([kinds, owner.started], [["line", "end"], 1]);

  const { run: { id: paused } } = await service.createRun({ workflowId: "nightly", input: {} });
  owner.isHeld = false;
  store.updateRun(paused, { status: "PAUSED" });
  const controller = new AbortController();
  for await (const _ of service.watchRun(paused, { signal: controller.signal })) controller.abort();
  assert.equal(owner.started, 1, "a paused run needs no owner");
});

Deno.test("a run that is removed while it is followed ends the following with a fault", async () => {
  using open = await testService();
  const { service, store, logs } = open;
  await service.deployWorkflow(source(definitionText("nightly")));
  const { run: { id } } = await service.createRun({ workflowId: "nightly", input: {} });
  logs.append(id, [logLine(1)]);
  await assert.rejects(async () => {
    for await (const event of service.readLogs(id, { follow: true, signal: new AbortController().signal })) {
      if (event.kind !== "line") continue;
      store.findRun = () => undefined;
      store.setMeta("changed", "yes");
    }
  }, (error) => isFault(error, "RUN_NOT_FOUND"));
});

Deno.test("two processes that use one key at the same time make one run", async () => {
  using open = await testService();
  const { service, store } = open;
  await service.deployWorkflow(source(definitionText("nightly")));
  const request = { workflowId: "nightly", input: {}, idempotencyKey: "k" };
  const first = await service.createRun(request);
  const { findRunByKey } = store;
  let looks = 0;
  // The first look is from before the other process had committed.
  store.findRunByKey = (...given) => looks++ === 0 ? undefined : findRunByKey(...given);
  const second = await service.createRun(request);
  assert.deepEqual([second.existing, second.run.id], [true, first.run.id]);
});

Deno.test("secret parameters are masked wherever they stand in what is shown", async () => {
  using open = await testService();
  const { service, store } = open;
  await service.deployWorkflow(source(definitionText(
    "nightly",
    `config:
  input:
    type: object
    properties:
      login: {type: object, properties: {user: {type: string}, password: {type: string, writeOnly: true}}}
      keys: {type: array, items: {type: string, writeOnly: true}}
`,
  )));
  const input = { login: { user: "ada", password: "correct horse" }, keys: ["battery", "staple"] };
  const { run: { id } } = await service.createRun({ workflowId: "nightly", input });
  assert.deepEqual((await service.getRun(id)).input, { login: { user: "ada", password: "***" }, keys: ["***", "***"] });
  assert.deepEqual(store.findRun(id)!.input, input, "the run has them");
  const other = await service.createRun({ workflowId: "nightly", input: { login: { user: "bob" } } });
  assert.deepEqual((await service.getRun(other.run.id)).input, { login: { user: "bob" } });
});

Deno.test("a schedule whose times stay the same keeps a time that was missed", async () => {
  using open = await testService();
  const { service, store } = open;
  const deploy = (more: string) => service.deployWorkflow(source(definitionText("nightly", more)));
  await deploy("schedule: {cron: '0 2 * * *', catchup: 1h}\n");
  const missed = "2026-01-01T02:00:00Z";
  store.putSchedule({ ...store.listSchedules()[0]!, nextRunAt: missed, lastRunId: "run-1" });
  await deploy("schedule: {cron: '0 2 * * *', catchup: 2h}\n");
  const { nextRunAt, catchup, lastRunId } = store.listSchedules()[0]!;
  assert.deepEqual([nextRunAt, catchup, lastRunId], [missed, "2h", "run-1"]);
  assert.equal((await service.setSchedulePaused("nightly", false)).nextRunAt, missed, "it was not paused");
  await deploy("schedule: {cron: '0 3 * * *'}\n");
  assert.notEqual(store.listSchedules()[0]!.nextRunAt, missed);
});
