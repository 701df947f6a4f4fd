import assert from "node:assert/strict";
import type { Definition } from "./model.ts";
import { policyFaults } from "./policies.ts";

const definition: Definition = { id: "w", tasks: [{ id: "a", type: "shell", run: "x" }] };
const check = (rule: string, message?: string) =>
  policyFaults(definition, { policies: [{ name: "p", rule, message }], file: "w.yaml" });

Deno.test("a policy that is met says nothing", () => {
  assert.deepEqual(check("definition.id == 'w'"), []);
  assert.deepEqual(policyFaults(definition, { policies: [], file: "w.yaml" }), []);
});

Deno.test("one that is not met names itself, with its message or its rule", () => {
  const [found] = check("has(definition.description)", "Say what it does");
  assert.equal(found!.code, "POLICY_VIOLATED");
  assert.equal(found!.exit, 15);
  assert.equal(found!.message, "w.yaml does not meet the policy 'p'");
  assert.equal(found!.reason, "Say what it does");
  assert.match(check("has(definition.description)")[0]!.reason, /has\(definition\.description\)/);
});

Deno.test("a rule that cannot be checked is no approval", () => {
  for (
    const [rule, problem] of [["definition.", /ends/], ["definition.nope == 1", /No such key/], [
      "definition.id",
      /"w"/,
    ], ["input.x == 1", /Unknown variable/]] as const
  ) {
    const [found] = check(rule);
    assert.equal(found!.code, "POLICY_INVALID", rule);
    assert.equal(found!.exit, 3);
    assert.match(found!.reason, problem);
  }
});
