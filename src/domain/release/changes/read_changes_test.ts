import assert from "node:assert/strict";
import { type TemporaryRepository, temporaryRepository } from "../../../../tests/git_repository.ts";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import { defaultConfig } from "../config/schema.ts";
import { readWorkspace } from "../packages/discovery.ts";
import type { ChangesRequest } from "./comparison.ts";
import type { ChangesAnalysis } from "./model.ts";
import { readChanges, type ReadChangesOptions } from "./read_changes.ts";

const manifest = (name: string, dependencies: Record<string, string> = {}) =>
  `${JSON.stringify({ name, version: "1.0.0", dependencies })}\n`;

const PROJECT = {
  "package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }),
  "package-lock.json": "{}\n",
  "packages/core/package.json": manifest("@org/core"),
  "packages/core/src/index.ts": "1\n2\n3\n",
  "packages/core/src/old.ts": "old 1\nold 2\nold 3\nold 4\n",
  "packages/utils/package.json": manifest("@org/utils"),
  "packages/utils/a.ts": "a\n",
};

async function analyse(
  repository: TemporaryRepository,
  request: ChangesRequest,
  { root = repository.top, ...options }: { root?: string } & Partial<ReadChangesOptions> = {},
): Promise<ChangesAnalysis> {
  const workspace = await readWorkspace(denoFiles(), root);
  return readChanges(repository.open(root), workspace, { request, config: defaultConfig(), ...options });
}

const brief = ({ affectedPackages }: ChangesAnalysis) =>
  affectedPackages.map((each) => [
    `${each.name} ${each.state} ${each.filesChanged} +${each.linesAdded} -${each.linesDeleted}`,
    ...each.changes.map((change) => `${change.type} ${change.from ? `${change.from} -> ` : ""}${change.path}`),
  ]);

Deno.test("the working tree: packages, files relative to them, real line counts, and the side of each change", async () => {
  using repository = await temporaryRepository();
  const head = await repository.commit("one", PROJECT);
  repository.put({ "packages/core/src/index.ts": "1\nzwei\n3\n", "packages/core/src/old.ts": null });
  await repository.exec(["add", "--all"]);
  repository.put({ "packages/core/new.ts": "n\n", "packages/utils/a.ts": "a\nb\n", "README.md": "x\n" });
  const analysis = await analyse(repository, { mode: "worktree" });
  assert.deepEqual(brief(analysis), [
    ["@org/core existing 3 +2 -5", "modified src/index.ts", "untracked new.ts", "deleted src/old.ts"],
    ["@org/utils existing 1 +1 -0", "modified a.ts"],
  ]);
  assert.deepEqual([analysis.mode, analysis.from, analysis.to], ["worktree", head, null]);
  assert.deepEqual(analysis.affectedPackages[0]!.changes.map((each) => [each.staged, each.unstaged]), [
    [true, false],
    [false, true],
    [true, false],
  ]);
  assert.deepEqual(analysis.unowned.map((each) => [each.path, each.reason]), [["README.md", "none"]]);
  assert.deepEqual(analysis.summary, {
    totalFiles: 4,
    totalPackages: 2,
    linesAdded: 3,
    linesDeleted: 5,
    binaryFiles: 0,
    unownedFiles: 1,
    totalCommits: 0,
  });
  assert.deepEqual(brief(await analyse(repository, { mode: "staged" })), [
    ["@org/core existing 2 +1 -5", "modified src/index.ts", "deleted src/old.ts"],
  ]);
  assert.deepEqual(brief(await analyse(repository, { mode: "unstaged" })), [
    ["@org/core existing 1 +1 -0", "untracked new.ts"],
    ["@org/utils existing 1 +1 -0", "modified a.ts"],
  ]);
});

Deno.test("ranges: what one side has, with the commits of each package; merges bring nothing of their own", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", PROJECT);
  await repository.exec(["tag", "v1"]);
  await repository.exec(["checkout", "-q", "-b", "feature"]);
  const fix = await repository.commit("fix: core", { "packages/core/src/index.ts": "1\n" });
  await repository.commit("both", { "packages/core/x.ts": "x\n", "packages/utils/a.ts": "b\n" });
  await repository.exec(["checkout", "-q", "main"]);
  await repository.commit("main only", { "packages/utils/main.ts": "m\n" });
  await repository.exec(["checkout", "-q", "feature"]);
  const expected = [
    ["@org/core existing 2 +1 -2", "modified src/index.ts", "added x.ts"],
    ["@org/utils existing 1 +1 -1", "modified a.ts"],
  ];
  const byBranch = await analyse(repository, { mode: "branch", branch: "main" });
  assert.deepEqual(brief(byBranch), expected);
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: "v1" })), expected);
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: "main" })), expected);
  assert.deepEqual(byBranch.affectedPackages.map((each) => each.commits.map((commit) => commit.subject)), [
    ["both", "fix: core"],
    ["both"],
  ]);
  assert.deepEqual(byBranch.affectedPackages[0]!.commits[1], {
    hash: fix,
    shortHash: fix.slice(0, 7),
    author: "Test Author",
    date: "2026-03-01T12:02:00+01:00",
    subject: "fix: core",
  });
  assert.equal(byBranch.summary.totalCommits, 2);
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: "v1", until: fix })), [
    ["@org/core existing 1 +0 -2", "modified src/index.ts"],
  ]);

  await repository.exec(["merge", "-q", "main", "-m", "merge main"]);
  const merged = await analyse(repository, { mode: "branch", branch: "main" });
  assert.deepEqual(brief(merged), expected);
  assert.equal(merged.summary.totalCommits, 2);
});

