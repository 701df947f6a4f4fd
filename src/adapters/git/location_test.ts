import assert from "node:assert/strict";
import { type TemporaryRepository, temporaryRepository } from "../../../tests/git_repository.ts";
import { isFault } from "../../kernel/fault.ts";
import type { Git } from "../../kernel/git.ts";
import type { Files } from "../../kernel/ports.ts";
import { denoFiles } from "../files/deno_files.ts";
import { FILE_UNREADABLE } from "../files/faults.ts";
import { gitAdapter } from "./git_adapter.ts";

const withCode = (code: string) => (error: unknown) => isFault(error, code);

/** A `Git` for which starting any process is an error of the test. */
function withoutProcesses(repository: TemporaryRepository, root: string, env: Record<string, string> = {}): Git {
  return repository.open(root, { PATH: "/nonexistent", ...env });
}

Deno.test("the top is found from below, and through symbolic links", async () => {
  using repository = await temporaryRepository();
  repository.put({ "packages/a/package.json": "{}" });
  Deno.symlinkSync(`${repository.top}/packages`, `${repository.outside}/link`);
  const expected = { top: repository.top, gitDir: `${repository.top}/.git`, commonDir: `${repository.top}/.git` };
  for (const root of [repository.top, `${repository.top}/packages/a`, `${repository.outside}/link/a`]) {
    assert.deepEqual(withoutProcesses(repository, root).findLocation(), expected);
  }
});

Deno.test("outside a repository there is none, and asking for it is a fault", async () => {
  using repository = await temporaryRepository();
  const git = repository.open(repository.outside, {
    GIT_CEILING_DIRECTORIES: repository.outside.replace(/\/[^/]+$/, ""),
  });
  assert.equal(git.findLocation(), undefined);
  assert.throws(() => git.getLocation(), withCode("GIT_REPOSITORY_NOT_FOUND"));
  await assert.rejects(git.findCommit("HEAD"), withCode("GIT_REPOSITORY_NOT_FOUND"));
  await assert.rejects(git.run(["status"]), withCode("GIT_REPOSITORY_NOT_FOUND"));
});

Deno.test("a bare repository is told apart from none", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one");
  await repository.exec(["clone", "-q", "--bare", repository.top, "../bare.git"]);
  const bare = withoutProcesses(repository, `${repository.outside}/bare.git`);
  assert.equal(bare.findLocation(), undefined);
  assert.throws(() => bare.getLocation(), withCode("GIT_REPOSITORY_BARE"));

  await repository.exec(["clone", "-q", "--bare", repository.top, "inside.git"]);
  for (const inside of ["inside.git", "inside.git/refs", ".git/objects"]) {
    const git = withoutProcesses(repository, `${repository.top}/${inside}`);
    assert.throws(() => git.getLocation(), withCode("GIT_REPOSITORY_BARE"));
  }

  // The layout of people who keep all worktrees beside a hidden bare repository.
  await repository.exec(["clone", "-q", "--bare", repository.top, "../hub/.bare"]);
  Deno.writeTextFileSync(`${repository.outside}/hub/.git`, "gitdir: ./.bare\n");
  const hub = `${repository.outside}/hub`;
  assert.throws(() => withoutProcesses(repository, hub).getLocation(), withCode("GIT_REPOSITORY_BARE"));
  await repository.exec(["worktree", "add", "-q", "tree", "main"], { cwd: hub });
  const tree = withoutProcesses(repository, `${hub}/tree`);
  assert.equal(tree.getLocation().commonDir, `${hub}/.bare`);
  assert.deepEqual(await tree.readHead(), {
    state: "branch",
    branch: "main",
    commit: await repository.exec(["rev-parse", "HEAD"]),
  });
});

Deno.test("a .git that leads nowhere is a fault that says where it leads", async () => {
  using repository = await temporaryRepository();
  const broken = `${repository.outside}/broken`;
  Deno.mkdirSync(broken);
  for (const content of ["gitdir: ../gone\n", "nonsense"]) {
    Deno.writeTextFileSync(`${broken}/.git`, content);
    assert.throws(() => withoutProcesses(repository, broken).findLocation(), withCode("GIT_REPOSITORY_BROKEN"));
  }
  Deno.removeSync(`${broken}/.git`);
  Deno.mkdirSync(`${broken}/.git`);
  const git = withoutProcesses(repository, broken);
  assert.throws(() => git.getLocation(), withCode("GIT_REPOSITORY_BROKEN"));

  repository.put({ ".git/HEAD": "garbage\n" });
  await assert.rejects(withoutProcesses(repository, repository.top).readHead(), withCode("GIT_REPOSITORY_BROKEN"));
});

