import assert from "node:assert/strict";
import { createReleaseProject } from "./release_project.ts";

const BUMP = ["bump", "--execute", "--log-level", "error", "--format", "json"];
const PREVIEW = ["bump", "--log-level", "error", "--format", "json"];
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Another user can be played only by the superuser, with util-linux's `setpriv`. */
function canPlayAnother(): boolean {
  try {
    return Deno.build.os === "linux" && Deno.uid() === 0 && Deno.statSync("/usr/bin/setpriv").isFile;
  } catch {
    return false;
  }
}

const ignore = !canPlayAnother();
if (ignore) console.error("Skipped: tests of missing rights need the superuser and setpriv");

async function chown(path: string, owner: string): Promise<void> {
  const { success } = await new Deno.Command("chown", { args: ["-R", owner, path] }).output();
  assert.ok(success);
}

Deno.test({
  name: "in a folder that may not be written to, bump names it and changes nothing; a preview works",
  ignore,
  async fn() {
    using project = await createReleaseProject();
    await chown(project.top, "65534:65534");
    Deno.chmodSync(project.top, 0o755);
    const closed = `${project.root}/packages/b`;
    Deno.chmodSync(closed, 0o555);
    await project.git("config", "--global", "safe.directory", "*");
    await chown(`${project.top}/home`, "65534:65534");
    const before = await project.state();
    const { code, stdout } = await project.workspace(BUMP, { prefix: NOBODY });
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code], [5, "FILE_UNWRITABLE"], stdout);
    assert.match(error.message, /packages\/b\//);
    assert.match(error.cause, /denies access/);
    assert.equal(await project.state(), before);

    const preview = await project.workspace(PREVIEW, { prefix: NOBODY });
    assert.equal(JSON.parse(preview.stdout).status, "preview", preview.stdout);
  },
});

Deno.test({
  name: "a manifest that may not be read is named, and nothing changes",
  ignore,
  async fn() {
    using project = await createReleaseProject();
    await chown(project.top, "65534:65534");
    await project.git("config", "--global", "safe.directory", "*");
    await chown(`${project.top}/home`, "65534:65534");
    Deno.chmodSync(`${project.root}/packages/a/package.json`, 0);
    const before = await project.state();
    for (const argv of [BUMP, PREVIEW]) {
      const { code, stdout } = await project.workspace(argv, { prefix: NOBODY });
      const { error } = JSON.parse(stdout);
      assert.deepEqual([code, error.code], [5, "FILE_UNREADABLE"], stdout);
      assert.match(error.message, /packages\/a\/package\.json/);
    }
    assert.equal(await project.state(), before);
  },
});

Deno.test({
  name: "in a repository of somebody else, bump says how to trust it and changes nothing",
  ignore,
  async fn() {
    using project = await createReleaseProject();
    Deno.chmodSync(project.top, 0o755);
    await chown(`${project.top}/home`, "65534:65534");
    for (const folder of [project.root, `${project.root}/.git`]) Deno.chmodSync(folder, 0o777);
    const before = await project.state();
    const { code, stdout } = await project.workspace(BUMP, { prefix: NOBODY });
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code], [4, "GIT_OWNERSHIP_DUBIOUS"], stdout);
    assert.match(error.hint, /git config --global --add safe\.directory/);
    assert.equal(await project.state(), before);
  },
});

Deno.test({
  name: "on a file system that is read-only, bump names it and changes nothing; a preview works",
  ignore,
  async fn(t) {
    using project = await createReleaseProject();
    const before = await project.state();
    const mount = (...args: string[]) => new Deno.Command("mount", { args, stderr: "null" }).output();
    if (!(await mount("--bind", project.root, project.root)).success) {
      return void await t.step({ name: "mounting is not allowed here", ignore: true, fn: () => {} });
    }
    try {
      assert.ok((await mount("-o", "remount,bind,ro", project.root)).success);
      const { code, stdout } = await project.workspace(BUMP);
      const { error } = JSON.parse(stdout);
      assert.deepEqual([code, error.code], [5, "FILE_UNWRITABLE"], stdout);
      assert.match(error.cause, /read-only/);
      const preview = await project.workspace(PREVIEW);
      assert.equal(JSON.parse(preview.stdout).status, "preview", preview.stdout);
      assert.equal(await project.state(), before);
    } finally {
      await new Deno.Command("umount", { args: [project.root] }).output();
    }
  },
});

Deno.test({
  name: "on a small disk that fills up, bump changes nothing",
  ignore,
  async fn(t) {
    using project = await createReleaseProject();
    const disk = `${project.root}/packages/b`;
    const kept = Deno.readTextFileSync(`${disk}/package.json`);
    const changelog = Deno.readTextFileSync(`${disk}/CHANGELOG.md`);
    const mounted = await new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", disk],
      stderr: "null",
    }).output();
    if (!mounted.success) {
      return void await t.step({ name: "mounting is not allowed here", ignore: true, fn: () => {} });
    }
    try {
      Deno.writeTextFileSync(`${disk}/package.json`, kept);
      Deno.writeTextFileSync(`${disk}/CHANGELOG.md`, changelog);
      assert.throws(() => Deno.writeTextFileSync(`${disk}/ballast`, "x".repeat(128 * 1024)));
      await project.git("add", ".");
      await project.git("commit", "-q", "-m", "chore: ballast");
      const before = await project.state();
      const { code, stdout } = await project.workspace([...BUMP, "--git-tag"]);
      assert.deepEqual([code, JSON.parse(stdout).error.code], [5, "DISK_FULL"], stdout);
      assert.equal(await project.state(), before);
      Deno.removeSync(`${disk}/ballast`);
      await project.git("commit", "-q", "-a", "-m", "chore: room");
      assert.equal((await project.workspace([...BUMP, "--git-tag"])).code, 0);
    } finally {
      await new Deno.Command("umount", { args: [disk] }).output();
    }
  },
});
