import assert from "node:assert/strict";
import { type TemporaryRepository, temporaryRepository } from "../../../../tests/git_repository.ts";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { defaultConfig } from "../config/schema.ts";
import { readWorkspace } from "../packages/discovery.ts";
import { readTouchedPackages } from "./touched_packages.ts";

const manifest = (name: string, dependencies: Record<string, string> = {}) =>
  `${JSON.stringify({ name, version: "1.0.0", dependencies })}\n`;

const PROJECT = {
  "package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }),
  "packages/a/package.json": manifest("a"),
  "packages/a/x.ts": "some text\nthat is long enough\nto be recognised\n",
  "packages/b/package.json": manifest("b"),
};

async function touched(
  repository: TemporaryRepository,
  commits: string[],
  options: { base?: string; root?: string } = {},
) {
  const { root = repository.top, base } = options;
  const workspace = await readWorkspace(denoFiles(), root);
  return readTouchedPackages(repository.open(root), workspace, { commits, base, config: defaultConfig() });
}

const NOWHERE = "0123456789012345678901234567890123456789";

Deno.test("each commit with the packages it touched; renames count for both ends", async () => {
  using repository = await temporaryRepository();
  const root = await repository.commit("root", PROJECT);
  const outside = await repository.commit("docs", { "README.md": "x\n" });
  const inA = await repository.commit("a", { "packages/a/y.ts": "y\n" });
  const moved = await repository.commit("move", {
    "packages/a/x.ts": null,
    "packages/b/x.ts": PROJECT["packages/a/x.ts"],
  });
  const result = await touched(repository, [moved, outside, inA, inA, NOWHERE]);
  assert.deepEqual(result, {
    packages: ["a", "b"],
    deletedPackages: [],
    commits: [
      { hash: moved, packages: ["a", "b"] },
      { hash: outside, packages: [] },
      { hash: inA, packages: ["a"] },
    ],
    recordOnly: [],
    merges: [],
    unknown: [],
    missing: [NOWHERE],
  });
  assert.deepEqual((await touched(repository, [root])).packages, ["a", "b"]);
  assert.deepEqual((await touched(repository, [])).commits, []);
});

Deno.test("commits of changesets alone are set apart; empty commits are not", async () => {
  using repository = await temporaryRepository();
  await repository.commit("root", PROJECT);
  const record = await repository.commit("changeset", { ".changesets/feature.json": "{}\n" });
  const both = await repository.commit("both", { ".changesets/feature.json": "{ }\n", "packages/b/x.ts": "1\n" });
  const empty = await repository.commit("empty");
  const result = await touched(repository, [record, both, empty]);
  assert.deepEqual(result.recordOnly, [record]);
  assert.deepEqual(result.commits, [{ hash: both, packages: ["b"] }, { hash: empty, packages: [] }]);
});

Deno.test("a merge of the base branch adds nothing, one of another branch what that brought", async () => {
  using repository = await temporaryRepository();
  await repository.commit("root", PROJECT);
  await repository.exec(["branch", "other"]);
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  const ours = await repository.commit("ours", { "packages/a/ours.ts": "1\n" });
  await repository.exec(["checkout", "-q", "main"]);
  const base = await repository.commit("theirs", { "packages/b/theirs.ts": "1\n" });
  await repository.exec(["checkout", "-q", "other"]);
  const side = await repository.commit("side", { "packages/b/side.ts": "1\n" });
  await repository.exec(["checkout", "-q", "feature"]);
  const merge = async (branch: string) => {
    await repository.exec(["merge", "-q", "--no-ff", "-m", `merge ${branch}`, branch]);
    return await repository.exec(["rev-parse", "HEAD"]);
  };
  const mergeOfBase = await merge("main");
  const result = await touched(repository, [mergeOfBase, ours], { base });
  assert.deepEqual([result.packages, result.merges], [["a"], [mergeOfBase]]);

  const mergeOfOther = await merge("other");
  assert.deepEqual((await touched(repository, [mergeOfOther], { base })).packages, ["b"]);
  const withSide = await touched(repository, [mergeOfOther, side], { base });
  assert.deepEqual([withSide.packages, withSide.merges], [["b"], [mergeOfOther]]);
  assert.deepEqual((await touched(repository, [mergeOfBase])).packages, ["b"]);
});

Deno.test("packages that a later commit took away or moved are known by their old folder", async () => {
  using repository = await temporaryRepository();
  await repository.commit("root", {
    ...PROJECT,
    "packages/gone/package.json": manifest("gone"),
    "packages/gone/i.ts": "1\n",
  });
  const edit = await repository.commit("edit", { "packages/gone/i.ts": "2\n" });
  const deletion = await repository.commit("delete", {
    "packages/gone/package.json": null,
    "packages/gone/i.ts": null,
  });
  const addition = await repository.commit("add", { "packages/fresh/package.json": manifest("fresh") });
  await repository.exec(["mv", "packages/a", "packages/renamed"]);
  const move = await repository.commit("move");
  const result = await touched(repository, [edit, deletion, addition, move]);
  assert.deepEqual(result.packages, ["fresh", "a"]);
  assert.deepEqual(result.deletedPackages, ["gone"]);
  assert.deepEqual(result.commits.map((each) => each.packages), [["gone"], ["gone"], ["fresh"], ["a"]]);
});

Deno.test("a changed catalog entry touches its users, other changes of that file nobody", async () => {
  using repository = await temporaryRepository();
  const yaml = (react: string, more = "") => `packages: [packages/*]\ncatalog:\n  react: ${react}\n${more}`;
  await repository.commit("root", {
    "package.json": "{}",
    "pnpm-workspace.yaml": yaml("^18.0.0"),
    "packages/a/package.json": manifest("a", { react: "catalog:" }),
    "packages/b/package.json": manifest("b"),
  });
  const entry = await repository.commit("entry", { "pnpm-workspace.yaml": yaml("^19.0.0") });
  const other = await repository.commit("other", { "pnpm-workspace.yaml": yaml("^19.0.0", "# comment\n") });
  const broken = await repository.commit("broken", { "pnpm-workspace.yaml": "catalog: [\n" });
  const mended = await repository.commit("mended", { "pnpm-workspace.yaml": yaml("^19.0.0") });
  const result = await touched(repository, [entry, other, broken, mended]);
  assert.deepEqual(result.commits.map((each) => each.packages), [["a"], [], ["a"], ["a"]]);
});

Deno.test("in a shallow clone the first commit is reported as unknown, not as touching everything", async () => {
  using repository = await temporaryRepository();
  await repository.commit("root", PROJECT);
  const second = await repository.commit("second", { "packages/a/y.ts": "1\n" });
  const third = await repository.commit("third", { "packages/b/y.ts": "1\n" });
  await repository.exec(["clone", "-q", "--depth", "2", `file://${repository.top}`, "../shallow"]);
  const result = await touched(repository, [second, third], { root: `${repository.outside}/shallow` });
  assert.deepEqual([result.packages, result.unknown], [["b"], [second]]);
});
