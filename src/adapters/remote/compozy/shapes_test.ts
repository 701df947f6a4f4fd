import fc from "fast-check";
import assert from "node:assert/strict";
import { RUN, RUN_SUMMARY, WORKFLOW } from "../../../domain/workflow/model.ts";
import { violations } from "../../../kernel/schema.ts";
import { isFields, runOf, summaryOf, workflowOf } from "./shapes.ts";

const KEYS = [
  "id",
  "status",
  "workflow_id",
  "workflow_exec_id",
  "tasks",
  "error",
  "code",
  "message",
  "input",
  "output",
];
const MORE = ["task_id", "task_exec_id", "type", "version", "description", "name", "a"];
const WORDS = ["RUNNING", "success", "FAILED", "wait", "0ujtsYcgvSTl8PAuAdqWYSMnLOv", "", "x"];

/** Anything that a server could answer, often with the keys that mean something. */
const anything = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(...WORDS, 0, -1.5, true, null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS, ...MORE), tie("any"), { maxKeys: 6 }),
  ),
})).any;

Deno.test("whatever a server answers becomes a run and a workflow of the right shape", () => {
  let full = 0;
  fc.assert(
    fc.property(anything.filter(isFields), (fields) => {
      const run = runOf(fields);
      assert.deepEqual(violations(RUN, run), []);
      assert.deepEqual(violations(RUN_SUMMARY, summaryOf(run)), []);
      assert.deepEqual(violations(WORKFLOW, workflowOf(fields, { etag: "e", runs: [summaryOf(run)] })), []);
      if (run.tasks.length > 0) full++;
    }),
    { seed: 42, numRuns: 2000 },
  );
  assert.ok(full > 50, `only ${full} had tasks`);
});