Deno.test("HEAD: unborn, on a branch with slashes, packed, detached", async () => {
  using repository = await temporaryRepository();
  const git = withoutProcesses(repository, repository.top);
  assert.deepEqual(await git.readHead(), { state: "unborn", branch: "main" });
  const commit = await repository.commit("one");
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "main", commit });
  await repository.exec(["checkout", "-q", "-b", "feature/deep/name"]);
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "feature/deep/name", commit });
  await repository.exec(["tag", "-a", "v1", "-m", "annotated: packed with a peeled line"]);
  await repository.exec(["pack-refs", "--all", "--prune"]);
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "feature/deep/name", commit });
  const second = await repository.commit("two");
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "feature/deep/name", commit: second });
  await repository.exec(["checkout", "-q", "--detach", commit]);
  assert.deepEqual(await git.readHead(), { state: "detached", commit });
  await repository.exec(["symbolic-ref", "refs/heads/alias", "refs/heads/main"]);
  await repository.exec(["symbolic-ref", "HEAD", "refs/heads/alias"]);
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "alias", commit });
});

Deno.test("branches: loose and packed, sorted, each once", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one");
  for (const branch of ["b", "feature/x"]) await repository.exec(["branch", branch]);
  await repository.exec(["pack-refs", "--all", "--prune"]);
  for (const branch of ["a", "feature/y"]) await repository.exec(["branch", branch]);
  repository.put({ ".git/refs/heads/a.lock": "" });
  const git = withoutProcesses(repository, repository.top);
  assert.deepEqual(await git.listBranches(), ["a", "b", "feature/x", "feature/y", "main"]);
});

Deno.test("a linked worktree has its own HEAD and shares the branches", async () => {
  using repository = await temporaryRepository();
  const commit = await repository.commit("one", { "a.txt": "1\n" });
  await repository.exec(["worktree", "add", "-q", "-b", "side", "../side"]);
  const side = `${repository.outside}/side`;
  const git = withoutProcesses(repository, side);
  assert.deepEqual(git.findLocation(), {
    top: side,
    gitDir: `${repository.top}/.git/worktrees/side`,
    commonDir: `${repository.top}/.git`,
  });
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "side", commit });
  assert.deepEqual(await git.listBranches(), ["main", "side"]);
  Deno.writeTextFileSync(`${side}/a.txt`, "2\n");
  assert.deepEqual((await repository.open(side).diff({ kind: "worktree" })).map((each) => each.path), ["a.txt"]);
  assert.deepEqual(await repository.git.diff({ kind: "worktree" }), []);
});

Deno.test("a submodule is a repository of its own, and one entry of the one around it", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", { "a.txt": "1\n" });
  await repository.exec(["init", "-q", "../outer"]);
  const outer = `${repository.outside}/outer`;
  const allow = ["-c", "protocol.file.allow=always"];
  await repository.exec([...allow, "submodule", "--quiet", "add", repository.top, "libs/sub"], { cwd: outer });
  await repository.exec(["commit", "-q", "-m", "add"], { cwd: outer });
  const sub = repository.open(`${outer}/libs/sub`);
  assert.equal(sub.getLocation().gitDir, `${outer}/.git/modules/libs/sub`);
  assert.equal((await sub.readHead()).state, "branch");

  Deno.writeTextFileSync(`${outer}/libs/sub/a.txt`, "2\n");
  const around = repository.open(outer);
  assert.deepEqual(await around.diff({ kind: "worktree" }), []);
  assert.deepEqual(await around.listDirty(), []);
  await repository.exec(["commit", "-q", "-am", "inside"], { cwd: `${outer}/libs/sub` });
  assert.deepEqual((await around.diff({ kind: "worktree" })).map((each) => each.path), ["libs/sub"]);
  assert.deepEqual((await sub.listCommits({ to: "HEAD" })).map((each) => each.subject), ["inside", "one"]);
});

Deno.test("a shallow clone says so, also where history it lacks is asked for", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one");
  await repository.commit("two");
  await repository.exec(["clone", "-q", "--depth", "1", `file://${repository.top}`, "../shallow"]);
  const shallow = repository.open(`${repository.outside}/shallow`);
  assert.equal(repository.git.isShallow(), false);
  assert.equal(shallow.isShallow(), true);
  assert.deepEqual((await shallow.listCommits({ to: "HEAD" })).map((each) => each.subject), ["two"]);
  assert.deepEqual(await shallow.readCommits([one]), []);
  await assert.rejects(shallow.listCommits({ to: "HEAD~1" }), (error) => {
    return isFault(error, "GIT_REVISION_NOT_FOUND") && error.hint.includes("git fetch --unshallow");
  });
});

