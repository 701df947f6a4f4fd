import assert from "node:assert/strict";
import fc from "fast-check";
import { type Group, planStarts, type QueuedRun } from "./plan_starts.ts";

const queued = (id: string, groups: Group[] = [], more: Partial<QueuedRun> = {}): QueuedRun => ({
  id,
  groups,
  isPaused: false,
  ancestors: [],
  ...more,
});
const group = (name: string, policy: Group["policy"] = "queue"): Group => ({ name, policy });

/** Ids of what a plan does. */
function planned(runs: QueuedRun[], occupied: Record<string, string[]> = {}, room = 10) {
  const taken = new Map(Object.entries(occupied).map(([name, ids]) => [name, new Set(ids)]));
  const { begin, skip, cancel } = planStarts(runs, { occupied: taken, room });
  return { begin: begin.map(({ id }) => id), skip: skip.map(({ run }) => run.id), cancel: cancel.map(({ id }) => id) };
}

Deno.test("runs begin in order as long as there is room; parts of other runs need none", () => {
  const runs = [queued("a"), queued("b"), queued("c", [], { ancestors: ["x"] }), queued("d", [], { isPaused: true })];
  assert.deepEqual(planned(runs, {}, 1).begin, ["a", "c"]);
});

Deno.test("a group lets one in, in order; a paused run holds nobody up, and a part does not wait for its whole", () => {
  const g = [group("g")];
  assert.deepEqual(planned([queued("a", g), queued("b", g)]).begin, ["a"]);
  assert.deepEqual(planned([queued("a", g), queued("b", g)], { g: ["x"] }).begin, []);
  assert.deepEqual(planned([queued("a", g, { isPaused: true }), queued("b", g)]).begin, ["b"]);
  assert.deepEqual(planned([queued("part", g, { ancestors: ["x"] })], { g: ["x"] }).begin, ["part"]);
});

Deno.test("a run that only room is missing for keeps its place in its group", () => {
  const g = [group("g")];
  assert.deepEqual(planned([queued("a", g), queued("b", g, { ancestors: ["x"] })], {}, 0).begin, []);
});

Deno.test("skip gives way, cancel-running takes the place of what runs and of what waits in front", () => {
  assert.deepEqual(planned([queued("a", [group("g", "skip")])], { g: ["x"] }), { begin: [], skip: ["a"], cancel: [] });
  const taking = queued("b", [group("g", "cancel-running")]);
  assert.deepEqual(planned([queued("a", [group("g")]), taking], { g: ["x"] }).cancel, ["x", "a"]);
  assert.deepEqual(planned([queued("a", [group("g")]), taking]), { begin: [], skip: [], cancel: ["a"] });
  assert.deepEqual(planned([taking]).begin, ["b"]);
});

Deno.test("whatever is queued: one of a group begins at most, only where nobody is, and no more than there is room for", () => {
  const names = ["g", "h"];
  const policy = fc.constantFrom("queue", "skip", "cancel-running" as const) as fc.Arbitrary<Group["policy"]>;
  const groups = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }).chain((found) =>
    policy.map((each) => found.map((name) => group(name, each)))
  );
  const run = fc.record({ groups, isPaused: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 12 }),
      fc.subarray(names),
      fc.nat(5),
      (runs, busy, room) => {
        const line = runs.map((each, i) => queued(`run-${i}`, each.groups, { isPaused: each.isPaused }));
        const occupied = new Map(busy.map((name) => [name, new Set([`in-${name}`])]));
        const { begin, skip, cancel } = planStarts(line, { occupied, room });
        assert.ok(begin.length <= room);
        for (const name of names) {
          const inGroup = begin.filter((each) => each.groups.some((of) => of.name === name));
          assert.ok(inGroup.length <= (busy.includes(name) ? 0 : 1), `group ${name}`);
        }
        const gone = new Set([...skip.map((each) => each.run.id), ...cancel.map(({ id }) => id)]);
        assert.ok(begin.every(({ id, isPaused }) => !gone.has(id) && !isPaused));
        if (line.some(({ isPaused }) => !isPaused) && busy.length === 0 && room > 0) {
          assert.ok(begin.length + cancel.length > 0, "something always moves");
        }
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});
