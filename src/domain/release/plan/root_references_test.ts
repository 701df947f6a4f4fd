import assert from "node:assert/strict";
import { assemblePlan } from "./assemble_plan.ts";
import { changesetOf, configOf, versionsOf, workspaceOf } from "./fixtures_test.ts";

Deno.test("references of a root that is no package follow releases and cause none", () => {
  const workspace = {
    ...workspaceOf({ core: {} }),
    rootDependencies: [
      { name: "core", kind: "devDependencies" as const, specifier: "^1.0.0" },
      { name: "other", kind: "dependencies" as const, specifier: "^1.0.0" },
    ],
  };
  const changesets = [changesetOf("a", ["core"], { bump: "major" })];
  const plan = assemblePlan(workspace, changesets, { config: configOf(), mode: "release" });
  assert.deepEqual(versionsOf(plan), { core: "2.0.0" });
  assert.deepEqual(plan.references, [{
    package: ".",
    manifestPath: "package.json",
    kind: "devDependencies",
    dependency: "core",
    from: "^1.0.0",
    to: "^2.0.0",
  }]);
});
