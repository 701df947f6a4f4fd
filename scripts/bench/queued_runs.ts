/** An owner with many queued runs, in a process of its own to be measured: `queued_runs.ts <folder> <runs>`. */
import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { openStore } from "../../src/adapters/sqlite/store.ts";
import { newVersion } from "../../src/adapters/sqlite/store_fixture.ts";
import type { Definition } from "../../src/domain/workflow/definition/model.ts";
import { engineOver, storeRun } from "./workflow_tables.ts";

const [folder, count] = Deno.args;
using store = await openStore(folder!);
using logs = await openLogStore(folder!);
const definition: Definition = {
  id: "queued",
  config: { concurrency: { group: "one" } },
  tasks: [{ id: "approve", type: "approval" }, { id: "go", type: "shell", run: "true", needs: ["approve"] }],
};
store.addVersion(newVersion({ workflowId: definition.id, definition }));
store.transaction(() => {
  for (let i = 0; i < Number(count); i++) storeRun(store, definition);
});
const unused = () => Promise.reject(new Error("nothing is to be executed"));
const steps = { execute: unused, reap: unused, forget() {}, masker: () => ({ mask: String, maskValue: String }) };
const engine = engineOver(store, { logs, steps });
setTimeout(() => engine.stop(), 2000);
await engine.run();