Deno.test("inside a hook git's index is used, and a repository elsewhere is not confused with the hook's", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", { "a.txt": "1\n" });
  await repository.exec(["clone", "-q", repository.top, "../other"]);
  const other = `${repository.outside}/other`;
  Deno.writeTextFileSync(`${other}/b.txt`, "b\n");
  await repository.exec(["add", "b.txt"], { cwd: other });

  // `git commit -a` stages into an index of its own while hooks run.
  repository.put({ "a.txt": "2\n" });
  const index = `${repository.top}/.git/index.lock`;
  Deno.copyFileSync(`${repository.top}/.git/index`, index);
  await repository.exec(["update-index", "a.txt"], { env: { GIT_INDEX_FILE: index } });
  for (const GIT_DIR of [".git", `${repository.top}/.git`]) {
    const hook = { GIT_DIR, GIT_INDEX_FILE: index, GIT_PREFIX: "" };
    const here = repository.open(repository.top, hook);
    assert.deepEqual((await here.diff({ kind: "staged" })).map((each) => each.path), ["a.txt"]);
    const there = repository.open(other, { ...hook, GIT_OBJECT_DIRECTORY: `${repository.top}/.git/objects` });
    assert.deepEqual((await there.diff({ kind: "staged" })).map((each) => each.path), ["b.txt"]);
    assert.equal((await there.run(["rev-parse", "--show-toplevel"])).stdout.trim(), other);
  }
  const withoutDir = repository.open(repository.top, { GIT_INDEX_FILE: ".git/index.lock" });
  assert.deepEqual((await withoutDir.diff({ kind: "staged" })).map((each) => each.path), ["a.txt"]);
  assert.deepEqual(await repository.git.diff({ kind: "staged" }), []);
});

Deno.test("a repository apart from its working tree is found through the environment", async () => {
  using repository = await temporaryRepository();
  const commit = await repository.commit("one", { "a.txt": "1\n" });
  const home = `${repository.outside}/home`;
  Deno.mkdirSync(`${home}/sub`, { recursive: true });
  const env = { GIT_DIR: `${repository.top}/.git`, GIT_WORK_TREE: home, GIT_COMMON_DIR: `${repository.top}/.git` };
  const git = repository.open(`${home}/sub`, env);
  assert.equal(git.getLocation().top, home);
  assert.deepEqual(await git.readHead(), { state: "branch", branch: "main", commit });
  assert.deepEqual((await git.diff({ kind: "unstaged" })).map((each) => [each.type, each.path]), [[
    "deleted",
    "a.txt",
  ]]);
  const elsewhere = repository.open(repository.outside, { ...env, GIT_WORK_TREE: `${home}/sub` });
  assert.equal(elsewhere.findLocation(), undefined);
});

const reftable = new TextDecoder().decode(new Deno.Command("git", { args: ["init", "-h"] }).outputSync().stdout)
  .includes("--ref-format");
if (!reftable) console.info("Skipped: this git cannot make reftable repositories (2.45 and later can).");
Deno.test({
  name: "a reftable repository is read through git",
  ignore: !reftable,
  async fn() {
    using repository = await temporaryRepository({ init: ["--ref-format=reftable"] });
    assert.deepEqual(await repository.git.readHead(), { state: "unborn", branch: "main" });
    const commit = await repository.commit("one");
    await repository.exec(["branch", "feature/x"]);
    assert.deepEqual(await repository.git.readHead(), { state: "branch", branch: "main", commit });
    assert.deepEqual(await repository.git.listBranches(), ["feature/x", "main"]);
    await repository.exec(["checkout", "-q", "--detach"]);
    assert.deepEqual(await repository.git.readHead(), { state: "detached", commit });
    assert.equal(await repository.git.findDefaultBranch("origin"), undefined);
  },
});

Deno.test("folders above the project that may not be read hide no repository and stop nothing", async () => {
  using repository = await temporaryRepository();
  const sub = `${repository.top}/sub`;
  repository.put({ "sub/file": "" });
  const files = denoFiles();
  const closed: Files = {
    ...files,
    kindOf(path) {
      if (!path.startsWith(sub)) throw FILE_UNREADABLE({ path, problem: "closed" });
      return files.kindOf(path);
    },
  };
  const git = gitAdapter({
    files: closed,
    processes: { run: () => assert.fail() },
    env: { get: () => undefined },
    root: sub,
  });
  assert.equal(git.findLocation(), undefined);
  assert.throws(() => git.getLocation(), withCode("GIT_REPOSITORY_NOT_FOUND"));
});
