import assert from "node:assert/strict";
import { createReleaseProject, type Ran, type ReleaseProject } from "./release_project.ts";

const QUIET = ["--log-level", "error", "--format", "json"];
const TAG = ["bump", "--execute", "--git-tag", ...QUIET];
const ignore = Deno.build.os !== "linux";

/** A release that was killed while git ran a hook: the files are written and staged, no commit is made. */
async function createKilledRelease(): Promise<{ project: ReleaseProject; before: string }> {
  const project = await createReleaseProject();
  const before = await project.state();
  const hook = `${project.root}/.git/hooks/pre-commit`;
  const kill = "#!/bin/sh\nread -r _ _ _ parent _ < /proc/$PPID/stat\nkill -9 $parent\nexit 1\n";
  Deno.writeTextFileSync(hook, kill, { mode: 0o755 });
  const { signal } = await project.workspace(TAG);
  assert.equal(signal, "SIGKILL");
  Deno.removeSync(hook);
  assert.ok(Deno.statSync(`${project.root}/.git/workspace/bump.json`).isFile);
  return { project, before };
}

function assertFault({ code, stdout }: Ran, expected: { code: string; exit: number; names: RegExp }): void {
  const { error } = JSON.parse(stdout);
  assert.deepEqual([error.code, code], [expected.code, expected.exit], stdout);
  assert.match(`${error.message}\n${error.cause}\n${error.hint}`, expected.names);
}

Deno.test({
  name: "a file that was changed after a kill is named, and nothing is touched until it is put back",
  ignore,
  async fn() {
    const { project, before } = await createKilledRelease();
    using _ = project;
    const file = `${project.root}/packages/b/package.json`;
    const released = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, released.replace("{", '{ "description": "mine",'));
    const found = await project.state();
    const expected = { code: "JOURNAL_FILE_CHANGED", exit: 5, names: /packages\/b\/package\.json/ };
    for (const argv of [TAG, ["bump", "--resume", ...QUIET], ["bump", "--abort", ...QUIET]]) {
      assertFault(await project.workspace(argv), expected);
      assert.equal(await project.state(), found, argv.join(" "));
    }
    assertFault(await project.workspace(["bump", ...QUIET]), { code: "BUMP_UNFINISHED", exit: 12, names: /--resume/ });
    await project.git("checkout", "-q", "--", "packages/b/package.json");
    assert.equal(JSON.parse((await project.workspace(["bump", "--abort", ...QUIET])).stdout).status, "aborted");
    assert.equal(await project.state(), before);
  },
});

Deno.test({
  name: "a HEAD that was moved after a kill is told, and nothing is touched until it is back",
  ignore,
  async fn() {
    const { project, before } = await createKilledRelease();
    using _ = project;
    const head = (await project.git("rev-parse", "HEAD")).trim();
    const tree = (await project.git("rev-parse", "HEAD^{tree}")).trim();
    const moved = (await project.git("commit-tree", "-p", head, "-m", "elsewhere", tree)).trim();
    await project.git("update-ref", "HEAD", moved);
    const found = await project.state();
    const expected = { code: "JOURNAL_HEAD_MOVED", exit: 4, names: new RegExp(head.slice(0, 12)) };
    for (const argv of [TAG, ["bump", "--resume", ...QUIET], ["bump", "--abort", ...QUIET]]) {
      assertFault(await project.workspace(argv), expected);
      assert.equal(await project.state(), found, argv.join(" "));
    }
    await project.git("reset", "-q", "--soft", head);
    assert.equal((await project.workspace(["bump", "--abort", ...QUIET])).code, 0);
    assert.equal(await project.state(), before);
  },
});

Deno.test({
  name: "a release whose commit was made by the user after a kill is finished from there",
  ignore,
  async fn() {
    const { project } = await createKilledRelease();
    using _ = project;
    // The removal of the changeset is not staged: a commit without it is not the release.
    await project.git("commit", "-q", "-m", "chore: by hand");
    const part = await project.workspace(["bump", "--resume", ...QUIET]);
    assertFault(part, { code: "JOURNAL_HEAD_MOVED", exit: 4, names: /HEAD has moved/ });
    await project.git("commit", "-q", "-a", "--amend", "-m", "chore: by hand");
    const { stdout } = await project.workspace(["bump", "--resume", ...QUIET]);
    assert.equal(JSON.parse(stdout).status, "resumed", stdout);
    assert.equal(await project.git("tag"), "a@1.1.0\nb@1.0.1\n");
    assert.equal(await project.git("status", "--porcelain"), "");
  },
});

Deno.test({
  name: "a changeset that was staged and not committed is staged again after a refusal",
  ignore,
  async fn() {
    using project = await createReleaseProject();
    project.write(".changesets/two.json", { branch: "two", bump: "major", packages: ["b"], message: "Second" });
    await project.git("add", ".changesets/two.json");
    project.write(".changesets/three.json", { branch: "three", bump: "patch", packages: ["b"], message: "Third" });
    const hook = `${project.root}/.git/hooks/pre-commit`;
    Deno.writeTextFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const before = await project.state();
    const status = await project.git("status", "--porcelain");
    assertFault(await project.workspace(TAG), { code: "RELEASE_COMMIT_FAILED", exit: 4, names: /Git refused/ });
    assert.equal(await project.state(), before);
    assert.equal(await project.git("status", "--porcelain"), status);
    Deno.removeSync(hook);
    assert.equal((await project.workspace(TAG)).code, 0);
    assert.equal(await project.git("status", "--porcelain"), "");
  },
});
