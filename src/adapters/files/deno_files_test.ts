import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import { denoFiles, withSlashes } from "./deno_files.ts";
import { readFault, writeFault } from "./problems.ts";

const files = denoFiles();
const posix = { ignore: Deno.build.os === "windows" };

function inFolder(check: (folder: string) => void): () => void {
  return () => {
    const folder = Deno.makeTempDirSync();
    try {
      check(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

Deno.test(
  "a written file keeps its mode",
  posix,
  inFolder((folder) => {
    const path = `${folder}/script.sh`;
    Deno.writeTextFileSync(path, "old");
    Deno.chmodSync(path, 0o750);
    files.write(path, "new");
    assert.equal(Deno.statSync(path).mode! & 0o7777, 0o750);
    assert.equal(files.readText(path), "new");
  }),
);

Deno.test(
  "a staged file gets the mode that is asked for, which modeOf tells",
  posix,
  inFolder((folder) => {
    const path = `${folder}/file`;
    files.stage(path, "new", { mode: 0o640 }).place();
    assert.equal(files.modeOf(path), 0o640);
    files.stage(path, "newer", { mode: 0o755 }).place();
    assert.equal(files.modeOf(path), 0o755);
    files.stage(path, "newest").place();
    assert.equal(files.modeOf(path), 0o755);
    assert.equal(files.modeOf(`${folder}/none`), undefined);
  }),
);

Deno.test(
  "a written file keeps its owner where the user may give files away",
  { ignore: Deno.build.os === "windows" || Deno.uid() !== 0 },
  inFolder((folder) => {
    const path = `${folder}/theirs`;
    Deno.writeTextFileSync(path, "old");
    Deno.chownSync(path, 12345, 12345);
    files.write(path, "new");
    const { uid, gid } = Deno.statSync(path);
    assert.deepEqual([files.readText(path), uid, gid], ["new", 12345, 12345]);
  }),
);

Deno.test(
  "executable files may be run by whoever may read them",
  posix,
  inFolder((folder) => {
    files.write(`${folder}/hook`, "#!/bin/sh\n", { executable: true });
    assert.equal(Deno.statSync(`${folder}/hook`).mode! & 0o100, 0o100);
    Deno.writeTextFileSync(`${folder}/old`, "");
    Deno.chmodSync(`${folder}/old`, 0o640);
    files.write(`${folder}/old`, "", { executable: true });
    assert.equal(Deno.statSync(`${folder}/old`).mode! & 0o777, 0o750);
  }),
);

Deno.test(
  "writes through symbolic links, also chained, relative and dangling ones",
  posix,
  inFolder((folder) => {
    files.write(`${folder}/real/target`, "old");
    Deno.symlinkSync("real/target", `${folder}/one`);
    Deno.symlinkSync(`${folder}/one`, `${folder}/two`);
    files.write(`${folder}/two`, "new");
    assert.equal(Deno.readTextFileSync(`${folder}/real/target`), "new");
    assert.ok(Deno.lstatSync(`${folder}/one`).isSymlink && Deno.lstatSync(`${folder}/two`).isSymlink);

    Deno.symlinkSync("real/later", `${folder}/dangling`);
    assert.equal(files.kindOf(`${folder}/dangling`), undefined);
    files.write(`${folder}/dangling`, "made");
    assert.equal(Deno.readTextFileSync(`${folder}/real/later`), "made");
    assert.deepEqual(files.list(folder)!.map((each) => each.kind), ["symlink", "symlink", "directory", "symlink"]);
  }),
);

Deno.test(
  "links in a circle are a fault",
  posix,
  inFolder((folder) => {
    Deno.symlinkSync("b", `${folder}/a`);
    Deno.symlinkSync("a", `${folder}/b`);
    assert.throws(() => files.write(`${folder}/a`, "x"), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.throws(() => files.readText(`${folder}/a`), (error) => isFault(error, "FILE_UNREADABLE"));
  }),
);

Deno.test(
  "a write that fails leaves the old content and no temporary file",
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/busy/inner`, { recursive: true });
    assert.throws(() => files.write(`${folder}/busy`, "x"), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.throws(() => files.write(`${folder}/${"n".repeat(300)}`, "x"), (error) => isFault(error, "FILE_UNWRITABLE"));
    Deno.writeTextFileSync(`${folder}/file`, "");
    assert.throws(() => files.write(`${folder}/file/inside`, "x"), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.throws(() => files.makeDirectory(`${folder}/file/inside`), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.throws(() => files.removeEmptyDirectory(`${folder}/file`), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.deepEqual(files.list(folder)!.map((each) => each.name), ["busy", "file"]);
  }),
);

Deno.test(
  "names as long as the file system allows can be written",
  inFolder((folder) => {
    const name = `${"é".repeat(125)}.json`;
    files.write(`${folder}/${name}`, "{}");
    assert.deepEqual(files.list(folder), [{ name, kind: "file" }]);
  }),
);

Deno.test("a pipe is written to, not replaced", posix, async () => {
  const folder = Deno.makeTempDirSync();
  const pipe = `${folder}/pipe`;
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const reader = new Deno.Command("cat", { args: [pipe], stdout: "piped" }).spawn();
  files.write(pipe, "through\n");
  assert.equal(new TextDecoder().decode((await reader.output()).stdout), "through\n");
  assert.equal(files.kindOf(pipe), "other");
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("faults say what the system said in words, with the path and a next step", () => {
  const failing = (code: string) => Object.assign(new Error(`text of ${code} (os error 1), open '/a b'`), { code });
  const causes = [
    [writeFault("/a b/c", failing("ENOSPC")), "DISK_FULL", "The disk is full."],
    [writeFault("/a b/c", failing("EDQUOT")), "DISK_FULL", "The disk quota is used up."],
    [writeFault("/a b/c", failing("EROFS")), "FILE_UNWRITABLE", "The file system is read-only."],
    [
      writeFault("/c", new Deno.errors.PermissionDenied()),
      "FILE_UNWRITABLE",
      "The operating system denies access to it.",
    ],
    [
      readFault("/c", new Deno.errors.NotCapable()),
      "FILE_UNREADABLE",
      "This program was not granted read access to it.",
    ],
    [readFault("/c", failing("EWHATEVER")), "FILE_UNREADABLE", "text of EWHATEVER."],
    [readFault("/c", "odd"), "FILE_UNREADABLE", "odd."],
  ] as const;
  for (const [fault, code, reason] of causes) {
    assert.deepEqual([fault.code, fault.reason, fault.exit], [code, reason, 5]);
    assert.match(fault.message, /\/c'$/);
    assert.match(fault.hint, /`.+`/);
  }
  assert.match(writeFault("/a b/c", failing("ENOSPC")).hint, /df -h '\/a b'/);
});

Deno.test("a lock held by another process is waited for", posix, async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/lock`;
  const holder = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--quiet",
      `const f = Deno.openSync(Deno.args[0], {create: true, write: true}); f.lockSync(true);
       await Deno.stdout.write(new Uint8Array(1)); await Deno.stdin.read(new Uint8Array(1));`,
      path,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  assert.equal(files.lock(path, { wait: false }), undefined);
  await holder.stdin.close();
  using held = files.lock(path);
  assert.ok(held);
  reader.releaseLock();
  await holder.stdout.cancel();
  await holder.status;
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("paths have slashes on every system", () => {
  assert.equal(withSlashes("/a/b"), "/a/b");
});
