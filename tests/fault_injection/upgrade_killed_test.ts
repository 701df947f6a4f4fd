import assert from "node:assert/strict";
import { createUpgradeProject, leftovers, stateOf, type UpgradeProject } from "./upgrade_project.ts";

const KILLED = new URL("./killed_main.ts", import.meta.url);
const QUIET = ["--log-level", "error", "--format", "json"];
const APPLY = ["upgrade", "apply", "--lockfile", "--auto-changeset", ...QUIET];
const RESTORE = ["upgrade", "backups", "restore", "latest", "--force", ...QUIET];
const ignore = Deno.build.os === "windows";

/** Runs `check` for a kill before and after every step of a command, each in a copy of its own. */
async function killedEverywhere(
  project: UpgradeProject,
  args: string[],
  check: (cwd: string, name: string) => Promise<void>,
): Promise<void> {
  const countFile = `${project.top}/count`;
  const whole = project.copy("counted");
  const counted = await project.workspace(args, { entry: KILLED, cwd: whole, env: { KILL_COUNT_FILE: countFile } });
  assert.equal(counted.code, 0, counted.stdout + counted.stderr);
  const steps = Number(Deno.readTextFileSync(countFile));
  assert.ok(steps > 6, `only ${steps} steps`);
  const cases = Array.from({ length: steps }, (_, i) => [`${i + 1}`, "before"] as const)
    .flatMap(([at]) => (["before", "after"] as const).map((when) => ({ at, when })));
  const worker = async () => {
    for (let each = cases.shift(); each; each = cases.shift()) {
      const name = `${each.at}_${each.when}`;
      const cwd = project.copy(`killed_${name}`);
      const { signal } = await project.workspace(args, {
        entry: KILLED,
        cwd,
        env: { KILL_AT: each.at, KILL_WHEN: each.when },
      });
      assert.equal(signal, "SIGKILL", name);
      await check(cwd, `killed ${each.when} step ${each.at}`);
      Deno.removeSync(cwd, { recursive: true });
    }
  };
  await Promise.all([worker(), worker()]);
  Deno.removeSync(whole, { recursive: true });
}

Deno.test({
  name: "an apply killed at any step is undone wholly by a restore, and made wholly by the next apply",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    const before = stateOf(project.root);
    const whole = project.copy("whole");
    const applied = await project.workspace(APPLY, { cwd: whole });
    assert.equal(applied.code, 0, applied.stdout);
    const after = stateOf(whole);
    assert.notEqual(after, before);
    let copies = 0;
    await killedEverywhere(project, APPLY, async (cwd, name) => {
      const other = `${project.top}/other_${copies++}`;
      await new Deno.Command("cp", { args: ["-a", cwd, other] }).output();
      const restored = await project.workspace(RESTORE, { cwd: other });
      assert.ok(restored.code === 0 || /BACKUP_NOT_FOUND/.test(restored.stdout), `${name}: ${restored.stdout}`);
      assert.equal(stateOf(other), before, `${name}: restored`);
      assert.deepEqual(leftovers(other), [], name);
      const again = await project.workspace(APPLY, { cwd });
      assert.equal(again.code, 0, `${name}: ${again.stdout}`);
      assert.equal(stateOf(cwd), after, `${name}: applied again`);
      assert.deepEqual(leftovers(cwd), [], name);
      const listed = JSON.parse((await project.workspace(["upgrade", "backups", "list", ...QUIET], { cwd })).stdout);
      assert.deepEqual([listed.total, listed.unusable], [1, []], name);
      Deno.removeSync(other, { recursive: true });
    });
  },
});

Deno.test({
  name: "a restore killed at any step leaves a whole state, and restores wholly afterwards",
  ignore,
  async fn() {
    await using project = await createUpgradeProject();
    const before = stateOf(project.root);
    const { stdout } = await project.workspace(APPLY);
    const id = JSON.parse(stdout).summary.backupId;
    const after = stateOf(project.root);
    await killedEverywhere(project, RESTORE, async (cwd, name) => {
      const latest = await project.workspace(RESTORE, { cwd });
      assert.equal(latest.code, 0, `${name}: ${latest.stdout}`);
      assert.ok([before, after].includes(stateOf(cwd)), `${name}: neither one state nor the other`);
      const named = await project.workspace(RESTORE.with(3, id), { cwd });
      assert.equal(named.code, 0, `${name}: ${named.stdout}`);
      assert.equal(stateOf(cwd), before, name);
      assert.deepEqual(leftovers(cwd), [], name);
    });
  },
});
