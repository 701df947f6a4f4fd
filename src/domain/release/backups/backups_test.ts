import fc from "fast-check";
import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Files, Log } from "../../../kernel/ports.ts";
import { changeFiles, type FileChanges, lockBackups } from "./change_files.ts";
import { compareBackup } from "./compare.ts";
import { hashOf } from "./file_state.ts";
import { findJournal } from "./journal.ts";
import { applyRestore, planRestore, recoverChange } from "./restore.ts";
import { type BackupStore, getBackup, readBackups, removeBackup } from "./store.ts";

const AT = Temporal.Instant.from("2026-01-02T03:04:05.678Z");
const LOG: Log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const posix = { ignore: Deno.build.os === "windows" };

interface Place extends Disposable {
  store: BackupStore;
  write(path: string, content: string | Uint8Array, mode?: number): void;
  /** Every file of the project but the backups, with its mode and bytes. */
  state(): Record<string, string>;
}

function openPlace(files: (real: Files) => Files = (real) => real): Place {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace_backups_" }));
  const list = (path: string): [string, string][] =>
    [...Deno.readDirSync(`${root}${path}`)].flatMap((entry): [string, string][] => {
      const inner = `${path}/${entry.name}`;
      if (inner === "/.workspace-backups") return [];
      if (entry.isDirectory) return [[`${inner}/`, ""], ...list(inner)];
      const mode = (Deno.statSync(root + inner).mode ?? 0) & 0o777;
      return [[inner, `${mode.toString(8)} ${Deno.readFileSync(root + inner).toHex()}`]];
    });
  return {
    store: { files: files(denoFiles()), root, path: ".workspace-backups", log: LOG },
    write(path, content, mode) {
      Deno.mkdirSync(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeFileSync(`${root}/${path}`, typeof content === "string" ? new TextEncoder().encode(content) : content);
      if (mode !== undefined && Deno.build.os !== "windows") Deno.chmodSync(`${root}/${path}`, mode);
    },
    state: () => Object.fromEntries(list("").sort()),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

const CHANGE: Omit<FileChanges, "targets"> = {
  command: "upgrade apply",
  reason: "Before 1 upgrade",
  packages: ["a"],
  upgrades: [{ package: "x", from: "1.0.0", to: "1.1.0" }],
  keepBackup: true,
  at: AT,
  interrupted: () => false,
};

async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.code;
  }
}

Deno.test("a change is backed up, and a restore brings back bytes, modes and absence", posix, async () => {
  using place = openPlace();
  const { store, write } = place;
  write("package.json", "\uFEFF{}\r\n", 0o640);
  write("bun.lockb", Uint8Array.of(0, 255, 254, 10));
  const before = place.state();
  using _lock = lockBackups(store);
  const backup = await changeFiles(store, {
    ...CHANGE,
    targets: [
      { path: "package.json", content: "{ }\n", expected: "\uFEFF{}\r\n" },
      { path: ".changesets/deep/one.json", content: "{}", expected: null },
    ],
    open: ["bun.lockb"],
    afterwards: () => Promise.resolve(write("bun.lockb", Uint8Array.of(1))),
  });
  assert.equal(backup!.id, "backup_20260102_030405");
  assert.deepEqual(backup!.files.map(({ path, size, mode }) => [path, size, mode]), [
    [".changesets/deep/one.json", 0, null],
    ["bun.lockb", 4, 0o644],
    ["package.json", 7, 0o640],
  ]);
  assert.equal(Deno.readTextFileSync(`${store.root}/.workspace-backups/.gitignore`), "*\n");
  assert.equal(store.files.modeOf(`${store.root}/package.json`), 0o640);
  const after = place.state();
  assert.notDeepEqual(after, before);
  Deno.chmodSync(`${store.root}/package.json`, 0o600);

  const plan = await planRestore(store, getBackup(store, "latest"));
  const second = await applyRestore(store, { plan, at: AT, interrupted: () => false });
  assert.equal(second!.id, "backup_20260102_030405_2");
  assert.equal(second!.command, "upgrade backups restore backup_20260102_030405");
  assert.deepEqual(second!.upgrades, [{ package: "x", from: "1.1.0", to: "1.0.0" }]);
  assert.deepEqual(place.state(), before);

  // And back again, by the restore's own backup.
  const again = await planRestore(store, getBackup(store, second!.id));
  await applyRestore(store, { plan: again, at: AT, interrupted: () => false });
  assert.deepEqual(place.state(), { ...after, "/package.json": after["/package.json"]!.replace("640", "600") });
  const same = await planRestore(store, getBackup(store, second!.id));
  assert.deepEqual(same.targets, []);
  assert.equal(await applyRestore(store, { plan: same, at: AT, interrupted: () => false }), undefined);
  assert.deepEqual(readBackups(store).backups.map(({ id }) => id), [
    "backup_20260102_030405_3",
    "backup_20260102_030405_2",
    "backup_20260102_030405",
  ]);
});

Deno.test("without a backup to keep, none stays; a failure takes back what other programs wrote, too", async () => {
  using place = openPlace();
  const { store, write } = place;
  write("package.json", "one");
  const targets = [{ path: "package.json", content: "two" }];
  assert.equal(await changeFiles(store, { ...CHANGE, targets, keepBackup: false }), undefined);
  assert.deepEqual(readBackups(store), { backups: [], unusable: [] });
  const before = place.state();
  const failing = changeFiles(store, {
    ...CHANGE,
    targets: [{ path: "package.json", content: "three" }, { path: "new/file", content: "x" }],
    open: ["lock"],
    afterwards() {
      write("lock", "made");
      return Promise.reject(new TypeError("the package manager failed"));
    },
  });
  await assert.rejects(failing, /the package manager failed/);
  assert.deepEqual(place.state(), before);
  assert.deepEqual(readBackups(store), { backups: [], unusable: [] });
  assert.equal(findJournal(store), undefined);
});

Deno.test("a file that somebody else changed stops everything and is named", async () => {
  using place = openPlace();
  const { store, write } = place;
  write("package.json", "theirs");
  const targets = [{ path: "package.json", content: "ours", expected: "read before" }];
  await assert.rejects(changeFiles(store, { ...CHANGE, targets }), {
    code: "UPGRADE_FILE_CHANGED",
    message: "'package.json' was changed by something else meanwhile",
  });
  assert.deepEqual(readBackups(store).backups, []);
  // While the backup is written.
  const files: Files = {
    ...store.files,
    write(path, ...rest) {
      store.files.write(path, ...rest);
      if (path.endsWith("backup.json")) write("package.json", "theirs again");
    },
  };
  const meanwhile = changeFiles({ ...store, files }, {
    ...CHANGE,
    targets: [{ path: "package.json", content: "ours" }],
  });
  assert.equal(await faultOf(meanwhile), "UPGRADE_FILE_CHANGED");
  assert.equal(Deno.readTextFileSync(`${store.root}/package.json`), "theirs again");
  assert.deepEqual(readBackups(store), { backups: [], unusable: [] });

  // After it was written: it is neither what was saved nor what was made of it, and nothing is decided for its owner.
  const later = changeFiles(store, {
    ...CHANGE,
    targets: [{ path: "package.json", content: "ours" }],
    afterwards() {
      write("package.json", "theirs once more");
      return Promise.reject(new TypeError("failed"));
    },
  });
  assert.equal(await faultOf(later), "UPGRADE_NOT_UNDONE");
  assert.equal(await faultOf(recoverChange(store)), "UPGRADE_FILE_CHANGED");
  assert.equal(Deno.readTextFileSync(`${store.root}/package.json`), "theirs once more");
  write("package.json", "ours");
  assert.equal((await recoverChange(store))!.command, "upgrade apply");
  assert.deepEqual(readBackups(store), { backups: [], unusable: [] });
  assert.equal(await recoverChange(store), undefined);
});

Deno.test("Ctrl-C between files takes everything back", async () => {
  using place = openPlace();
  place.write("a", "1");
  place.write("b", "1");
  const before = place.state();
  let looks = 0;
  const targets = ["a", "b"].map((path) => ({ path, content: "2" }));
  const work = changeFiles(place.store, { ...CHANGE, targets, interrupted: () => ++looks > 3 });
  assert.equal(await faultOf(work), "INTERRUPTED");
  assert.deepEqual(place.state(), before);
});

Deno.test("of two changes at once the second is told that one runs", () => {
  using place = openPlace();
  using _lock = lockBackups(place.store);
  assert.throws(() => lockBackups(place.store), { code: "UPGRADE_RUNNING" });
});

Deno.test("damaged and foreign entries are told, hide nothing and are not removed", async () => {
  using place = openPlace();
  const { store, write } = place;
  write("package.json", "1");
  for (let i = 0; i < 5; i++) {
    await changeFiles(store, { ...CHANGE, targets: [{ path: "package.json", content: `${i}!` }] });
  }
  const folder = ".workspace-backups";
  Deno.removeSync(`${store.root}/${folder}/backup_20260102_030405_2/backup.json`);
  Deno.removeSync(`${store.root}/${folder}/backup_20260102_030405_3/files/package.json.bak`);
  write(`${folder}/backup_20260102_030405_4/backup.json`, "{");
  write(`${folder}/backup_20260102_030405_5/files/package.json.bak`, "other");
  write(`${folder}/notes.txt`, "mine");
  write(`${folder}/backup_old/x`, "mine");
  const { backups, unusable } = readBackups(store);
  assert.deepEqual(backups.map(({ id }) => id), ["backup_20260102_030405_5", "backup_20260102_030405"]);
  assert.deepEqual(unusable.map(({ name, kind }) => `${name} ${kind}`), [
    "backup_20260102_030405_2 damaged",
    "backup_20260102_030405_3 damaged",
    "backup_20260102_030405_4 damaged",
    "backup_old foreign",
    "notes.txt foreign",
  ]);
  assert.match(unusable.map(({ problem }) => problem).join("\n"), /no backup\.json[^]*missing[^]*not valid JSON/);
  assert.equal(await faultOf(planRestore(store, backups[0]!)), "BACKUP_DAMAGED");
  assert.throws(() => getBackup(store, "backup_20260102_030405_2"), { code: "BACKUP_DAMAGED" });
  assert.throws(() => getBackup(store, "backup_20260102_030406"), (error) => {
    assert.ok(isFault(error, "BACKUP_NOT_FOUND"));
    assert.match(error.hint, /Did you mean/);
    return true;
  });
  write(`${folder}/backup_20260102_030405_5/mine`, "kept");
  removeBackup(store, backups[0]!);
  assert.deepEqual([...Deno.readDirSync(`${store.root}/${folder}/backup_20260102_030405_5`)].map(({ name }) => name), [
    "mine",
  ]);
});

Deno.test("a description that leads out of the project, or of another time, is damaged", () => {
  using place = openPlace();
  const { store, write } = place;
  const describe = (fields: object) =>
    JSON.stringify({
      format: 1,
      id: "x",
      createdAt: "2026-01-01T00:00:00Z",
      command: "",
      reason: "",
      packages: [],
      upgrades: [],
      files: [],
      folders: [],
      ...fields,
    });
  const file = { sha256: null, size: 0, mode: null };
  const cases = [
    { files: [{ ...file, path: "../outside" }] },
    { files: [{ ...file, path: "/etc/passwd" }] },
    { files: [{ ...file, path: "C:\\x" }] },
    { files: [{ ...file, path: "a", sha256: "short" }] },
    { folders: ["../outside"] },
    { createdAt: "yesterday" },
    { format: 2 },
    { packages: "a" },
  ];
  cases.forEach((each, i) => write(`.workspace-backups/backup_20260101_00000${i}/backup.json`, describe(each)));
  const { backups, unusable } = readBackups(store);
  assert.deepEqual(backups, []);
  assert.equal(unusable.length, cases.length);
  assert.ok(unusable.every(({ kind }) => kind === "damaged"));
});

Deno.test("a journal that is none stops a recovery and is named", async () => {
  using place = openPlace();
  const journal = {
    format: 1,
    backup: "backup_20260101_000000",
    startedAt: "2026-01-01T00:00:00Z",
    command: "upgrade apply",
    phase: "done",
    files: [],
    folders: [],
  };
  const file = { path: "a", before: null };
  const broken = [
    "",
    "{}",
    JSON.stringify({ ...journal, format: 2 }),
    JSON.stringify({ ...journal, backup: "../.." }),
    JSON.stringify({ ...journal, files: [{ ...file, path: "../../a" }] }),
    JSON.stringify({ ...journal, folders: ["/"] }),
    JSON.stringify({ ...journal, files: [{ ...file, before: "x" }] }),
  ];
  for (const text of broken) {
    place.write(".workspace-backups/.journal.json", text);
    assert.equal(await faultOf(recoverChange(place.store)), "BACKUP_JOURNAL_BROKEN", text);
  }
  place.write(".workspace-backups/.journal.json", JSON.stringify({ ...journal, files: [file] }));
  assert.equal(await recoverChange(place.store), undefined);
  assert.equal(findJournal(place.store), undefined);
});

Deno.test("a comparison shows what a restore would do, file by file", posix, async () => {
  using place = openPlace();
  const { store, write } = place;
  write("same", "1");
  write("text", "a\nb\nc\n");
  write("gone", "x\n");
  write("binary", Uint8Array.of(255));
  write("mode", "m", 0o644);
  const targets = ["same", "text", "gone", "binary", "mode", "made"].map((path) => ({ path, content: "n\n" }));
  const backup = await changeFiles(store, { ...CHANGE, targets });
  write("same", "1");
  write("text", "a\nB\nc\n");
  Deno.removeSync(`${store.root}/gone`);
  write("mode", "m", 0o755);
  const compared = await compareBackup(store, backup!);
  assert.deepEqual(compared.map(({ path, action, diff }) => [path, action, diff]), [
    ["binary", "replace", null],
    ["gone", "create", "@@ -0,0 +1,1 @@\n+x"],
    ["made", "remove", "@@ -1,1 +0,0 @@\n-n"],
    ["mode", "mode", ""],
    ["same", "same", ""],
    ["text", "replace", "@@ -1,3 +1,3 @@\n a\n-B\n+b\n c"],
  ]);
});

Deno.test("whatever becomes of the files that backups are kept in, nothing is restored but what was saved", async () => {
  using place = openPlace();
  const { store, write } = place;
  const folder = ".workspace-backups/backup_20260102_030405";
  write("package.json", "saved");
  const backup = await changeFiles(store, { ...CHANGE, targets: [{ path: "package.json", content: "changed" }] });
  const journal = JSON.stringify({
    format: 1,
    backup: backup!.id,
    startedAt: backup!.createdAt,
    command: "upgrade apply",
    phase: "applying",
    files: [{ path: "package.json", before: backup!.files[0]!.sha256, after: await hashOf("changed") }],
    folders: [],
  });
  const originals: Record<string, string> = {
    [`${folder}/backup.json`]: Deno.readTextFileSync(`${store.root}/${folder}/backup.json`),
    [`${folder}/files/package.json.bak`]: "saved",
    ".workspace-backups/.journal.json": journal,
  };
  const damage = fc.record({
    file: fc.constantFrom(...Object.keys(originals)),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 12 }),
    text: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("../", "/", '"', "}", "null", "\\u002e")),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ file, at, length, text }) => {
      for (const [path, content] of Object.entries(originals)) write(path, content);
      write("package.json", "changed");
      const content = originals[file]!;
      const start = Math.floor(at * content.length);
      write(file, content.slice(0, start) + text + content.slice(start + length));
      const problem = await faultOf(recoverChange(store));
      const state = place.state();
      const contents = ["saved", "changed"].map((each) => new TextEncoder().encode(each).toHex());
      assert.deepEqual(Object.keys(state), ["/package.json"], problem);
      assert.ok(contents.includes(state["/package.json"]!.split(" ")[1]!), problem);
    }),
    { seed: 42, numRuns: 250 },
  );
});
