import assert from "node:assert/strict";
import { denoProcesses } from "../../adapters/process/deno_processes.ts";
import { readVariables } from "./environment_secrets.ts";

Deno.test("variables of any name are read, to the byte; what is not set, or is no name, is left out", async () => {
  const name = "WORKSPACE_TEST_SECRET";
  const value = 'line one\n$HOME `id` "quoted" 漢字\n\n';
  Deno.env.set(name, value);
  try {
    const env = { get: () => undefined };
    const names = [name, "WORKSPACE_TEST_UNSET", "x; touch /tmp/x", "a b"];
    assert.deepEqual(await readVariables(names, { env, processes: denoProcesses(env) }), { [name]: value });
  } finally {
    Deno.env.delete(name);
  }
});
