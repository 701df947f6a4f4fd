import assert from "node:assert/strict";
import { storeFolder } from "../../../adapters/sqlite/store_fixture.ts";
import { pageLinks } from "./page_links.ts";

Deno.test("links to the page: each is good once, for five minutes, and the store does not have its key", async () => {
  using files = storeFolder();
  const store = await files.store();
  let now = Temporal.Instant.from("2026-01-01T00:00:00Z");
  let count = 0;
  const links = pageLinks({
    store,
    clock: { now: () => now },
    actor: { name: "ada", origin: "local" },
    random: (length) => String(++count).padStart(length, "k"),
  });
  const [first, second] = [await links.create(), await links.create()];
  assert.deepEqual([first.key.length, first.expiresAt], [43, "2026-01-01T00:05:00Z"]);
  assert.ok(!store.getMeta("page-links")!.includes(first.key));
  assert.equal(await links.redeem("guessed"), undefined);
  const used = await Promise.all([links.redeem(second.key), links.redeem(second.key)]);
  assert.deepEqual(used.filter((each) => each !== undefined), [{ name: "ada" }]);
  now = now.add({ minutes: 5 });
  assert.equal(await links.redeem(first.key), undefined);
  await links.create();
  assert.equal(JSON.parse(store.getMeta("page-links")!).length, 1);
  const actions = store.listAudit({}).items.map(({ action, actor }) => `${action} ${actor}`);
  assert.deepEqual(actions.sort(), [...Array(3).fill("page_link.create ada"), "page_link.use ada"]);
});
