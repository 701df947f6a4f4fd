import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { temporaryRepository } from "../../../../tests/git_repository.ts";
import type { Changeset, ReleasePlan } from "../model.ts";
import { findReleaseCommits, readHistory, readRecord } from "./history.ts";
import { assembleDiscardRecord, assembleReleaseRecord, formatRecord, planArchive } from "./release_record.ts";
import type { ChangesetFolder } from "./store.ts";

const at = Temporal.Instant.from("2026-02-01T10:00:00.5Z");
const changeset = (id: string, packages: string[], more: Partial<Changeset> = {}): Changeset => ({
  id,
  branch: id,
  bump: "minor",
  environments: ["production"],
  packages,
  commits: [],
  message: "",
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
  ...more,
});

function planOf(changesets: ReleasePlan["changesets"], mode: ReleasePlan["mode"] = "release"): ReleasePlan {
  return {
    mode,
    strategy: "independent",
    packages: ["a", "b"].map((name) => ({
      name,
      path: `packages/${name}`,
      private: false,
      currentVersion: "1.0.0",
      nextVersion: name === "a" ? "1.1.0" : "1.0.0",
      bump: name === "a" ? "minor" : "none",
      reason: name === "a" ? "direct" : "no_changes",
      willBump: name === "a",
      chain: [],
      changesets: [],
      tag: name === "a" ? "a@1.1.0" : null,
    })),
    changesets,
    references: [],
    catalogs: [],
    tags: ["a@1.1.0"],
    cycles: [],
    warnings: [],
    highestBump: "minor",
  };
}

const PATHS = { path: ".changesets", historyPath: ".changesets/history" };

Deno.test("a release is one new file, and the archived changeset's file goes", () => {
  const { record, writes } = planArchive(planOf([{ changeset: changeset("x", ["a"]), fate: "archive" }]), {
    at,
    ...PATHS,
  });
  assert.match(record!.id, /^20260201T100000Z-[0-9a-f]{8}$/);
  assert.equal(record!.releasedAt, "2026-02-01T10:00:00Z");
  assert.deepEqual(record!.packages, [{ name: "a", path: "packages/a", from: "1.0.0", to: "1.1.0", tag: "a@1.1.0" }]);
  assert.deepEqual(writes.map(({ path, content }) => [path, content === null]), [
    [`.changesets/history/${record!.id}.json`, false],
    [".changesets/x.json", true],
  ]);
  assert.deepEqual(JSON.parse(writes[0]!.content!), record);
});

Deno.test("what is released of a changeset is recorded, the rest stays pending", () => {
  const whole = changeset("x", ["a", "b"]);
  const replacement = changeset("x", ["b"], { released: ["a"] });
  const { record, writes } = planArchive(planOf([{ changeset: whole, fate: "keep", replacement }]), { at, ...PATHS });
  assert.deepEqual(record!.changesets.map(({ packages }) => packages), [["a"]]);
  assert.deepEqual(JSON.parse(writes[1]!.content!).packages, ["b"]);
});

Deno.test("prereleases mark, snapshots leave everything, a release of nothing is no record", () => {
  const marked = changeset("x", ["a"], { prereleases: [{ package: "a", base: "1.0.0", version: "1.1.0-beta.0" }] });
  const fates: ReleasePlan["changesets"] = [{ changeset: changeset("x", ["a"]), fate: "mark", replacement: marked }];
  const prerelease = planArchive(planOf(fates, "prerelease"), { at, ...PATHS });
  assert.equal(prerelease.record, undefined);
  assert.deepEqual(prerelease.writes.map(({ path }) => path), [".changesets/x.json"]);
  assert.deepEqual(planArchive(planOf(fates, "snapshot"), { at, ...PATHS }).writes, []);
  const nothing = { ...planOf([]), packages: [], tags: [] };
  assert.deepEqual(planArchive(nothing, { at, ...PATHS }), { record: undefined, writes: [] });
});

Deno.test("the same plan at the same time gives the same record, another one another name", () => {
  const plan = planOf([{ changeset: changeset("x", ["a"]), fate: "archive" }]);
  assert.deepEqual(assembleReleaseRecord(plan, { at }), assembleReleaseRecord(plan, { at }));
  const other = planOf([{ changeset: changeset("y", ["a"]), fate: "archive" }]);
  assert.notEqual(assembleReleaseRecord(plan, { at }).id, assembleReleaseRecord(other, { at }).id);
});

Deno.test("only files within the dates are opened", () => {
  const root = Deno.makeTempDirSync();
  try {
    const files = denoFiles();
    const opened: string[] = [];
    const folder: ChangesetFolder = {
      root,
      ...PATHS,
      files: { ...files, readText: (path) => (opened.push(path), files.readText(path)) },
    };
    for (let i = 0; i < 300; i++) {
      const time = Temporal.Instant.from("2025-01-01T00:00:00Z").add({ hours: 24 * i });
      const record = assembleDiscardRecord([changeset(`c${i}`, ["a"])], time);
      files.write(`${root}/.changesets/history/${record.id}.json`, formatRecord(record));
    }
    files.write(`${root}/.changesets/history/notes.txt`, "not a record");
    files.write(
      `${root}/.changesets/history/hand-made.json`,
      '{ "releasedAt": "soon", "packages": [], "tags": [], "changesets": [{ "branch": "h", "bump": "patch" }] }',
    );
    const { entries } = readHistory(folder, {
      since: Temporal.Instant.from("2025-01-10T00:00:00Z"),
      until: Temporal.Instant.from("2025-01-12T00:00:00Z"),
    });
    assert.deepEqual(entries.map(({ changeset: { id } }) => id), ["c10", "c9"]);
    assert.ok(opened.length <= 4, `${opened.length} files were opened`);
    const all = readHistory(folder).entries;
    assert.equal(all.length, 301);
    assert.equal(all.find(({ changeset: { id } }) => id === "hand-made")?.changeset.packages.length, 0);
    assert.equal(readRecord(folder, "absent"), undefined);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("the commit that brought a record is looked up, also in a project further down", async () => {
  using repository = await temporaryRepository();
  await repository.commit("base", { "a": "1" });
  const brought = await repository.commit("release", { "app/.changesets/history/r1.json": "{}" });
  await repository.commit("touched again", { "app/.changesets/history/r1.json": "{ }" });
  repository.put({ "app/.changesets/history/r2.json": "{}" });
  const folder: ChangesetFolder = { files: denoFiles(), root: `${repository.top}/app`, ...PATHS };
  const found = await findReleaseCommits(repository.git, { top: repository.top, folder, ids: ["r1", "r2"] });
  assert.deepEqual([...found], [["r1", brought]]);
  assert.equal((await findReleaseCommits(repository.git, { top: repository.top, folder, ids: [] })).size, 0);
});
