import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { newRun, newVersion, storeFolder, taskState } from "./store_fixture.ts";

const posix = { ignore: Deno.build.os === "windows" };

Deno.test("changes by other connections and by this one are noticed; reading is no change", async () => {
  using folder = storeFolder();
  const mine = await folder.store();
  const other = await folder.store();
  const start = mine.changes();
  mine.listRuns({});
  assert.equal(mine.changes(), start);
  other.setMeta("a", "1");
  const afterOther = mine.changes();
  assert.notEqual(afterOther, start);
  mine.setMeta("a", "2");
  assert.notEqual(mine.changes(), afterOther);
});

Deno.test("a transaction is all or nothing, and so is one within another", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const other = await folder.store();
  assert.throws(
    () =>
      store.transaction(() => {
        store.insertRun(newRun("run-1"));
        assert.equal(other.findRun("run-1"), undefined, "nobody sees what is not committed");
        throw new RangeError("in the middle");
      }),
    RangeError,
  );
  assert.equal(store.findRun("run-1"), undefined);
  const result = store.transaction(() => {
    store.insertRun(newRun("run-2"));
    assert.throws(() =>
      store.transaction(() => {
        store.insertRun(newRun("run-3"));
        throw new RangeError("inside");
      }), RangeError);
    store.transaction(() => store.insertRun(newRun("run-4")));
    return "done";
  });
  assert.equal(result, "done");
  assert.deepEqual(other.runIds("", 10), ["run-4", "run-2"]);
});

Deno.test("a store that another process keeps locked is a fault, and works again afterwards", async () => {
  using folder = storeFolder();
  const holder = await folder.store();
  const store = await folder.store({ lockLimitMilliseconds: 20 });
  holder.transaction(() => {
    holder.setMeta("a", "1");
    assert.throws(() => store.setMeta("b", "1"), { code: "STORE_LOCKED", exit: 5 });
    assert.equal(store.getMeta("a"), undefined, "reading goes on");
  });
  store.setMeta("b", "1");
  assert.equal(holder.getMeta("b"), "1");
});

Deno.test("a store of a newer layout is read and not written", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.addVersion(newVersion());
  const newer = new DatabaseSync(`${folder.path}/state.db`);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  assert.throws(() => store.setMeta("a", "1"), { code: "STORE_NEWER" }, "one that was open before");
  const opened = await folder.store();
  assert.equal(opened.findWorkflow("nightly")!.name, "Nightly");
  assert.throws(() => opened.insertRun(newRun("run-1")), { code: "STORE_NEWER" });
});

Deno.test("what is no database, or is cut off, is a fault that names the file", async () => {
  using folder = storeFolder();
  Deno.mkdirSync(folder.path);
  Deno.writeTextFileSync(`${folder.path}/state.db`, "this is a text. ".repeat(500));
  await assert.rejects(folder.store(), (error: { code: string; message: string }) => {
    assert.equal(error.code, "STORE_DAMAGED");
    assert.match(error.message, /state\.db/);
    return true;
  });
});

Deno.test("a full disk is a fault, nothing is half written, and the store works once there is room", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.insertRun(newRun("run-1"));
  const limit = (pages: number) => {
    // The limit is the connection's own: it is set on the one that the store has, by the statement it would never run.
    const original = DatabaseSync.prototype.prepare;
    DatabaseSync.prototype.prepare = function (sql: string) {
      if (sql.startsWith("SELECT value FROM meta")) this.exec(`PRAGMA max_page_count = ${pages}`);
      return original.call(this, sql);
    };
    try {
      store.getMeta("any");
    } finally {
      DatabaseSync.prototype.prepare = original;
    }
  };
  limit(1);
  assert.throws(() =>
    store.transaction(() => {
      store.updateRun("run-1", { status: "RUNNING" });
      store.putTasks("run-1", [taskState("first", { output: { text: "x".repeat(1 << 20) } })]);
    }), { code: "DISK_FULL", exit: 5 });
  assert.equal(store.findRun("run-1")!.status, "PENDING");
  assert.deepEqual(store.listTasks("run-1"), []);
  store.updateRun("run-1", { status: "RUNNING" });
});

Deno.test("folder and files are the user's alone, whatever they were", posix, async () => {
  using folder = storeFolder();
  Deno.mkdirSync(folder.path, { mode: 0o755 });
  Deno.writeTextFileSync(`${folder.path}/state.db`, "", { mode: 0o644 });
  const store = await folder.store();
  store.setMeta("a", "1");
  (await folder.logs()).append("run-1", []);
  const modes = [...Deno.readDirSync(folder.path)].map((
    { name },
  ) => [name, Deno.statSync(`${folder.path}/${name}`).mode! & 0o777]);
  assert.deepEqual(
    modes.sort(),
    ["log.db", "log.db-shm", "log.db-wal", "state.db", "state.db-shm", "state.db-wal"].map((name) => [name, 0o600]),
  );
  assert.equal(Deno.statSync(folder.path).mode! & 0o777, 0o700);
});

Deno.test("a folder of another user is refused, with a store in it or without, and nothing is left in it", {
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
}, async () => {
  using folder = storeFolder();
  Deno.mkdirSync(folder.path);
  Deno.chownSync(folder.path, 12345, 12345);
  await assert.rejects(folder.store(), { code: "STORE_UNSAFE" });
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  Deno.writeTextFileSync(`${folder.path}/state.db`, "");
  await assert.rejects(folder.store(), { code: "STORE_UNSAFE" });
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["state.db"]);
});

Deno.test("a folder that cannot be made is a fault of files", async () => {
  using folder = storeFolder();
  Deno.writeTextFileSync(folder.path, "a file in its place");
  await assert.rejects(folder.store(), { code: "FILE_UNWRITABLE" });
});

Deno.test("long texts, and texts of any characters, come back as they were", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const long = "ä".repeat(10 * 1024 * 1024);
  const odd = "a\0b 'quoted' \u{1F600} \u202e \uFFFF";
  store.addVersion(newVersion({ source: { format: "yaml", text: long }, name: odd, description: odd }));
  store.setMeta(odd, odd);
  store.insertRun(newRun("run-1", { input: { odd }, reason: odd }));
  assert.ok(store.findVersion("nightly")!.source.text === long);
  assert.deepEqual([store.findWorkflow("nightly")!.name, store.getMeta(odd)], [odd, odd]);
  assert.deepEqual([store.findRun("run-1")!.input, store.findRun("run-1")!.reason], [{ odd }, odd]);
});
