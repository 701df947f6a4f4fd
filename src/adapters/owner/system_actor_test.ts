import assert from "node:assert/strict";
import { systemActor } from "./system_actor.ts";

function actor(variables: Record<string, string>) {
  return systemActor({ get: (name) => variables[name] });
}

Deno.test("who acts is who the environment says", () => {
  assert.equal(actor({ USER: "ada", LOGNAME: "other" }).name, "ada");
  assert.equal(actor({ USER: "", LOGNAME: "ada" }).name, "ada");
  assert.equal(actor({ USERNAME: "ada" }).name, "ada");
  assert.equal(actor({}).origin, "local");
});

Deno.test({
  name: "without a word of the environment, it is who the system says",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { stdout } = await new Deno.Command("id", { args: ["-un"] }).output();
    const path = Deno.env.get("PATH")!;
    assert.equal(actor({ PATH: path }).name, new TextDecoder().decode(stdout).trim());
    assert.equal(actor({ PATH: "/nowhere" }).name, "unknown");
  },
});
