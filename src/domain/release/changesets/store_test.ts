import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Changeset } from "../model.ts";
import { formatChangeset, parseChangeset } from "./changeset_file.ts";
import { shortHash } from "./slug.ts";
import {
  type ChangesetFolder,
  createChangeset,
  deleteChangeset,
  findChangeset,
  findChangesetOfBranch,
  getChangeset,
  getChangesets,
  type NewChangeset,
  readChangesets,
  updateChangeset,
} from "./store.ts";

const NEW: NewChangeset = {
  branch: "feature/new-api",
  bump: "minor",
  environments: ["production"],
  packages: ["@org/core"],
  commits: [],
  message: "",
  createdAt: "2024-01-15T10:00:00Z",
  updatedAt: "2024-01-15T10:00:00Z",
};

function withFolder(test: (folder: ChangesetFolder) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    test({ files: denoFiles(), root, path: ".changesets", historyPath: ".changesets/history" });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function write(folder: ChangesetFolder, name: string, content: string): void {
  folder.files.write(`${folder.root}/.changesets/${name}`, content);
}

function faultOf(work: () => unknown): { code: string; message: string; reason: string; hint: string } {
  try {
    work();
  } catch (error) {
    assert.ok(isFault(error), String(error));
    return error;
  }
  throw new Error("no fault");
}

Deno.test("a changeset that is created can be found by branch, by id and by an unambiguous beginning", () =>
  withFolder((folder) => {
    const created = createChangeset(folder, NEW);
    assert.equal(created.id, "feature-new-api");
    assert.deepEqual(findChangesetOfBranch(folder, "feature/new-api"), created);
    assert.deepEqual(findChangeset(folder, "feature-new-api"), created);
    assert.deepEqual(getChangeset(folder, "feature/n"), created);
    assert.equal(findChangesetOfBranch(folder, "feature-new-api"), undefined);
    const text = folder.files.readText(`${folder.root}/.changesets/feature-new-api.json`)!;
    assert.equal(text, `${JSON.stringify(created, null, 2)}\n`);
  }));

Deno.test("two branches with one slug have a changeset each", () =>
  withFolder((folder) => {
    createChangeset(folder, { ...NEW, branch: "a-b" });
    const other = createChangeset(folder, { ...NEW, branch: "a/b" });
    assert.equal(other.id, `a-b-${shortHash("a/b")}`);
    assert.equal(findChangesetOfBranch(folder, "a/b")?.id, other.id);
    assert.equal(findChangesetOfBranch(folder, "a-b")?.id, "a-b");
    assert.equal(faultOf(() => createChangeset(folder, { ...NEW, branch: "a/b" })).code, "CHANGESET_EXISTS");
  }));

Deno.test("a name that leads nowhere is a fault that says what was near", () =>
  withFolder((folder) => {
    assert.match(faultOf(() => getChangeset(folder, "x")).hint, /changeset create/);
    createChangeset(folder, NEW);
    createChangeset(folder, { ...NEW, branch: "feature/new-cli" });
    assert.match(faultOf(() => getChangeset(folder, "feature/new-apy")).hint, /Did you mean 'feature\/new-api'/);
    assert.match(faultOf(() => getChangeset(folder, "zzz")).hint, /changeset list/);
    const ambiguous = faultOf(() => getChangeset(folder, "feature"));
    assert.equal(ambiguous.code, "CHANGESET_AMBIGUOUS");
    assert.match(ambiguous.reason, /feature\/new-api, feature\/new-cli/);
    assert.equal(faultOf(() => getChangeset(folder, "")).code, "CHANGESET_NOT_FOUND");
    assert.equal(faultOf(() => getChangeset(folder, "../../etc/passwd")).code, "CHANGESET_NOT_FOUND");
  }));

Deno.test("fields that are not ours survive a rewrite, in their order, after ours", () =>
  withFolder((folder) => {
    write(folder, "x.json", '{"ticket": "T-1", "branch": "x", "zeta": {"a": 1}, "bump": "patch", "__proto__": 1}');
    updateChangeset(folder, "x", (current) => ({ ...current, bump: "major", packages: ["a"] }));
    const text = folder.files.readText(`${folder.root}/.changesets/x.json`)!;
    assert.deepEqual(Object.keys(JSON.parse(text)), [
      "id",
      "branch",
      "bump",
      "environments",
      "packages",
      "commits",
      "message",
      "ticket",
      "zeta",
      "__proto__",
    ]);
    assert.equal(JSON.parse(text).zeta.a, 1);
  }));

Deno.test("an update that changes nothing leaves every byte", () =>
  withFolder((folder) => {
    write(folder, "x.json", '{"branch":"x","bump":"patch"}');
    updateChangeset(folder, "x", (current) => current);
    assert.equal(folder.files.readText(`${folder.root}/.changesets/x.json`), '{"branch":"x","bump":"patch"}');
    assert.equal(updateChangeset(folder, "gone", (current) => current), undefined);
  }));

Deno.test("a broken file hides no other and is named with line and column", () =>
  withFolder((folder) => {
    createChangeset(folder, NEW);
    write(folder, "broken.json", '{\n  "branch": "x",\n  "bump": "minro"\n}\n');
    write(folder, "README.md", "# Changesets\n");
    write(folder, ".x.json.1a2b3c4d.tmp", "{");
    const { changesets, broken } = readChangesets(folder);
    assert.deepEqual(changesets.map(({ id }) => id), ["feature-new-api"]);
    assert.equal(broken.length, 1);
    assert.match(broken[0]!.message, /^\.changesets\/broken\.json:3:3: /);
    assert.match(broken[0]!.hint, /Did you mean 'minor'\?/);
    assert.equal(faultOf(() => getChangesets(folder)).code, "CHANGESET_INVALID");
    write(folder, "broken2.json", "{");
    assert.throws(() => getChangesets(folder), (error) => error instanceof AggregateError && error.errors.length === 2);
    assert.equal(findChangesetOfBranch(folder, "other"), undefined);
  }));

Deno.test("the file of the branch that is asked for being broken is a fault", () =>
  withFolder((folder) => {
    write(folder, "x.json", "{,}");
    assert.match(faultOf(() => findChangesetOfBranch(folder, "x")).message, /x\.json:1:2/);
    assert.equal(faultOf(() => getChangeset(folder, "y")).code, "CHANGESET_INVALID");
  }));

Deno.test("conflict markers of a merge are their own fault", () => {
  const content = '{\n  "branch": "x",\n<<<<<<< HEAD\n  "bump": "minor"\n=======\n  "bump": "major"\n>>>>>>> y\n}\n';
  const fault = faultOf(() => parseChangeset(content, { file: ".changesets/x.json", id: "x" }));
  assert.equal(fault.code, "CHANGESET_CONFLICTED");
  assert.match(fault.message, /x\.json:3:/);
});

Deno.test("a missing field is named, and the one that was meant", () => {
  const parse = (content: string) => faultOf(() => parseChangeset(content, { file: "f.json", id: "f" }));
  assert.match(parse('{"bump": "minor"}').reason, /'branch' is missing/);
  const typo = parse('{"brnch": "x", "bump": "minor"}');
  assert.match(typo.reason, /there is 'brnch'/);
  assert.match(typo.hint, /Did you mean 'branch'/);
  assert.match(parse('{"branch": "x", "bump": "minor", "packages": "a"}').reason, /'packages' must be a list of texts/);
  assert.match(parse('{"branch": "x", "bump": "minor", "commits": [1]}').reason, /'commits\[0\]' must be/);
  assert.match(parse("[]").reason, /The file must be a table/);
  assert.match(parse('{"branch": "x", "bump": "minor", "packageBumps": {"a": "huge"}}').reason, /'packageBumps\.a'/);
});

Deno.test("a file with the least that is needed reads as a whole changeset; a byte order mark does no harm", () => {
  const expected: Changeset = {
    id: "x",
    branch: "x",
    bump: "patch",
    environments: [],
    packages: [],
    commits: [],
    message: "",
    createdAt: "",
    updatedAt: "",
  };
  const read = parseChangeset('\ufeff{"branch": "x", "bump": "patch", "id": "other"}', { file: "x.json", id: "x" });
  assert.deepEqual(read, expected);
  assert.doesNotMatch(
    formatChangeset({ ...read, released: [], packageBumps: {}, prereleases: [] }),
    /released|createdAt/,
  );
});

Deno.test("a deleted changeset is gone, what comes before runs first", () =>
  withFolder((folder) => {
    const { id } = createChangeset(folder, NEW);
    let seen = false;
    deleteChangeset(folder, id, () => {
      seen = findChangeset(folder, id) !== undefined;
    });
    assert.ok(seen);
    assert.deepEqual(getChangesets(folder), []);
  }));
