import assert from "node:assert/strict";
import { temporaryRepository } from "../../../tests/git_repository.ts";
import type { FileChange } from "../../kernel/git.ts";

const LINES = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");
const BINARY = Uint8Array.of(0, 1, 2, 3);
const brief = (changes: FileChange[]) =>
  changes.map((each) =>
    `${each.type} ${each.from ? `${each.from} -> ` : ""}${each.path} ` +
    (each.binary ? "binary" : `+${each.linesAdded} -${each.linesDeleted}`)
  );

Deno.test("commits: added, modified, deleted, renamed and binary files with their lines", async () => {
  using repository = await temporaryRepository();
  const from = await repository.commit("one", {
    "modified.txt": "1\n2\n3\n",
    "gone.txt": "1\n",
    "old/name.txt": LINES,
    "image.png": BINARY,
    "link": "text",
  });
  Deno.removeSync(`${repository.top}/link`);
  Deno.symlinkSync("modified.txt", `${repository.top}/link`);
  const to = await repository.commit("two", {
    "modified.txt": "1\nzwei\n3\n4",
    "gone.txt": null,
    "old/name.txt": null,
    "new/name.txt": `${LINES}last\n`,
    "image.png": Uint8Array.of(0, 9),
    "empty": "",
  });
  assert.deepEqual(brief(await repository.git.diff({ kind: "commits", from, to })), [
    "added empty +0 -0",
    "deleted gone.txt +0 -1",
    "modified image.png binary",
    "type-changed link +1 -1",
    "modified modified.txt +2 -1",
    "renamed old/name.txt -> new/name.txt +1 -0",
  ]);
  assert.deepEqual(brief(await repository.git.diff({ kind: "commits", from, to }, { renames: false })).slice(5), [
    "added new/name.txt +51 -0",
    "deleted old/name.txt +0 -50",
  ]);
});

Deno.test("staged, unstaged and both: each shows its own side only", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", {
    ".gitignore": "ignored\n",
    "both.txt": "1\n",
    "index.txt": "1\n",
    "tree.txt": "1\n",
  });
  repository.put({ "both.txt": "1\n2\n", "index.txt": "2\n", "added.txt": "a\nb\n" });
  await repository.exec(["add", "--all"]);
  repository.put({
    "both.txt": "1\n2\n3\n",
    "tree.txt": null,
    "untracked/deep/file.txt": "1\n2\nno newline",
    "untracked/data.bin": BINARY,
    "untracked/empty": "",
    "ignored": "x",
  });
  await repository.exec(["init", "-q", "nested"]);
  const { git } = repository;
  assert.deepEqual(brief(await git.diff({ kind: "staged" })), [
    "added added.txt +2 -0",
    "modified both.txt +1 -0",
    "modified index.txt +1 -1",
  ]);
  const untracked = [
    "untracked untracked/data.bin binary",
    "untracked untracked/deep/file.txt +3 -0",
    "untracked untracked/empty +0 -0",
  ];
  assert.deepEqual(brief(await git.diff({ kind: "unstaged" })), [
    "modified both.txt +1 -0",
    "deleted tree.txt +0 -1",
    ...untracked,
  ]);
  assert.deepEqual(brief(await git.diff({ kind: "worktree" })), [
    "added added.txt +2 -0",
    "modified both.txt +2 -0",
    "modified index.txt +1 -1",
    "deleted tree.txt +0 -1",
    ...untracked,
  ]);
  assert.deepEqual(await git.listDirty(), [
    { path: "added.txt", staged: true, unstaged: false },
    { path: "both.txt", staged: true, unstaged: true },
    { path: "index.txt", staged: true, unstaged: false },
    { path: "tree.txt", staged: false, unstaged: true },
  ]);
});

Deno.test("on a branch without commits everything is new", async () => {
  using repository = await temporaryRepository();
  repository.put({ "a.txt": "1\n", "b.txt": "1\n2\n" });
  await repository.exec(["add", "a.txt"]);
  const { git } = repository;
  assert.deepEqual(brief(await git.diff({ kind: "worktree" })), ["added a.txt +1 -0", "untracked b.txt +2 -0"]);
  assert.deepEqual(brief(await git.diff({ kind: "staged" })), ["added a.txt +1 -0"]);
  assert.deepEqual(brief(await git.diff({ kind: "unstaged" })), ["untracked b.txt +2 -0"]);
  assert.deepEqual(await git.listDirty(), [{ path: "a.txt", staged: true, unstaged: false }]);
});

Deno.test("a file that was only touched has not changed", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", { "a.txt": "1\n" });
  Deno.utimeSync(`${repository.top}/a.txt`, 1, 1);
  for (const kind of ["worktree", "unstaged", "staged"] as const) {
    assert.deepEqual(await repository.git.diff({ kind }), []);
  }
  assert.deepEqual(await repository.git.listDirty(), []);
});

