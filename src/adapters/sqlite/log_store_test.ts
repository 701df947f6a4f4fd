import fc from "fast-check";
import assert from "node:assert/strict";
import type { LogLine } from "../../domain/workflow/model.ts";
import { storeFolder } from "./store_fixture.ts";

function line(seq: number, change: Partial<LogLine> = {}): LogLine {
  return {
    seq,
    at: new Date(Date.UTC(2026, 10, 20) + seq * 10).toISOString(),
    task: "build",
    item: null,
    attempt: 1,
    stream: "stdout",
    level: null,
    text: `line ${seq}`,
    ...change,
  };
}

Deno.test("lines come back in order, whole, from any number on", async () => {
  using folder = storeFolder();
  const logs = await folder.logs();
  const lines = Array.from({ length: 2500 }, (_, i) => line(i + 1));
  logs.append("run-1", lines);
  logs.append("run-2", [line(1, { text: "of another run" })]);
  assert.deepEqual(logs.read("run-1", { after: 0, limit: 10_000 }), lines);
  assert.deepEqual(logs.read("run-1", { after: 1498, limit: 3 }).map(({ seq }) => seq), [1499, 1500, 1501]);
  assert.deepEqual([logs.lastSeq("run-1"), logs.lastSeq("run-2"), logs.lastSeq("run-3")], [2500, 1, 0]);
  assert.deepEqual(logs.read("run-3", { after: 0, limit: 10 }), []);
  logs.remove(["run-1"]);
  assert.deepEqual([logs.lastSeq("run-1"), logs.lastSeq("run-2")], [0, 1]);
});

Deno.test("filters and tails equal those of a list, however lines were appended", async () => {
  using folder = storeFolder();
  const logs = await folder.logs();
  const task = fc.constantFrom("build", "test", null);
  const batches = fc.array(fc.array(task, { minLength: 1, maxLength: 40 }), { maxLength: 40 });
  let run = 0;
  fc.assert(
    fc.property(
      batches,
      fc.record({
        after: fc.integer({ min: 0, max: 400 }),
        limit: fc.integer({ min: 1, max: 400 }),
        count: fc.integer({ min: 0, max: 100 }),
        since: fc.integer({ min: 0, max: 400 }),
        task: fc.constantFrom("build", "test", "none"),
      }, { requiredKeys: ["after", "limit", "count"] }),
      (given, query) => {
        const runId = `run-${run++}`;
        const all: LogLine[] = [];
        for (const batch of given) {
          const lines = batch.map((each, i) => line(all.length + i + 1, { task: each }));
          all.push(...lines);
          logs.append(runId, lines);
        }
        const filter = {
          ...(query.task === undefined ? {} : { task: query.task }),
          ...(query.since === undefined ? {} : { since: line(query.since).at }),
        };
        const fitting = all.filter((each) =>
          (filter.task === undefined || each.task === filter.task) &&
          (filter.since === undefined || each.at >= filter.since)
        );
        assert.deepEqual(
          logs.read(runId, { after: query.after, limit: query.limit, ...filter }),
          fitting.filter(({ seq }) => seq > query.after).slice(0, query.limit),
        );
        const start = logs.tailStart(runId, { count: query.count, ...filter });
        assert.deepEqual(
          logs.read(runId, { after: start, limit: 10_000, ...filter }),
          query.count === 0 ? [] : fitting.slice(-query.count),
        );
      },
    ),
    { seed: 42, numRuns: 100 },
  );
});

Deno.test("a line of 10 MB and lines of any characters are kept", async () => {
  using folder = storeFolder();
  const logs = await folder.logs();
  const texts = ["x".repeat(10 * 1024 * 1024), "a\0b", "\x1b[31mred\x1b[0m \u{1F680}", ""];
  logs.append("run-1", texts.map((text, i) => line(i + 1, { text })));
  const read = logs.read("run-1", { after: 0, limit: 10 });
  assert.ok(read.every(({ text }, i) => text === texts[i]));
});

Deno.test("what another process appends is noticed", async () => {
  using folder = storeFolder();
  const writer = await folder.logs();
  const reader = await folder.logs();
  const before = reader.changes();
  writer.append("run-1", [line(1)]);
  assert.notEqual(reader.changes(), before);
  assert.equal(reader.read("run-1", { after: 0, limit: 10 }).length, 1);
});
