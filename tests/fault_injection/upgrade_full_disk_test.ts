import assert from "node:assert/strict";
import { createUpgradeProject, leftovers, stateOf } from "./upgrade_project.ts";

const FULL = new URL("./full_disk_main.ts", import.meta.url);
const QUIET = ["--log-level", "error", "--format", "json"];
const APPLY = ["upgrade", "apply", "--auto-changeset", ...QUIET];
const RESTORE = ["upgrade", "backups", "restore", "latest", "--force", ...QUIET];
const ignore = Deno.build.os === "windows";

for (const lasting of ["once", "ever"]) {
  for (const command of ["apply", "restore"]) {
    Deno.test({
      name: `a disk that is full at any write (${lasting}) of ${
        command === "apply" ? "an apply" : "a restore"
      }: all is done, or all is as before`,
      ignore,
      async fn() {
        await using project = await createUpgradeProject();
        const args = command === "apply" ? APPLY : RESTORE;
        if (command === "restore") assert.equal((await project.workspace(APPLY)).code, 0);
        const before = stateOf(project.root);
        const count = `${project.top}/count`;
        const counted = await project.workspace(args, {
          entry: FULL,
          cwd: project.copy("counted"),
          env: { COUNT_FILE: count },
        });
        assert.equal(counted.code, 0, counted.stdout);
        const writes = Number(Deno.readTextFileSync(count));
        assert.ok(writes >= 7, `only ${writes} writes`);
        let failures = 0;
        for (let at = 1; at <= writes; at++) {
          const cwd = project.copy(`full_${at}`);
          const env = { FULL_AT: String(at), FULL_FOR: lasting };
          const { code, stdout } = await project.workspace(args, { entry: FULL, cwd, env });
          assert.equal(code, 5, `write ${at}: ${stdout}`);
          const { error } = JSON.parse(stdout);
          assert.equal(error.code, "DISK_FULL");
          assert.match(error.message, /No space left to write '.+'/);
          assert.equal(stateOf(cwd), before, `write ${at}`);
          assert.deepEqual(leftovers(cwd), [], `write ${at}`);
          failures++;
        }
        assert.equal(failures, writes);
      },
    });
  }
}

Deno.test({
  name: "a package manager that fails takes everything back, and says why",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    Deno.writeTextFileSync(`${project.root}/fail`, "");
    const before = stateOf(project.root);
    const { code, stdout } = await project.workspace([...APPLY, "--lockfile"]);
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code, error.cause], [13, "LOCKFILE_REFRESH_FAILED", "no such version"]);
    assert.match(error.message, /`npm install --package-lock-only/);
    assert.equal(stateOf(project.root), before);
    assert.deepEqual(leftovers(project.root), []);
  },
});

/** Root may write everywhere: another user is played, by util-linux's `setpriv`. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

Deno.test({
  name: "a folder that may not be written: everything is as before, and the file is named",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn() {
    await using project = await createUpgradeProject();
    await new Deno.Command("chown", { args: ["-R", "65534:65534", project.top] }).output();
    await new Deno.Command("chown", { args: ["-R", "0:0", `${project.root}/packages/two`] }).output();
    const before = stateOf(project.root);
    const { code, stdout, stderr } = await project.workspace(APPLY, { prefix: NOBODY });
    const { error } = JSON.parse(stdout || stderr);
    assert.deepEqual([code, error.code], [5, "FILE_UNWRITABLE"], stdout);
    assert.match(error.message, /packages\/two\/package\.json/);
    assert.equal(stateOf(project.root), before);
    assert.deepEqual(leftovers(project.root), []);
  },
});