Deno.test("a conflict is one unmerged entry", async () => {
  using repository = await temporaryRepository();
  await repository.commit("base", { "a.txt": "base\n" });
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  await repository.commit("ours", { "a.txt": "ours\n" });
  await repository.exec(["checkout", "-q", "main"]);
  await repository.commit("theirs", { "a.txt": "theirs\n" });
  assert.notEqual((await repository.git.run(["merge", "feature"], { allowFailure: true })).code, 0);
  for (const kind of ["worktree", "unstaged"] as const) {
    const changes = await repository.git.diff({ kind });
    assert.deepEqual(changes.map((each) => [each.type, each.path]), [["unmerged", "a.txt"]]);
  }
  assert.deepEqual(await repository.git.listDirty(), [{ path: "a.txt", staged: true, unstaged: true }]);
});

const ODD = ["with space.txt", "ünï🦕.txt", "-n", "new\nline", 'quote".txt', "tab\there", ":(top)magic", "*"];

Deno.test("names of every kind come back as they are", { ignore: Deno.build.os === "windows" }, async () => {
  using repository = await temporaryRepository();
  const from = await repository.commit("one");
  repository.put(Object.fromEntries(ODD.map((name) => [name, "1\n"])));
  const names = async (kind: "worktree" | "staged") => (await repository.git.diff({ kind })).map((each) => each.path);
  const sorted = [...ODD].sort();
  assert.deepEqual(await names("worktree"), sorted);
  await repository.exec(["add", "--all"]);
  assert.deepEqual(await names("staged"), sorted);
  assert.deepEqual((await repository.git.listDirty()).map((each) => each.path).sort(), sorted);
  const to = await repository.commit("two");
  assert.deepEqual((await repository.git.diff({ kind: "commits", from, to })).map((each) => each.path), sorted);
  const touched = await repository.git.listTouchedPaths([to]);
  assert.deepEqual(touched.get(to)!.map((each) => each.path).sort(), sorted);
});

const HOSTILE: Record<string, string> = {
  "diff.external": "false",
  "diff.noprefix": "true",
  "diff.renames": "false",
  "diff.renameLimit": "1",
  "diff.relative": "true",
  "diff.orderFile": "order",
  "diff.ignoreSubmodules": "all",
  "diff.autoRefreshIndex": "false",
  "diff.algorithm": "patience",
  "diff.submodule": "log",
  "log.showSignature": "true",
  "log.follow": "true",
  "log.date": "relative",
  "log.mailmap": "true",
  "format.pretty": "oneline",
  "color.ui": "always",
  "color.diff": "always",
  "core.quotePath": "true",
  "core.pager": "false",
  "core.fsmonitor": "false-hook",
  "core.abbrev": "4",
  "status.showUntrackedFiles": "no",
  "status.renames": "copies",
  "status.branch": "true",
  "status.showStash": "true",
  "status.short": "true",
  "status.relativePaths": "true",
  "i18n.logOutputEncoding": "ISO-8859-1",
  "tag.sort": "refname",
  "alias.diff": "!false",
  "pager.diff": "true",
};

Deno.test("the user's configuration changes no result", async () => {
  using repository = await temporaryRepository();
  const from = await repository.commit("one", { "old.txt": LINES, "a.txt": "1\n", "é.txt": "1\n" });
  const to = await repository.commit("zwei — ü", { "old.txt": null, "new.txt": LINES });
  repository.put({ "a.txt": "2\n", "untracked.txt": "1\n", "order": "z*\n" });
  await repository.exec(["add", "order"]);
  Deno.utimeSync(`${repository.top}/é.txt`, 1, 1);
  const all = async () => {
    const { git } = repository;
    return {
      head: await git.readHead(),
      commits: await git.listCommits({ to: "HEAD" }),
      range: await git.diff({ kind: "commits", from, to }),
      touched: await git.listTouchedPaths([from, to]),
      worktree: await git.diff({ kind: "worktree" }),
      staged: await git.diff({ kind: "staged" }),
      unstaged: await git.diff({ kind: "unstaged" }),
      dirty: await git.listDirty(),
      text: await git.readFileAt(to, "new.txt"),
      branches: await git.listBranches(),
    };
  };
  const plain = await all();
  assert.deepEqual(brief(plain.range), ["renamed old.txt -> new.txt +0 -0"]);
  assert.deepEqual(plain.worktree.map((each) => each.path), ["a.txt", "order", "untracked.txt"]);
  for (const [key, value] of Object.entries(HOSTILE)) await repository.exec(["config", key, value]);
  assert.deepEqual(await all(), plain);
});
