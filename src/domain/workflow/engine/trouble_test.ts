import assert from "node:assert/strict";
import { DISK_FULL } from "../../../adapters/files/faults.ts";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";
import { STORE_LOCKED } from "../faults.ts";
import type { LogLine } from "../model.ts";
import { LINE_LIMIT, LogBook } from "./log_book.ts";

Deno.test("while the store is locked or the disk is full, the engine waits and loses nothing", async () => {
  for (const trouble of [STORE_LOCKED({ path: "state.db" }), DISK_FULL({ path: "state.db", problem: "" })]) {
    using world = await World.open();
    const { transaction } = world.store;
    let isStuck = false;
    world.store.transaction = (work) => {
      if (!isStuck) return transaction(work);
      throw trouble;
    };
    const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })]));
    world.behave = ({ task }) => {
      if (task === "a") isStuck = true;
      return {};
    };
    world.start();
    await world.advance(30_000);
    assert.deepEqual(world.keys(), ["a#1"]);
    assert.deepEqual(world.tasks(id), { a: "RUNNING", b: "PENDING" });
    isStuck = false;
    assert.equal((await world.until(id)).status, "SUCCESS");
    assert.deepEqual(world.keys(), ["a#1", "b#1"]);
    assert.deepEqual(world.messages, [
      `error: ${trouble.message}; trying again until it can be written`,
      "info: The store can be written again",
    ]);
  }
});

Deno.test("a store that cannot be read for a while holds nothing up for good", async () => {
  using world = await World.open();
  const { listOrders } = world.store;
  let isStuck = true;
  world.store.listOrders = () => {
    if (isStuck) throw STORE_LOCKED({ path: "state.db" });
    return listOrders();
  };
  const once = <T extends (...args: never[]) => unknown>(read: T): T => {
    let isFirst = true;
    return ((...args: never[]) => {
      if (!isFirst) return read(...args);
      isFirst = false;
      throw STORE_LOCKED({ path: "state.db" });
    }) as T;
  };
  const id = world.create(flow([shell("a")]));
  world.store.readJournal = once(world.store.readJournal);
  world.start();
  await world.advance(1000);
  isStuck = false;
  assert.equal((await world.until(id)).status, "SUCCESS");
});

Deno.test("a change that the store refuses ends its own run only", async () => {
  using world = await World.open();
  const { putJournal } = world.store;
  const bad = world.create(flow([shell("bad")], { id: "bad" }));
  const good = world.create(flow([shell("good")], { id: "good" }));
  world.store.putJournal = (id, entry) => {
    if (id === bad) throw new TypeError("no such thing");
    putJournal(id, entry);
  };
  world.start();
  assert.equal((await world.until(good)).status, "SUCCESS");
  const run = await world.until(bad);
  assert.deepEqual([run.status, run.error?.code], ["FAILED", "INTERNAL"]);
  assert.ok(world.messages.includes("error: A change could not be stored: no such thing"));
});

Deno.test("lines of attempts go to the log in order, with who said them", async () => {
  using world = await World.open();
  world.behave = () => ({ lines: ["one", "two"] });
  const id = world.create(flow([shell("a"), shell("b", { needs: ["a"] })]));
  world.start();
  await world.until(id);
  const lines = world.logs.read(id, { after: 0, limit: 100 });
  assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, i) => i + 1));
  assert.deepEqual(lines.map(({ task, stream, text }) => [task, stream, text]), [
    [null, "system", "Runs flow 1.0.0"],
    ["a", "stdout", "one"],
    ["a", "stdout", "two"],
    ["b", "stdout", "one"],
    ["b", "stdout", "two"],
    [null, "system", "SUCCESS"],
  ]);
});

/** A log book over a store in memory that can be made to fail. */
function bookWith(append: (lines: readonly LogLine[]) => void) {
  const planned: (() => void)[] = [];
  const messages: string[] = [];
  const say = (text: string) => void messages.push(text);
  const book = new LogBook({
    logs: { append: (_: string, lines: readonly LogLine[]) => append(lines), lastSeq: () => 0 } as never,
    clock: { now: () => Temporal.Instant.fromEpochMilliseconds(0) },
    timers: {
      after(_, call) {
        planned.push(call);
        return { [Symbol.dispose]: () => void planned.splice(planned.indexOf(call) >>> 0, 1) };
      },
    },
    log: { error: say, warn: say, info: say, debug: say, trace: say },
  });
  const line = (text: string) => ({ task: "a", item: null, attempt: 1, stream: "stdout", level: null, text } as const);
  return { book, planned, messages, line };
}

Deno.test("a line of ten megabytes is cut and says so", () => {
  const written: LogLine[] = [];
  const { book, line } = bookWith((lines) => written.push(...lines));
  book.add("run", line("x".repeat(10_000_000)));
  book.flush();
  assert.ok(written[0]!.text.length < LINE_LIMIT + 100);
  assert.match(written[0]!.text, / … \(9934464 more characters were cut\)$/);
});

Deno.test("a million lines never wait in memory all together", () => {
  let most = 0;
  let count = 0;
  const { book, line } = bookWith((lines) => {
    most = Math.max(most, lines.length);
    count += lines.length;
  });
  for (let i = 0; i < 1_000_000; i++) book.add("run", line("a line of some length"));
  book.flush();
  assert.equal(count, 1_000_000);
  assert.ok(most < 20_000, String(most));
});

Deno.test("lines that cannot be written are kept up to a limit, and what is lost is told", () => {
  const written: LogLine[] = [];
  let isFull = true;
  const { book, planned, messages, line } = bookWith((lines) => {
    if (isFull) throw DISK_FULL({ path: "log.db", problem: "" });
    written.push(...lines);
  });
  for (let i = 0; i < 200; i++) book.add("run", line("x".repeat(50_000)));
  assert.equal(messages.length, 1);
  isFull = false;
  planned.shift()!();
  assert.ok(written.length > 100 && written.length < 200);
  assert.equal(written.at(-1)!.text, `${201 - written.length} lines were lost: the log could not be written`);
  assert.deepEqual(written.map(({ seq }) => seq), written.map((_, i) => i + 1));
});
