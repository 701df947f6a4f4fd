import assert from "node:assert/strict";
import { runFolders } from "./run_folders.ts";

Deno.test("no id or key leads out of the folder of runs", () => {
  const folders = runFolders("/data/runs");
  assert.equal(folders.attempt("run-1", "each[3]#2"), "/data/runs/run-1/steps/each.3.2");
  assert.equal(folders.artifacts("run-1", "each[3]#2"), "/data/runs/run-1/artifacts/each.3");
  assert.equal(folders.artifacts("run-1", "build#1"), "/data/runs/run-1/artifacts/build");
  for (const name of ["..", "../..", "a/b", ".", "", "a\0b", "C:\\x"]) {
    assert.match(folders.work(name), /^\/data\/runs\/x[0-9a-f]*\/work$/);
    assert.match(folders.attempt("run-1", name), /^\/data\/runs\/run-1\/steps\/[\w.-]+$/);
    assert.doesNotMatch(folders.attempt("run-1", name), /\/\.{1,2}$/);
  }
});

Deno.test({
  name: "a run is removed with folders that its steps have write-protected",
  ignore: Deno.build.os === "windows",
  fn() {
    const top = Deno.makeTempDirSync({ prefix: "workspace-folders-" });
    const folders = runFolders(`${top}/runs`);
    const cache = `${folders.work("run-1")}/cache/module`;
    folders.make(cache);
    Deno.writeTextFileSync(`${cache}/file`, "");
    Deno.chmodSync(cache, 0o500);
    folders.forget("run-1");
    folders.forget("run-1");
    assert.deepEqual([...Deno.readDirSync(`${top}/runs`)], []);
    Deno.removeSync(top, { recursive: true });
  },
});
