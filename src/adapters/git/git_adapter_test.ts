import assert from "node:assert/strict";
import { temporaryRepository } from "../../../tests/git_repository.ts";
import { isFault } from "../../kernel/fault.ts";

const NOWHERE = "0123456789012345678901234567890123456789";
const withCode = (code: string) => (error: unknown) => isFault(error, code);

Deno.test("revisions of every kind are found, and nothing is taken for an option", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one");
  const two = await repository.commit("two");
  await repository.exec(["tag", "-a", "v1", "-m", "first", one]);
  const { git } = repository;
  assert.equal(await git.findCommit("HEAD"), two);
  assert.equal(await git.findCommit("main~1"), one);
  assert.equal(await git.findCommit("v1"), one);
  assert.equal(await git.findCommit(two.slice(0, 10)), two);
  for (const none of ["", "nope", "--help", "-1", "main\nHEAD", "main..HEAD", NOWHERE, "HEAD:"]) {
    assert.equal(await git.findCommit(none), undefined, none);
  }
});

Deno.test("branches are found by their full names, packed or not, and without a process", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one");
  const two = await repository.commit("two");
  await repository.exec(["branch", "feature/packed", one]);
  await repository.exec(["update-ref", "refs/remotes/origin/main", one]);
  await repository.exec(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
  await repository.exec(["pack-refs", "--all"]);
  await repository.exec(["branch", "feature/loose", two]);
  const { git } = repository;
  const found = async (name: string) => await git.findCommit(name);
  assert.equal(await found("refs/heads/feature/packed"), one);
  assert.equal(await found("refs/heads/feature/loose"), two);
  assert.equal(await found("refs/remotes/origin/main"), one);
  assert.equal(await found("refs/remotes/origin/HEAD"), one);
  assert.equal(await found("refs/heads/main~1"), one);
  for (const none of ["refs/heads/feature", "refs/heads/nope", "refs/heads/../HEAD"]) {
    assert.equal(await found(none), undefined, none);
  }
});

Deno.test("merge bases and ancestors", async () => {
  using repository = await temporaryRepository();
  const base = await repository.commit("base");
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  const ours = await repository.commit("ours");
  await repository.exec(["checkout", "-q", "main"]);
  const theirs = await repository.commit("theirs");
  await repository.exec(["checkout", "-q", "--orphan", "other"]);
  const unrelated = await repository.commit("unrelated");
  const { git } = repository;
  assert.equal(await git.findMergeBase(ours, theirs), base);
  assert.equal(await git.findMergeBase("feature", "main"), base);
  assert.equal(await git.findMergeBase(ours, unrelated), undefined);
  assert.equal(await git.isAncestor(base, ours), true);
  assert.equal(await git.isAncestor(ours, base), false);
  await assert.rejects(git.findMergeBase("main", "--octopus"), withCode("GIT_REVISION_NOT_FOUND"));
  await assert.rejects(git.isAncestor(NOWHERE, "main"), withCode("GIT_FAILED"));
});

Deno.test("commits carry author, time with offset, parents, subject and body", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one");
  await repository.exec(["commit", "-q", "--allow-empty", "-F", "-"], {
    input: "fix: a\nwrapped subject\n\nBody line one\n\nBody line two\n\nRefs: #1\n",
    env: { GIT_AUTHOR_NAME: "Zoë Ünal", GIT_AUTHOR_DATE: "2026-05-06T07:08:09-03:30" },
  });
  const { git } = repository;
  const [newest, oldest] = await git.listCommits({ to: "HEAD" });
  assert.equal(oldest!.hash, one);
  assert.deepEqual(oldest!.parents, []);
  assert.deepEqual({ ...newest!, hash: "" }, {
    hash: "",
    parents: [one],
    author: { name: "Zoë Ünal", email: "author@example.com" },
    authoredAt: "2026-05-06T07:08:09-03:30",
    subject: "fix: a wrapped subject",
    body: "Body line one\n\nBody line two\n\nRefs: #1",
  });
});

