import assert from "node:assert/strict";
import { codesOf, definitionText, source } from "./fixture.ts";
import type { Contract } from "../workflow_service.ts";

/** Deploying, versions, lists of workflows. */
export function deployContract({ name, open }: Contract): void {
  Deno.test(`${name}: the first version is 1.0.0, then versions count up; the same content changes nothing`, async () => {
    await using opened = await open();
    const { service } = opened;
    const deploy = async (text: string) => {
      const { version, previousVersion, outcome } = await service.deployWorkflow(source(text));
      return [version, previousVersion, outcome];
    };
    assert.deepEqual(await deploy(definitionText("nightly")), ["1.0.0", null, "created"]);
    assert.deepEqual(await deploy(definitionText("nightly")), ["1.0.0", "1.0.0", "unchanged"]);
    assert.deepEqual(await deploy(`# a comment\n${definitionText("nightly")}`), ["1.0.0", "1.0.0", "unchanged"]);
    assert.deepEqual(await deploy(definitionText("nightly", "name: Nightly\n")), ["1.0.1", "1.0.0", "updated"]);
    assert.deepEqual(await deploy(definitionText("nightly", "version: v2.1.0\n")), ["2.1.0", "1.0.1", "updated"]);
    const versions = await service.listVersions("nightly");
    assert.deepEqual(versions.map(({ version, current }) => [version, current]), [
      ["2.1.0", true],
      ["1.0.1", false],
      ["1.0.0", false],
    ]);
    assert.match(versions[0]!.digest, /^[0-9a-f]{64}$/);
  });

  Deno.test(`${name}: an explicit version wins; one that has other content is refused`, async () => {
    await using opened = await open();
    const { service } = opened;
    const first = await service.deployWorkflow({ ...source(definitionText("nightly")), version: "v3.0.0-beta.1" });
    assert.equal(first.version, "3.0.0-beta.1");
    const other = source(definitionText("nightly", "name: Other\n"));
    assert.deepEqual(await codesOf(service.deployWorkflow({ ...other, version: "3.0.0-beta.1" })), ["VERSION_TAKEN"]);
    assert.deepEqual(await codesOf(service.deployWorkflow({ ...other, version: "three" })), ["VERSION_INVALID"]);
    assert.equal((await service.deployWorkflow(other)).version, "3.0.0");
  });

  Deno.test(`${name}: a dry run tells what would be, and changes nothing`, async () => {
    await using opened = await open();
    const { service } = opened;
    const result = await service.deployWorkflow({ ...source(definitionText("nightly")), dryRun: true });
    assert.deepEqual([result.version, result.outcome, result.dryRun], ["1.0.0", "created", true]);
    assert.deepEqual((await service.listWorkflows({})).items, []);
    assert.deepEqual((await service.listAudit({})).items, []);
  });

  Deno.test(`${name}: a definition with mistakes deploys nothing, and each is named with its place`, async () => {
    await using opened = await open();
    const { service } = opened;
    const wrong = source(
      "id: nightly\ntasks:\n  - {id: a, type: shell, run: x, needs: [b]}\n  - {id: a, type: shell}\n",
    );
    assert.ok((await codesOf(service.deployWorkflow(wrong))).every((code) => code === "DEFINITION_INVALID"));
    await assert.rejects(service.validateWorkflow(wrong), (error: AggregateError | Error) => {
      const faults = error instanceof AggregateError ? error.errors : [error];
      assert.ok(faults.length >= 2);
      assert.match(faults[0].message, /flow\.yaml:3:\d+/);
      return true;
    });
    assert.deepEqual((await service.listWorkflows({})).items, []);
  });

  Deno.test(`${name}: triggers are accepted with a warning that nothing emits them`, async () => {
    await using opened = await open();
    const { service } = opened;
    const text = definitionText("nightly", "triggers: [{event: pushed}]\n");
    const { id, warnings } = await service.validateWorkflow(source(text));
    assert.equal(id, "nightly");
    assert.ok(warnings.some((each) => each.includes("emits")), warnings.join("\n"));
    assert.deepEqual((await service.deployWorkflow(source(text))).warnings, warnings);
  });

  Deno.test(`${name}: a workflow is shown with its definition, file, versions and recent runs`, async () => {
    await using opened = await open();
    const { service } = opened;
    const text = definitionText("nightly", "name: Nightly\ndescription: Each night\n");
    await service.deployWorkflow(source(text));
    await service.deployWorkflow(source(definitionText("nightly")));
    const { run } = await service.createRun({ workflowId: "nightly", input: {} });
    const workflow = await service.getWorkflow("nightly");
    assert.deepEqual([workflow.name, workflow.version, workflow.versions], ["nightly", "1.0.1", 2]);
    assert.deepEqual(workflow.recentRuns.map(({ id }) => id), [run.id]);
    assert.deepEqual(workflow.lastRun, { id: run.id, status: "PENDING", createdAt: run.createdAt });
    const earlier = await service.getWorkflow("nightly", { version: "v1.0.0" });
    assert.deepEqual([earlier.name, earlier.description, earlier.source.text], ["Nightly", "Each night", text]);
    assert.deepEqual(await codesOf(service.getWorkflow("nightly", { version: "9.0.0" })), ["VERSION_NOT_FOUND"]);
    await assert.rejects(service.getWorkflow("nihgtly"), (error: { code: string; hint: string }) => {
      assert.equal(error.code, "WORKFLOW_NOT_FOUND");
      assert.match(error.hint, /nightly/);
      return true;
    });
  });

  Deno.test(`${name}: workflows are filtered by status and name, and switched off and on`, async () => {
    await using opened = await open();
    const { service } = opened;
    for (const id of ["build", "nightly", "night-watch"]) await service.deployWorkflow(source(definitionText(id)));
    assert.equal((await service.setEnabled("build", false)).status, "disabled");
    await service.setEnabled("build", false);
    const ids = async (query: Parameters<typeof service.listWorkflows>[0]) =>
      (await service.listWorkflows(query)).items.map(({ id }) => id);
    assert.deepEqual(await ids({ status: "disabled" }), ["build"]);
    assert.deepEqual(await ids({ name: "night" }), ["night-watch", "nightly"]);
    assert.deepEqual(await ids({ name: "night*y" }), ["nightly"]);
    const first = await service.listWorkflows({ limit: 2 });
    const cursor = first.nextCursor!;
    assert.deepEqual(await ids({ limit: 2, cursor }), ["nightly"]);
    assert.deepEqual(await codesOf(service.createRun({ workflowId: "build", input: {} })), ["WORKFLOW_DISABLED"]);
    assert.equal((await service.setEnabled("build", true)).status, "enabled");
    await service.createRun({ workflowId: "build", input: {} });
    assert.deepEqual(await codesOf(service.setEnabled("no-such", true)), ["WORKFLOW_NOT_FOUND"]);
    const audit = (await service.listAudit({})).items.filter(({ target }) => target === "build");
    assert.deepEqual(audit.map(({ action }) => action), ["workflow.enable", "workflow.disable", "workflow.deploy"]);
  });

  Deno.test(`${name}: rolling back brings an earlier version into force, deploying it again the later one`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    await service.deployWorkflow(source(definitionText("nightly", "name: Second\n")));
    const back = await service.rollbackWorkflow("nightly", { to: "v1.0.0" });
    assert.deepEqual([back.version, back.previousVersion, back.outcome], ["1.0.0", "1.0.1", "updated"]);
    assert.equal((await service.rollbackWorkflow("nightly", { to: "1.0.0" })).outcome, "unchanged");
    assert.equal((await service.listVersions("nightly")).find(({ current }) => current)!.note, "rollback to 1.0.0");
    assert.deepEqual(await codesOf(service.rollbackWorkflow("nightly", { to: "7.0.0" })), ["VERSION_NOT_FOUND"]);
    const again = await service.deployWorkflow(source(definitionText("nightly", "name: Second\n")));
    assert.deepEqual([again.version, again.outcome], ["1.0.1", "updated"]);
    assert.equal((await service.listVersions("nightly")).length, 2);
  });

  Deno.test(`${name}: changes made for another state are refused`, async () => {
    await using opened = await open();
    const { service } = opened;
    const first = source(definitionText("nightly"));
    assert.deepEqual(await codesOf(service.deployWorkflow({ ...first, etag: "*" })), ["PRECONDITION_FAILED"]);
    await service.deployWorkflow(first);
    const { etag } = await service.getWorkflow("nightly");
    await service.deployWorkflow({ ...source(definitionText("nightly", "name: Other\n")), etag });
    const late = source(definitionText("nightly", "name: Late\n"));
    assert.deepEqual(await codesOf(service.deployWorkflow({ ...late, etag })), ["PRECONDITION_FAILED"]);
    assert.deepEqual(await codesOf(service.deleteWorkflow("nightly", { etag })), ["PRECONDITION_FAILED"]);
    await service.deployWorkflow({ ...late, etag: "*" });
  });

  Deno.test(`${name}: a workflow with runs that go on is deleted with force alone; its runs stay`, async () => {
    await using opened = await open();
    const { service } = opened;
    await service.deployWorkflow(source(definitionText("nightly")));
    const { run } = await service.createRun({ workflowId: "nightly", input: {} });
    assert.deepEqual(await codesOf(service.deleteWorkflow("nightly")), ["WORKFLOW_BUSY"]);
    await service.deleteWorkflow("nightly", { force: true });
    assert.deepEqual(await codesOf(service.getWorkflow("nightly")), ["WORKFLOW_NOT_FOUND"]);
    assert.deepEqual(await codesOf(service.deleteWorkflow("nightly")), ["WORKFLOW_NOT_FOUND"]);
    assert.equal((await service.getRun(run.id)).workflowId, "nightly");
  });
}
