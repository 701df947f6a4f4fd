import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import { programFile } from "./program_file.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A program in a folder of its own; `windows` has the adapter go the way of that system. */
function place(windows: boolean) {
  const folder = Deno.makeTempDirSync({ prefix: "program-file-" });
  const path = `${folder}/workspace`;
  Deno.writeTextFileSync(path, "old");
  return {
    path,
    file: programFile({ path, windows }),
    read: () => Object.fromEntries(names().map((name) => [name, Deno.readTextFileSync(`${folder}/${name}`)])),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };

  function names(): string[] {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  }
}

for (const windows of Deno.build.os === "windows" ? [true] : [false, true]) {
  const how = windows ? "by setting the old binary aside" : "by renaming over it";

  Deno.test(`a program is replaced ${how}, and restored`, () => {
    using program = place(windows);
    const staged = program.file.stage(encode("new"));
    assert.equal(program.read().workspace, "old");
    const { restore } = staged.place();
    assert.deepEqual(program.read(), { workspace: "new", "workspace.old": "old" });
    restore();
    assert.equal(program.read().workspace, "old");
  });

  Deno.test(`what an earlier update kept gives way to what this one replaces, ${how}`, () => {
    using program = place(windows);
    for (const content of ["second", "third"]) program.file.stage(encode(content)).place();
    assert.deepEqual(program.read(), { workspace: "third", "workspace.old": "second" });
    program.file.findKept()!.place();
    assert.deepEqual(program.read(), { workspace: "second", "workspace.old": "third" });
  });

  Deno.test(`where the new binary has gone, the old one stays, ${how}`, () => {
    using program = place(windows);
    const staged = program.file.stage(encode("new"));
    staged.discard();
    assert.throws(() => staged.place(), (error) => isFault(error, "FILE_UNWRITABLE"));
    assert.deepEqual(program.read(), { workspace: "old" });
  });

  Deno.test(`one update at a time takes the program, ${how}`, () => {
    using program = place(windows);
    const other = programFile({ path: program.path, windows });
    const lock = program.file.lock();
    assert.ok(lock);
    assert.equal(other.lock(), undefined);
    lock[Symbol.dispose]();
    other.lock()![Symbol.dispose]();
  });
}

Deno.test({
  name: "the new binary is executable, as the old one was and at least for its owner",
  ignore: Deno.build.os === "windows",
  fn() {
    using program = place(false);
    for (const [mode, expected] of [[0o755, 0o755], [0o600, 0o700], [0o711, 0o711]] as const) {
      Deno.chmodSync(program.path, mode);
      const staged = program.file.stage(encode("new"));
      assert.equal(Deno.statSync(staged.path).mode! & 0o777, expected);
      staged.discard();
    }
  },
});

Deno.test("what an update left that was killed is removed by the next one, and nothing else is", () => {
  using program = place(false);
  const folder = program.path.replace(/\/workspace$/, "");
  for (const name of [".workspace.0123abcd.new", ".workspace.0123abcd.tmp", ".workspace.new", "other.0123abcd.tmp"]) {
    Deno.writeTextFileSync(`${folder}/${name}`, "");
  }
  using _lock = program.file.lock();
  assert.deepEqual(Object.keys(program.read()), [".workspace.new", "other.0123abcd.tmp", "workspace"]);
});

Deno.test("a folder that is not there, or that is a file, cannot be written", () => {
  using program = place(false);
  const nowhere = programFile({ path: `${program.path}/below`, windows: false });
  assert.throws(() => nowhere.checkWritable(), (error) => isFault(error, "FILE_UNWRITABLE"));
  assert.throws(() => nowhere.stage(encode("new")), (error) => isFault(error, "FILE_UNWRITABLE"));
  assert.equal(nowhere.findKept(), undefined);
});