Deno.test("lists commits of a range, along first parents, without merges, limited, and by paths", async () => {
  using repository = await temporaryRepository();
  const base = await repository.commit("base", { "a.txt": "1" });
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  const feature = await repository.commit("feature", { "b/c.txt": "1", "*.txt": "literal" });
  await repository.exec(["checkout", "-q", "main"]);
  const change = await repository.commit("change", { "a.txt": "2" });
  await repository.exec(["merge", "-q", "--no-ff", "feature", "-m", "merge"]);
  const merge = await repository.exec(["rev-parse", "HEAD"]);
  const { git } = repository;
  const subjects = async (options: Parameters<typeof git.listCommits>[0]) =>
    (await git.listCommits(options)).map((each) => each.subject);
  assert.deepEqual(new Set(await subjects({ to: "main", from: base })), new Set(["merge", "change", "feature"]));
  assert.deepEqual(await subjects({ to: "main", firstParent: true }), ["merge", "change", "base"]);
  assert.deepEqual(new Set(await subjects({ to: merge, noMerges: true })), new Set(["change", "feature", "base"]));
  assert.deepEqual(await subjects({ to: merge, limit: 1 }), ["merge"]);
  assert.deepEqual(await subjects({ to: merge, paths: ["b"] }), ["feature"]);
  assert.deepEqual(await subjects({ to: merge, paths: ["*.txt"] }), ["feature"]);
  assert.deepEqual(await subjects({ to: merge, from: merge }), []);

  const read = await git.readCommits([feature, NOWHERE, base, feature, "--all", change]);
  assert.deepEqual(read.map((each) => each.hash), [feature, base, feature, change]);
  assert.deepEqual(await git.readCommits([]), []);
});

Deno.test("touched paths: renames give both ends, merges what they brought to their first parent, roots everything", async () => {
  using repository = await temporaryRepository();
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");
  const root = await repository.commit("root", { "a/old.ts": lines, "keep.ts": "" });
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  const added = await repository.commit("added", { "b/new.ts": "x" });
  await repository.exec(["checkout", "-q", "main"]);
  const renamed = await repository.commit("renamed", { "a/old.ts": null, "b/old.ts": `${lines}more\n` });
  await repository.exec(["merge", "-q", "--no-ff", "feature", "-m", "merge"]);
  const merge = await repository.exec(["rev-parse", "HEAD"]);
  const empty = await repository.commit("empty");
  const touched = await repository.git.listTouchedPaths([empty, merge, renamed, added, root, NOWHERE, "--stdin"]);
  const summary = Array.from(touched, ([hash, changes]) => [
    hash,
    changes.map((each) => `${each.type} ${each.from ?? ""}>${each.path}`),
  ]);
  assert.deepEqual(summary, [
    [empty, []],
    [merge, ["added >b/new.ts"]],
    [renamed, ["renamed a/old.ts>b/old.ts"]],
    [added, ["added >b/new.ts"]],
    [root, ["added >a/old.ts", "added >keep.ts"]],
  ]);
  assert.equal((await repository.git.listTouchedPaths([])).size, 0);
});

Deno.test("a file as it was in a commit, or undefined", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one", { "p/package.json": "\uFEFF{}\n" });
  const two = await repository.commit("two", { "p/package.json": null, "-x y": "odd" });
  const { git } = repository;
  assert.equal(await git.readFileAt(one, "p/package.json"), "\uFEFF{}\n");
  assert.equal(await git.readFileAt(two, "p/package.json"), undefined);
  assert.equal(await git.readFileAt("HEAD~1", "p"), undefined);
  assert.equal(await git.readFileAt(two, "-x y"), "odd");
  assert.equal(await git.readFileAt(NOWHERE, "p/package.json"), undefined);
});

