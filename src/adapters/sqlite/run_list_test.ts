import fc from "fast-check";
import assert from "node:assert/strict";
import { RUN_STATUSES, type RunStatus } from "../../domain/workflow/model.ts";
import type { RunQuery } from "../../domain/workflow/ports.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";
import { newRun, storeFolder } from "./store_fixture.ts";

const second = (n: number) => new Date(Date.UTC(2026, 10, 20) + n * 1000).toISOString();

/** All pages of a query, one after the other. */
function allPages(store: Store, query: RunQuery, between: () => void = () => {}): string[] {
  const ids: string[] = [];
  let cursor: string | undefined;
  while (true) {
    const page = store.listRuns({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === undefined) return ids;
    cursor = page.nextCursor;
    between();
  }
}

Deno.test("lists of runs equal filtering and sorting all of them, whatever is asked", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  const run = fc.record({
    workflowId: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom(...RUN_STATUSES),
    second: fc.integer({ min: 0, max: 20 }),
  });
  const runs = fc.sample(fc.array(run, { minLength: 120, maxLength: 120 }), { seed: 42, numRuns: 1 })[0]!
    .map((each, i) => ({ ...each, id: `run-${String(i * 7919 % 1000).padStart(4, "0")}` }));
  store.transaction(() =>
    runs.forEach(({ id, workflowId, status, second: n }) =>
      store.insertRun(newRun(id, { workflowId, status, createdAt: second(n) }))
    )
  );
  const query = fc.record({
    workflowId: fc.constantFrom("a", "b", "none"),
    status: fc.subarray([...RUN_STATUSES]) as fc.Arbitrary<RunStatus[]>,
    since: fc.integer({ min: -1, max: 21 }).map(second),
    limit: fc.integer({ min: 1, max: 50 }),
  }, { requiredKeys: ["limit"] });
  fc.assert(
    fc.property(query, (given) => {
      const expected = runs
        .filter((each) => given.workflowId === undefined || each.workflowId === given.workflowId)
        .filter((each) => given.status === undefined || given.status.includes(each.status))
        .filter((each) => given.since === undefined || second(each.second) >= given.since)
        .sort((a, b) => b.second - a.second || (a.id < b.id ? 1 : -1));
      assert.deepEqual(allPages(store, given), expected.map(({ id }) => id));
    }),
    { seed: 42, numRuns: 200 },
  );
});

Deno.test("runs that begin while pages are read shift nothing", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  for (let i = 0; i < 30; i++) store.insertRun(newRun(`run-${i}`, { createdAt: second(i) }));
  let added = 100;
  const ids = allPages(store, { limit: 7 }, () => {
    store.insertRun(newRun(`run-${added}`, { createdAt: second(added++) }));
  });
  assert.deepEqual(ids, Array.from({ length: 30 }, (_, i) => `run-${29 - i}`));
});

Deno.test("pages hold 50 by default and 500 at most; a cursor of one's own making is refused", async () => {
  using folder = storeFolder();
  const store = await folder.store();
  store.transaction(() => {
    for (let i = 0; i < 510; i++) store.insertRun(newRun(`run-${i}`));
  });
  assert.equal(store.listRuns({}).items.length, 50);
  assert.equal(store.listRuns({ limit: 10_000 }).items.length, 500);
  assert.equal(store.listRuns({ status: [] }).items.length, 0);
  for (const cursor of ["x", "!", btoa('["a"]'), btoa("[1,2]")]) {
    assert.throws(() => store.listRuns({ cursor }), { code: "CURSOR_INVALID" });
  }
});
