import assert from "node:assert/strict";
import type { Definition, Task } from "../definition/model.ts";
import { policyFaults } from "../definition/policies.ts";
import { readDefinition } from "../definition/read_definition.ts";
import type { Scope, TaskView } from "../expressions/scope.ts";
import { compileBare, evaluateCondition, resolveText, resolveValue } from "../expressions/template.ts";
import { checkInput } from "../input/check_input.ts";
import { parseParams } from "../input/parse_params.ts";
import { parseDocument } from "../../../formats/document.ts";
import { TEMPLATE_NAMES } from "./template.ts";
import { getTemplate, TEMPLATES } from "./templates.ts";

Deno.test("every name has its template", () => {
  assert.deepEqual(TEMPLATES.map(({ name }) => name), TEMPLATE_NAMES);
  for (const name of TEMPLATE_NAMES) assert.equal(getTemplate(name).name, name);
});

Deno.test("definitions of templates meet the policies of their own configuration", async () => {
  for (const template of TEMPLATES) {
    const files = template.files("p");
    const { value } = await parseDocument(files.get("repo.config.yaml")!, "yaml");
    const { policies } =
      (value as { workflow: { policies: { name: string; rule: string; message: string }[] } }).workflow;
    assert.ok(policies.length > 0);
    for (const [file, text] of files) {
      if (!/\/.*\.yaml$/.test(file)) continue;
      const { definition } = await readDefinition({ text, name: file, format: "yaml" });
      assert.deepEqual(policyFaults(definition, { policies, file }), []);
    }
  }
});

Deno.test("the pipeline refuses a wrong parameter by its path", async () => {
  const { workflow, files } = getTemplate("ml-pipeline");
  const { definition } = await readDefinition({ text: files("p").get(workflow.file)!, name: "p", format: "yaml" });
  const schema = definition.config!.input!;
  assert.deepEqual(checkInput(schema, {}).problems, [{ path: "dataset", message: "is required" }]);
  assert.deepEqual(checkInput(schema, { dataset: "tulips" }).problems, [
    { path: "dataset", message: 'must be one of "iris", "digits", "wine", found "tulips"' },
  ]);
  assert.deepEqual(checkInput(schema, await parseParams([workflow.params], { schema })).problems, []);
});

for (const template of TEMPLATES) {
  Deno.test(`the steps of ${template.name} run with sh alone`, async () => {
    const { workflow } = template;
    const text = template.files("p").get(workflow.file)!;
    const { definition } = await readDefinition({ text, name: workflow.file, format: "yaml" });
    const schema = definition.config!.input!;
    const { input, problems } = checkInput(
      schema,
      await parseParams(workflow.params === "" ? [] : [workflow.params], { schema }),
    );
    assert.deepEqual(problems, []);
    const folder = await Deno.makeTempDir();
    try {
      const outputs = await runAll(definition, { input, folder });
      for (const value of Object.values(outputs)) assert.notEqual(value, null);
      if (template.name === "ml-pipeline") {
        assert.deepEqual(outputs, { accuracy: 0.92, published: true });
        assert.match(await Deno.readTextFile(`${folder}/output/run-1/model.json`), /"dataset": "iris"/);
      }
      if (template.name === "data-processing") assert.deepEqual(outputs, { rows: 5, loaded: true });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Runs the tasks one after the other, in the order of the file; sleeping is left out. */
async function runAll(
  { tasks, outputs }: Definition,
  { input, folder }: { input: Record<string, unknown>; folder: string },
): Promise<Record<string, unknown>> {
  const views: Record<string, TaskView> = {};
  const scope: Scope = { input, tasks: views, run: { id: "run-1", workflowId: "w", version: "1.0.0", attempt: 1 } };
  for (const task of tasks) {
    assert.equal(task.type, "shell");
    assert.ok(task.if === undefined || evaluateCondition(task.if, scope));
    let output: unknown;
    if (task.type === "shell" && task.for_each !== undefined) {
      const items = compileBare(String(task.for_each)).evaluate(scope) as unknown[];
      output = await Promise.all(
        items.map((item, index) => runOne(task, { scope: { ...scope, item, index }, folder })),
      );
    } else output = await runOne(task, { scope, folder });
    views[task.id] = { status: "SUCCESS", output, attempts: 1, exitCode: 0, error: null };
  }
  return resolveValue(outputs ?? {}, scope) as Record<string, unknown>;
}

async function runOne(task: Task, { scope, folder }: { scope: Scope; folder: string }): Promise<unknown> {
  assert.ok(task.type === "shell");
  const file = await Deno.makeTempFile({ dir: folder });
  const env = Object.fromEntries(
    Object.entries(task.env ?? {}).map(([name, value]) => [name, resolveText(value, scope)]),
  );
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `sleep() { :; }\n${task.run}`],
    cwd: folder,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", WORKSPACE_RUN_ID: "run-1", WORKSPACE_OUTPUT: file, ...env },
  }).output();
  assert.equal(code, 0, `${task.id}: ${new TextDecoder().decode(stderr)}`);
  const written = await Deno.readTextFile(file);
  return written === "" ? {} : JSON.parse(written);
}