Deno.test("tags: newest first, annotated ones peeled to their commit, those of other objects left out", async () => {
  using repository = await temporaryRepository();
  const one = await repository.commit("one", { "a": "1" });
  const two = await repository.commit("two");
  const at = (minute: number) => ({ env: { GIT_COMMITTER_DATE: `2026-04-01T12:0${minute}:00Z` } });
  await repository.exec(["tag", "light", one]);
  await repository.exec(["tag", "-a", "@scope/pkg@1.0.0", "-m", "x", one], at(1));
  await repository.exec(["tag", "-a", "nested", "-m", "x", "@scope/pkg@1.0.0"], at(2));
  await repository.exec(["tag", "-a", "v2", "-m", "x", two], at(3));
  await repository.exec(["tag", "blob", await repository.exec(["rev-parse", "HEAD:a"])]);
  const expected = [["v2", two], ["nested", one], ["@scope/pkg@1.0.0", one], ["light", one]];
  assert.deepEqual((await repository.git.listTags()).map((tag) => [tag.name, tag.commit]), expected);

  await repository.exec(["clone", "-q", "--depth", "1", `file://${repository.top}`, "../clone"]);
  const clone = repository.open(`${repository.outside}/clone`);
  const remote = await clone.listRemoteTags("origin");
  const byName = new Map(remote.map((tag) => [tag.name, tag.commit]));
  assert.deepEqual(expected.map(([name]) => [name, byName.get(name!)]), expected);
  await assert.rejects(clone.listRemoteTags("--upload-pack=touch owned"), withCode("GIT_FAILED"));
});

Deno.test("configuration, remotes and their default branch", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one");
  await repository.exec(["clone", "-q", repository.top, "../clone"]);
  const clone = repository.open(`${repository.outside}/clone`);
  assert.equal(await clone.findDefaultBranch("origin"), "main");
  assert.equal(await clone.remoteUrl("origin"), repository.top);
  assert.equal(await clone.findConfig("remote.origin.url"), repository.top);
  for (const none of ["upstream", "", "../x", "--all"]) {
    assert.equal(await clone.findDefaultBranch(none), undefined);
    assert.equal(await clone.remoteUrl(none), undefined);
  }
  for (const none of ["user.nothing", "--list", "user"]) assert.equal(await clone.findConfig(none), undefined);
});

Deno.test("other commands run as the user's own, and their failure carries git's words without credentials", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one");
  const { git } = repository;
  const message = await git.run(["commit", "--allow-empty", "-q", "-F", "-"], { input: "from run\n" });
  assert.equal(message.code, 0);
  assert.equal((await git.listCommits({ to: "HEAD", limit: 1 }))[0]!.subject, "from run");
  assert.equal((await git.run(["rev-parse", "--verify", "-q", "nope"], { allowFailure: true })).code, 1);
  const dated = await git.run(["var", "GIT_AUTHOR_IDENT"], { env: { GIT_AUTHOR_NAME: "Someone Else" } });
  assert.match(dated.stdout, /^Someone Else /);

  const url = "https://user:hunter2@localhost:1/x.git";
  await assert.rejects(git.run(["fetch", url]), (error) => {
    assert.ok(isFault(error, "REMOTE_UNREACHABLE"));
    assert.match(error.message, /^`git fetch https:\/\/localhost:1\/x.git` could not reach the remote$/);
    assert.doesNotMatch(JSON.stringify([error.message, error.reason, error.hint, error.details]), /hunter2|user:/);
    return error.exit === 6;
  });
});

Deno.test("a lock left behind is named", async () => {
  using repository = await temporaryRepository();
  repository.put({ ".git/index.lock": "", "a": "" });
  await assert.rejects(repository.git.run(["add", "a"]), (error) => {
    assert.ok(isFault(error, "GIT_LOCKED"));
    return error.hint.includes(`rm '${repository.top}/.git/index.lock'`);
  });
});

Deno.test("without git the fault says how to get it", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one");
  const git = repository.open(repository.top, { PATH: "/nonexistent" });
  await assert.rejects(git.findCommit("HEAD"), withCode("GIT_NOT_INSTALLED"));
  assert.equal((await git.readHead()).state, "branch");
});
