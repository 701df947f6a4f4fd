import assert from "node:assert/strict";
import { temporaryRepository } from "../../../../tests/git_repository.ts";
import { type BranchRequest, findBranchCommits, findReplaced } from "./branch_commits.ts";

const REQUEST: BranchRequest = { branch: "feature", isCurrent: true, base: "main", remote: "origin", recorded: [] };

Deno.test("a branch brings what its base does not have, oldest first, without merges", async () => {
  using repository = await temporaryRepository();
  await repository.commit("base", { "a": "1" });
  await repository.exec(["switch", "-qc", "feature"]);
  const first = await repository.commit("first", { "b": "1" });
  await repository.exec(["switch", "-q", "main"]);
  await repository.commit("on main", { "c": "1" });
  await repository.exec(["switch", "-q", "feature"]);
  await repository.exec(["merge", "-q", "--no-edit", "main"]);
  const second = await repository.commit("second", { "d": "1" });
  const found = await findBranchCommits(repository.git, REQUEST);
  assert.deepEqual(found.commits.map(({ hash }) => hash), [first, second]);
  assert.deepEqual(found.warnings, []);
});

Deno.test("merges of a base that is newer on the remote bring nothing either", async () => {
  using repository = await temporaryRepository();
  await repository.commit("base", { "a": "1" });
  await repository.exec(["switch", "-qc", "feature"]);
  const own = await repository.commit("own", { "b": "1" });
  await repository.exec(["switch", "-qc", "elsewhere", "main"]);
  await repository.commit("on the remote's main", { "c": "1" });
  await repository.exec(["update-ref", "refs/remotes/origin/main", "HEAD"]);
  await repository.exec(["switch", "-q", "feature"]);
  await repository.exec(["merge", "-q", "--no-edit", "refs/remotes/origin/main"]);
  const { commits } = await findBranchCommits(repository.git, REQUEST);
  assert.deepEqual(commits.map(({ hash }) => hash), [own]);
});

Deno.test("on the base: what came since the last record, or what is not pushed, or the last commit", async () => {
  using repository = await temporaryRepository();
  const request = { ...REQUEST, branch: "main" };
  const one = await repository.commit("one", { "a": "1" });
  const two = await repository.commit("two", { "a": "2" });
  const three = await repository.commit("three", { "a": "3" });
  const find = async (recorded: string[]) =>
    (await findBranchCommits(repository.git, { ...request, recorded })).commits.map(({ hash }) => hash);
  assert.deepEqual(await find([one]), [two, three]);
  assert.deepEqual(await find([]), [three]);
  assert.deepEqual(await find(["--output=x", "0".repeat(40)]), [three]);
  await repository.exec(["update-ref", "refs/remotes/origin/main", one]);
  assert.deepEqual(await find([]), [two, three]);
});

Deno.test("on the base, a changeset without commits gets what came since it was made", async () => {
  using repository = await temporaryRepository();
  const commit = async (name: string, date: string) => {
    repository.put({ [name]: "1" });
    await repository.exec(["add", "-A"]);
    await repository.exec(["commit", "-qm", name], { env: { GIT_COMMITTER_DATE: date } });
    return (await repository.git.findCommit("HEAD"))!;
  };
  await commit("one", "2026-01-01T00:00:00Z");
  const two = await commit("two", "2026-01-02T00:00:00Z");
  const three = await commit("three", "2026-01-03T00:00:00Z");
  const find = async (since: string) =>
    (await findBranchCommits(repository.git, { ...REQUEST, branch: "main", since })).commits.map(({ hash }) => hash);
  assert.deepEqual(await find("2026-01-01T00:00:00Z"), [two, three]);
  assert.deepEqual(await find("2026-01-03T00:00:01Z"), []);
  assert.deepEqual(await find("--all"), [three]);
});

Deno.test("a new changeset on the base takes what is not pushed, and nothing where that is not known", async () => {
  using repository = await temporaryRepository();
  const request = { ...REQUEST, branch: "main", isNew: true };
  const one = await repository.commit("one", { "a": "1" });
  const two = await repository.commit("two", { "a": "2" });
  const find = async () => (await findBranchCommits(repository.git, request)).commits.map(({ hash }) => hash);
  assert.deepEqual(await find(), []);
  await repository.exec(["update-ref", "refs/remotes/origin/main", one]);
  assert.deepEqual(await find(), [two]);
  await repository.exec(["update-ref", "refs/remotes/origin/main", two]);
  assert.deepEqual(await find(), []);
});

Deno.test("without a base, or on a branch that is not here, it says what it could not do", async () => {
  using repository = await temporaryRepository();
  assert.deepEqual((await findBranchCommits(repository.git, REQUEST)).commits, []);
  await repository.commit("one", { "a": "1" });
  const alone = await findBranchCommits(repository.git, { ...REQUEST, base: undefined });
  assert.equal(alone.commits.length, 1);
  assert.match(alone.warnings[0]!, /No base branch was found/);
  const absent = await findBranchCommits(repository.git, { ...REQUEST, isCurrent: false });
  assert.deepEqual([absent.commits, absent.tip], [[], undefined]);
  assert.match(absent.warnings[0]!, /'feature' is not in this repository/);
});

Deno.test("a commit made again by someone else is known by its patch", async () => {
  using repository = await temporaryRepository();
  const base = await repository.commit("base", { "a": "1" });
  await repository.exec(["switch", "-qc", "feature"]);
  const lost = await repository.commit("lost", { "b": "1\n2\n" });
  const unrelated = await repository.commit("unrelated", { "u": "9\n" });
  await repository.exec(["reset", "-q", "--hard", base]);
  const other = { GIT_AUTHOR_EMAIL: "other@example.com", GIT_AUTHOR_DATE: "2026-04-01T00:00:00Z" };
  repository.put({ "b": "1\n2\n" });
  await repository.exec(["add", "-A"]);
  await repository.exec(["commit", "-qm", "found again"], { env: other });
  const { commits, tip } = await findBranchCommits(repository.git, REQUEST);
  const recorded = [lost, unrelated, base, "abc123", "f".repeat(40)];
  const replaced = await findReplaced(repository.git, { commits, tip: tip!, recorded });
  assert.deepEqual([...replaced], [[tip, [lost]]]);
});
