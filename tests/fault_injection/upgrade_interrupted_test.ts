import assert from "node:assert/strict";
import { denoFiles } from "../../src/adapters/files/deno_files.ts";
import { finished } from "./release_project.ts";
import { createUpgradeProject, leftovers, stateOf, type UpgradeProject } from "./upgrade_project.ts";

const QUIET = ["--log-level", "error", "--format", "json"];
const APPLY = ["upgrade", "apply", "--lockfile", ...QUIET];
const RESTORE = ["upgrade", "backups", "restore", "latest", "--force", ...QUIET];
const ignore = Deno.build.os === "windows";

/** Makes npm wait in the middle of an apply: `begun` tells that it does, `go` lets it end and waits for that. */
async function slowDown({ top }: UpgradeProject) {
  const [begun, go, ended] = [`${top}/begun`, `${top}/go`, `${top}/ended`];
  for (const pipe of [begun, go, ended]) await new Deno.Command("mkfifo", { args: [pipe] }).output();
  return {
    begun: () => Deno.readTextFile(begun),
    async go() {
      await Deno.writeTextFile(go, "go\n");
      await Deno.readTextFile(ended);
    },
  };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `${signal} while the package manager runs takes everything back and exits 130`,
    ignore,
    async fn() {
      await using project = await createUpgradeProject();
      const npm = await slowDown(project);
      const before = stateOf(project.root);
      // A busy machine may bring the signal only when all is done: then it came too late, and all is done.
      for (let attempt = 1;; attempt++) {
        const child = project.start(APPLY);
        await npm.begun();
        assert.notEqual(stateOf(project.root), before);
        child.kill(signal);
        await npm.go();
        const { code, stdout } = await finished(child);
        assert.deepEqual(leftovers(project.root), []);
        if (code === 0 && attempt < 5) {
          assert.equal(JSON.parse(stdout).status, "applied");
          assert.equal((await project.workspace(RESTORE)).code, 0);
          continue;
        }
        assert.deepEqual([code, JSON.parse(stdout).error.code], [130, "INTERRUPTED"]);
        assert.equal(stateOf(project.root), before);
        break;
      }
    },
  });
}

Deno.test({
  name: "while one upgrade is applied, others are told that it runs, and its files are not touched",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    const npm = await slowDown(project);
    const first = project.start(APPLY);
    await npm.begun();
    const others = [APPLY, [...APPLY, "--dry-run"], RESTORE];
    for (const args of others) {
      const { code, stdout } = await project.workspace(args);
      assert.deepEqual([code, JSON.parse(stdout).error.code], [1, "UPGRADE_RUNNING"], stdout);
    }
    await npm.go();
    const { code, stdout } = await finished(first);
    assert.equal(code, 0, stdout);
    assert.equal(JSON.parse(stdout).summary.totalApplied, 3);
  },
});

Deno.test({
  name: "a lock that is held by nobody any more stops nobody; one that is held stops cleaning, too",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    assert.equal((await project.workspace(APPLY)).code, 0);
    const clean = ["upgrade", "backups", "clean", "--keep", "0", "--force", ...QUIET];
    {
      using _held = denoFiles().lock(`${project.root}/.workspace-backups/.lock`);
      assert.equal(JSON.parse((await project.workspace(clean)).stdout).error.code, "UPGRADE_RUNNING");
    }
    assert.equal(JSON.parse((await project.workspace(clean)).stdout).summary.removed, 1);
  },
});

Deno.test({
  name: "while an interrupted upgrade waits, nothing is previewed or cleaned; the next apply says that it undid it",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    const npm = await slowDown(project);
    const before = stateOf(project.root);
    const child = project.start(APPLY);
    await npm.begun();
    child.kill("SIGKILL");
    await child.output();
    await npm.go();
    const dryRun = await project.workspace([...APPLY, "--dry-run"]);
    assert.deepEqual([dryRun.code, JSON.parse(dryRun.stdout).error.code], [13, "UPGRADE_UNFINISHED"]);
    const clean = await project.workspace(["upgrade", "backups", "clean", "--keep", "0", "--force", ...QUIET]);
    assert.equal(JSON.parse(clean.stdout).error.code, "UPGRADE_UNFINISHED");
    for (const pipe of ["begun", "ended"]) Deno.removeSync(`${project.top}/${pipe}`);
    const copy = project.copy("copy");
    const restored = await project.workspace(RESTORE, { cwd: copy });
    assert.equal(JSON.parse(restored.stdout).status, "recovered");
    assert.equal(stateOf(copy), before);
    const again = JSON.parse((await project.workspace(APPLY)).stdout);
    assert.deepEqual([again.status, again.recovered.command], ["applied", "upgrade apply"]);
  },
});
