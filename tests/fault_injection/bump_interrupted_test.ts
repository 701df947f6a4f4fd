import assert from "node:assert/strict";
import { createReleaseProject, finished, type ReleaseProject } from "./release_project.ts";

const BUMP = ["bump", "--execute", "--log-level", "error", "--format", "json"];

/** A pre-commit hook that says it has begun and goes on once it is let: `hook.begin` waits for it, `hook.end` lets it. */
async function installSlowHook({ root, top }: ReleaseProject, name = "pre-commit") {
  const [begun, go] = [`${top}/begun`, `${top}/go`];
  for (const pipe of [begun, go]) await new Deno.Command("mkfifo", { args: [pipe] }).output();
  Deno.writeTextFileSync(`${root}/.git/hooks/${name}`, `#!/bin/sh\necho begun > '${begun}'\nread -r _ < '${go}'\n`, {
    mode: 0o755,
  });
  return {
    begin: () => Deno.readTextFile(begun),
    end: () => Deno.writeTextFile(go, "go\n"),
    remove: () => Deno.removeSync(`${root}/.git/hooks/${name}`),
  };
}

const SIGNALS = { "Ctrl-C": "SIGINT", "a request to end": "SIGTERM", "a closed terminal": "SIGHUP" } as const;

for (const [name, signal] of Object.entries(SIGNALS)) {
  for (const wishes of [["--git-commit"], ["--git-tag"]]) {
    Deno.test({
      name: `${name} while a hook of the release commit runs (${wishes}) undoes everything and exits 130`,
      ignore: Deno.build.os === "windows",
      async fn() {
        using project = await createReleaseProject();
        const hook = await installSlowHook(project);
        const before = await project.state();
        const child = project.start([...BUMP, ...wishes]);
        await hook.begin();
        child.kill(signal);
        await hook.end();
        const { code, stdout } = await finished(child);
        assert.equal(code, 130, stdout);
        assert.equal(JSON.parse(stdout).error.code, "INTERRUPTED");
        assert.equal(await project.state(), before);
        hook.remove();
        assert.equal((await project.workspace([...BUMP, ...wishes])).code, 0);
      },
    });
  }
}

Deno.test({
  name: "of two bumps at once one releases, the other is told that it runs, and so is a preview",
  ignore: Deno.build.os === "windows",
  async fn() {
    using project = await createReleaseProject();
    const hook = await installSlowHook(project);
    const first = project.start([...BUMP, "--git-tag"]);
    await hook.begin();
    const second = await project.workspace([...BUMP, "--git-tag"]);
    const preview = await project.workspace(["bump", "--format", "json"]);
    const resumed = await project.workspace(["bump", "--abort", "--format", "json"]);
    await hook.end();
    for (const { code, stdout } of [second, preview, resumed]) {
      assert.deepEqual([code, JSON.parse(stdout).error.code], [1, "BUMP_RUNNING"]);
    }
    const { code, stdout } = await finished(first);
    assert.equal(code, 0, stdout);
    assert.equal(JSON.parse((await project.workspace(BUMP)).stdout).status, "nothing-pending");
    assert.equal(await project.git("tag"), "a@1.1.0\nb@1.0.1\n");
    assert.equal(await project.git("status", "--porcelain"), "");
    assert.equal((await project.git("log", "--format=%s")).split("\n").length, 3);
  },
});

Deno.test("bumps started at the same moment release once", async () => {
  using project = await createReleaseProject();
  const ran = await Promise.all([1, 2, 3].map(() => project.workspace([...BUMP, "--git-tag"])));
  const results = ran.map(({ stdout }) => JSON.parse(stdout)).map(({ status, error }) => status ?? error.code);
  assert.equal(results.filter((each) => each === "applied").length, 1, results.join());
  assert.ok(results.every((each) => ["applied", "nothing-pending", "BUMP_RUNNING"].includes(each)), results.join());
  assert.equal(await project.git("tag"), "a@1.1.0\nb@1.0.1\n");
  assert.equal(await project.git("status", "--porcelain"), "");
});

Deno.test("worktrees of one repository release side by side: each has a journal, changesets have one lock", async () => {
  using project = await createReleaseProject();
  await project.git("worktree", "add", "-q", "-b", "other", "../other");
  const other = { cwd: `${project.top}/other` };
  const hook = await installSlowHook(project);
  const first = project.start([...BUMP, "--git-commit"]);
  await hook.begin();
  hook.remove();
  // While the first holds the lock of the changesets, nothing of the second is done; a preview needs no lock.
  const preview = await project.workspace(["--root", other.cwd, "bump", "--format", "json"]);
  assert.equal(JSON.parse(preview.stdout).status, "preview");
  const second = project.start(["--root", other.cwd, ...BUMP, "--git-commit"]);
  await hook.end();
  const ran = [await finished(first), await finished(second)];
  assert.deepEqual(ran.map(({ stdout }) => JSON.parse(stdout).status), ["applied", "applied"]);
  for (const branch of ["main", "other"]) {
    assert.match(await project.git("show", `${branch}:packages/a/package.json`), /"1\.1\.0"/);
  }
});
