import assert from "node:assert/strict";
import { isFault } from "../../src/kernel/fault.ts";
import type { Files } from "../../src/kernel/ports.ts";

/** A file system to test, with an absolute, existing, empty folder in it. */
export interface FilesUnderTest extends Disposable {
  files: Files;
  folder: string;
}

const faultWith = (code: string) => (error: unknown) => isFault(error, code);

/** What every `Files` promises; run against the real one and every stand-in. */
export function testFiles(subject: string, open: () => FilesUnderTest): void {
  const test = (name: string, check: (files: Files, folder: string) => void) =>
    Deno.test(`${subject}: ${name}`, () => {
      using opened = open();
      check(opened.files, opened.folder);
    });

  test("reads back text and bytes as they were written", (files, folder) => {
    const text = "\uFEFFgrün 🦕\r\nzwei\n";
    files.write(`${folder}/a.txt`, text);
    assert.equal(files.readText(`${folder}/a.txt`), text);
    assert.deepEqual(files.readBytes(`${folder}/a.txt`), new TextEncoder().encode(text));
    files.write(`${folder}/a.bin`, Uint8Array.of(0, 255, 10));
    assert.deepEqual(files.readBytes(`${folder}/a.bin`), Uint8Array.of(0, 255, 10));
  });

  test("gives undefined for what is not there", (files, folder) => {
    files.write(`${folder}/file`, "");
    for (const path of [`${folder}/none`, `${folder}/none/deeper`, `${folder}/file/deeper`]) {
      assert.equal(files.readText(path), undefined);
      assert.equal(files.readBytes(path), undefined);
      assert.equal(files.list(path), undefined);
      assert.equal(files.kindOf(path), undefined);
      assert.equal(files.realPath(path), undefined);
    }
  });

  test("refuses to read a folder as a file", (files, folder) => {
    assert.throws(() => files.readText(folder), faultWith("FILE_UNREADABLE"));
    assert.throws(() => files.readBytes(folder), faultWith("FILE_UNREADABLE"));
  });

  test("replaces a file and makes the folders above it", (files, folder) => {
    files.write(`${folder}/x/y/z.json`, "1");
    files.write(`${folder}/x/y/z.json`, "22");
    assert.equal(files.readText(`${folder}/x/y/z.json`), "22");
    assert.equal(files.kindOf(`${folder}/x/y`), "directory");
    assert.equal(files.kindOf(`${folder}/x/y/z.json`), "file");
    assert.deepEqual(files.list(`${folder}/x/y`), [{ name: "z.json", kind: "file" }]);
  });

  test("stages a content beside the file, to take its place or to be given up", (files, folder) => {
    files.write(`${folder}/file`, "old");
    files.stage(`${folder}/file`, "no").discard();
    assert.deepEqual(files.list(folder), [{ name: "file", kind: "file" }]);
    const staged = files.stage(`${folder}/file`, "new");
    assert.equal(files.readText(`${folder}/file`), "old");
    staged.place();
    assert.equal(files.readText(`${folder}/file`), "new");
    assert.deepEqual(files.list(folder), [{ name: "file", kind: "file" }]);
  });

  test("never replaces a folder by a file", (files, folder) => {
    files.makeDirectory(`${folder}/kept`);
    assert.throws(() => files.write(`${folder}/kept`, "x"), faultWith("FILE_UNWRITABLE"));
    assert.deepEqual(files.list(folder), [{ name: "kept", kind: "directory" }]);
  });

  test("with createOnly refuses a file that is there and leaves nothing behind", (files, folder) => {
    files.write(`${folder}/new`, "first", { createOnly: true });
    assert.throws(() => files.write(`${folder}/new`, "second", { createOnly: true }), faultWith("FILE_EXISTS"));
    assert.equal(files.readText(`${folder}/new`), "first");
    assert.deepEqual(files.list(folder), [{ name: "new", kind: "file" }]);
  });

  test("lists entries by name with their kinds", (files, folder) => {
    for (const name of ["b", "a", "C", ".d"]) files.write(`${folder}/${name}`, "");
    files.makeDirectory(`${folder}/aa`);
    assert.deepEqual(files.list(folder), [
      { name: ".d", kind: "file" },
      { name: "C", kind: "file" },
      { name: "a", kind: "file" },
      { name: "aa", kind: "directory" },
      { name: "b", kind: "file" },
    ]);
  });

  test("makes folders, also those that are there", (files, folder) => {
    files.makeDirectory(`${folder}/one/two`);
    files.makeDirectory(`${folder}/one/two`);
    assert.equal(files.kindOf(`${folder}/one/two`), "directory");
    assert.equal(files.realPath(`${folder}/one/../one/two`), files.realPath(`${folder}/one/two`));
  });

  test("removes files, and does not mind one that is not there", (files, folder) => {
    files.write(`${folder}/a`, "");
    files.remove(`${folder}/a`);
    files.remove(`${folder}/a`);
    assert.deepEqual(files.list(folder), []);
    files.makeDirectory(`${folder}/sub`);
    assert.throws(() => files.remove(`${folder}/sub`), faultWith("FILE_UNWRITABLE"));
  });

  test("removes a folder only when it is empty", (files, folder) => {
    files.write(`${folder}/sub/a`, "");
    files.removeEmptyDirectory(`${folder}/sub`);
    assert.equal(files.kindOf(`${folder}/sub`), "directory");
    files.remove(`${folder}/sub/a`);
    files.removeEmptyDirectory(`${folder}/sub`);
    files.removeEmptyDirectory(`${folder}/sub`);
    assert.equal(files.kindOf(`${folder}/sub`), undefined);
  });

  test("gives a lock to one holder at a time", (files, folder) => {
    const path = `${folder}/locks/one.lock`;
    const held = files.lock(path);
    assert.ok(held);
    assert.equal(files.lock(path, { wait: false }), undefined);
    using other = files.lock(`${folder}/locks/other.lock`, { wait: false });
    assert.ok(other);
    held[Symbol.dispose]();
    held[Symbol.dispose]();
    using again = files.lock(path, { wait: false });
    assert.ok(again);
  });
}