Deno.test("a branch that only the remote has is compared with", async () => {
  using repository = await temporaryRepository();
  const base = await repository.commit("one", PROJECT);
  await repository.exec(["update-ref", "refs/remotes/upstream/trunk", base]);
  await repository.commit("two", { "packages/utils/a.ts": "b\n" });
  const analysis = await analyse(repository, { mode: "branch", branch: "trunk", remote: "upstream" });
  assert.deepEqual(brief(analysis), [["@org/utils existing 1 +1 -1", "modified a.ts"]]);
});

Deno.test("revisions that are not there, and histories without a common commit", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", PROJECT);
  await repository.exec(["tag", "release-1"]);
  await assert.rejects(analyse(repository, { mode: "range", since: "relase-1" }), (error) => {
    assert.ok(isFault(error, "REVISION_NOT_FOUND"));
    return error.exit === 4 && error.hint === "Did you mean 'release-1'?";
  });
  await assert.rejects(analyse(repository, { mode: "branch", branch: "-x" }), (e) => isFault(e, "REVISION_NOT_FOUND"));
  await repository.exec(["checkout", "-q", "--orphan", "other"]);
  await repository.commit("unrelated");
  await assert.rejects(
    analyse(repository, { mode: "branch", branch: "main" }),
    (error) => isFault(error, "COMMON_ANCESTOR_NOT_FOUND") && error.hint.includes("--since main --until HEAD"),
  );
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: "main" })), []);
});

Deno.test("packages can be chosen by name or glob, and a wrong name is answered with the right one", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", PROJECT);
  repository.put({ "packages/core/x.ts": "1\n", "packages/utils/x.ts": "1\n" });
  const chosen = async (...packages: string[]) => {
    const { affectedPackages, summary } = await analyse(repository, { mode: "worktree" }, { packages });
    return [affectedPackages.map((each) => each.name), summary.totalFiles];
  };
  assert.deepEqual(await chosen("@org/core"), [["@org/core"], 1]);
  assert.deepEqual(await chosen("@org/*"), [["@org/core", "@org/utils"], 2]);
  await assert.rejects(chosen("@org/cor"), (error) => {
    return isFault(error, "PACKAGE_NOT_FOUND") && error.hint.includes("'@org/core'");
  });
});

Deno.test("new, deleted and moved packages, and files moved between packages", async () => {
  using repository = await temporaryRepository();
  const text = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join("");
  const from = await repository.commit("one", {
    ...PROJECT,
    "packages/gone/package.json": manifest("@org/gone"),
    "packages/gone/index.ts": "gone\n",
    "packages/core/fixtures/demo/package.json": manifest("demo"),
    "packages/here/package.json": manifest("@org/moved"),
    "packages/here/index.ts": text,
    "packages/core/shared.ts": text.toUpperCase(),
  });
  await repository.commit("two", {
    "packages/gone/package.json": null,
    "packages/gone/index.ts": null,
    "packages/core/fixtures/demo/package.json": null,
    "packages/here/package.json": null,
    "packages/here/index.ts": null,
    "packages/there/package.json": manifest("@org/moved"),
    "packages/there/index.ts": text,
    "packages/core/shared.ts": null,
    "packages/utils/shared.ts": `${text.toUpperCase()}more\n`,
    "packages/new/package.json": manifest("@org/new"),
  });
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: from })), [
    ["@org/core existing 2 +0 -31", "deleted fixtures/demo/package.json", "deleted shared.ts"],
    ["@org/gone deleted 2 +0 -2", "deleted index.ts", "deleted package.json"],
    ["@org/new added 1 +1 -0", "added package.json"],
    [
      "@org/moved existing 2 +0 -0",
      "renamed packages/here/index.ts -> index.ts",
      "renamed packages/here/package.json -> package.json",
    ],
    ["@org/utils existing 1 +31 -0", "added shared.ts"],
  ]);
});

