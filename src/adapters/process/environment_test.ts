import assert from "node:assert/strict";
import { denoEnvironment, pickEnvironment } from "./environment.ts";

const remembering = denoEnvironment(["PATH", "WORKSPACE_NO_SUCH_NAME"]);

Deno.test({
  name: "remembered variables stay known without the permission to read variables; others are as if not set",
  permissions: { env: false },
  fn() {
    assert.ok(remembering.get("PATH"));
    assert.equal(remembering.get("WORKSPACE_NO_SUCH_NAME"), undefined);
    assert.equal(remembering.get("HOME"), undefined);
    assert.equal(denoEnvironment().get("PATH"), undefined);
  },
});

Deno.test("variables are read when they are asked for, and picked where they are set", () => {
  const env = denoEnvironment();
  const name = "WORKSPACE_ENVIRONMENT_TEST";
  Deno.env.set(name, "1");
  try {
    assert.deepEqual(pickEnvironment(env, [name, `${name}_2`]), { [name]: "1" });
  } finally {
    Deno.env.delete(name);
  }
  assert.equal(env.get(name), undefined);
  assert.equal(env.get("NOT=A=NAME"), undefined);
});
