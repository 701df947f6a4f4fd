import assert from "node:assert/strict";
import { createReleaseProject, type ReleaseProject } from "./release_project.ts";

const ENTRY = new URL("./full_disk_main.ts", import.meta.url);
const BUMP = ["bump", "--execute", "--log-level", "error", "--format", "json"];

async function refillable(wishes: string[]): Promise<{ project: ReleaseProject; writes: number }> {
  using sample = await createReleaseProject();
  const count = `${sample.top}/count`;
  const ran = await sample.workspace([...BUMP, ...wishes], { entry: ENTRY, env: { COUNT_FILE: count } });
  assert.equal(ran.code, 0, ran.stdout);
  return { project: await createReleaseProject(), writes: Number(Deno.readTextFileSync(count)) };
}

for (const wishes of [[], ["--git-tag", "--git-push"]]) {
  const name = wishes.length === 0 ? "files alone" : "commit, tags and push";
  for (const lasting of ["once", "ever"]) {
    Deno.test(`a disk that is full at any write (${lasting}), ${name}: all is done, or all is as before`, async () => {
      const { project, writes } = await refillable(wishes);
      using _ = project;
      assert.ok(writes >= 5, `only ${writes} writes`);
      const before = await project.state();
      let failures = 0;
      for (let at = 1; at <= writes + 1; at++) {
        const env = { FULL_AT: String(at), FULL_FOR: lasting };
        const { code, stdout } = await project.workspace([...BUMP, ...wishes], { entry: ENTRY, env });
        const result = JSON.parse(stdout);
        if (code === 0) {
          assert.equal(result.status, "applied", `write ${at}`);
          break;
        }
        failures++;
        assert.deepEqual([code, result.error.code], [5, "DISK_FULL"], `write ${at}: ${stdout}`);
        assert.match(result.error.hint, /./);
        assert.equal(await project.state(), before, `write ${at}`);
      }
      // The journal and the five files; what only notes progress is no reason to fail.
      assert.equal(failures, 6);
      assert.equal(await project.git("tag"), wishes.length === 0 ? "" : "a@1.1.0\nb@1.0.1\n");
      assert.match(await project.git("show", ":packages/a/package.json"), wishes.length === 0 ? /1\.0\.0/ : /1\.1\.0/);
      assert.match(Deno.readTextFileSync(`${project.root}/packages/a/package.json`), /"1\.1\.0"/);
      assert.equal(JSON.parse((await project.workspace(BUMP)).stdout).status, "nothing-pending");
    });
  }
}