Deno.test("a changed catalog entry affects the packages that use it; the lockfile affects none", async () => {
  using repository = await temporaryRepository();
  const catalogs = (react: string, lodash: string) =>
    `packages:\n  - packages/*\ncatalog:\n  react: ${react}\ncatalogs:\n  old:\n    lodash: ${lodash}\n`;
  const from = await repository.commit("one", {
    "package.json": JSON.stringify({ private: true }),
    "pnpm-workspace.yaml": catalogs("^18.0.0", "^3.0.0"),
    "packages/a/package.json": manifest("a", { react: "catalog:" }),
    "packages/b/package.json": manifest("b", { react: "catalog:default", lodash: "catalog:old" }),
    "packages/c/package.json": manifest("c", { react: "^18.0.0" }),
  });
  repository.put({ "pnpm-workspace.yaml": catalogs("^18.0.0", "^4.0.0"), "pnpm-lock.yaml": "x\n" });
  const expected = [["b existing 1 +0 -0", "modified pnpm-workspace.yaml"]];
  assert.deepEqual(brief(await analyse(repository, { mode: "worktree" })), expected);
  assert.deepEqual(brief(await analyse(repository, { mode: "unstaged" })), expected);
  await repository.exec(["add", "--all"]);
  assert.deepEqual(brief(await analyse(repository, { mode: "staged" })), expected);
  await repository.commit("two", { "pnpm-workspace.yaml": catalogs("^19.0.0", "^4.0.0") });
  const analysis = await analyse(repository, { mode: "range", since: from });
  assert.deepEqual(analysis.affectedPackages.map((each) => [each.name, each.changes[0]!.via]), [
    ["a", "catalog"],
    ["b", "catalog"],
  ]);
  assert.deepEqual(analysis.unowned.map((each) => [each.path, each.reason]), [["pnpm-lock.yaml", "lockfile"]]);
  assert.equal(analysis.summary.totalFiles, 1);
});

Deno.test("a project in a folder of a larger repository sees its own files only", async () => {
  using repository = await temporaryRepository();
  const inApp = Object.fromEntries(Object.entries(PROJECT).map(([path, text]) => [`app/${path}`, text]));
  const from = await repository.commit("one", { ...inApp, "other/x.ts": "1\n", "other/y.ts": "y 1\ny 2\n" });
  await repository.commit("two", { "app/packages/core/src/index.ts": "1\n", "other/x.ts": "2\n" });
  await repository.commit("three", { "other/y.ts": null, "app/packages/utils/y.ts": "y 1\ny 2\n" });
  const expected = [
    ["@org/core existing 1 +0 -2", "modified src/index.ts"],
    ["@org/utils existing 1 +2 -0", "added y.ts"],
  ];
  const root = `${repository.top}/app`;
  const analysis = await analyse(repository, { mode: "range", since: from }, { root });
  assert.deepEqual(brief(analysis), expected);
  assert.deepEqual(analysis.unowned, []);
  Deno.symlinkSync(root, `${repository.outside}/link`);
  const linked = { root: `${repository.outside}/link`, realRoot: root };
  assert.deepEqual(brief(await analyse(repository, { mode: "range", since: from }, linked)), expected);
});

Deno.test("before the first commit everything is new", async () => {
  using repository = await temporaryRepository();
  repository.put(PROJECT);
  await repository.exec(["add", "packages/core"]);
  const analysis = await analyse(repository, { mode: "worktree" });
  assert.equal(analysis.from, null);
  assert.deepEqual(analysis.affectedPackages.map((each) => [each.name, each.state]), [
    ["@org/core", "added"],
    ["@org/utils", "added"],
  ]);
});

Deno.test("a file that a rule gives to several packages is counted once", async () => {
  using repository = await temporaryRepository();
  await repository.commit("one", PROJECT);
  repository.put({ "tsconfig.json": "{}\n", "packages/core/logo.png": Uint8Array.of(0, 1) });
  const config = {
    ...defaultConfig(),
    packages: { rules: [{ pattern: "*.json", packages: ["*"] }], excludePatterns: [] },
  };
  const analysis = await analyse(repository, { mode: "worktree" }, { config });
  assert.deepEqual(brief(analysis), [
    ["@org/core existing 2 +1 -0", "untracked logo.png", "untracked tsconfig.json"],
    ["@org/utils existing 1 +1 -0", "untracked tsconfig.json"],
  ]);
  const { totalFiles, linesAdded, binaryFiles } = analysis.summary;
  assert.deepEqual({ totalFiles, linesAdded, binaryFiles }, { totalFiles: 2, linesAdded: 1, binaryFiles: 1 });
});
