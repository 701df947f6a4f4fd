import assert from "node:assert/strict";
import { storeFolder } from "../../../adapters/sqlite/store_fixture.ts";
import { tokens } from "./tokens.ts";

/** Tokens over a real store, with a clock that is set by hand. */
async function opened() {
  const folder = storeFolder();
  const store = await folder.store();
  let now = Temporal.Instant.from("2026-11-20T10:00:30Z");
  let count = 0;
  return {
    store,
    later: (duration: Temporal.DurationLike) => now = now.add(duration),
    tokens: tokens({
      store,
      clock: { now: () => now },
      actor: { name: "ada", origin: "local" },
      random: (length) => String(++count).padStart(length, "x"),
    }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

Deno.test("a token is shown once, kept as a hash, and known again", async () => {
  using open = await opened();
  const { token, secret } = await open.tokens.create({ name: "ci", scopes: ["run", "run"] });
  assert.match(secret, /^wst_\w{43}$/);
  assert.deepEqual(token.scopes, ["run"]);
  assert.ok(!JSON.stringify([open.tokens.list(), open.store.listAudit({})]).includes(secret));
  const verified = await open.tokens.verify(secret);
  assert.equal(verified.kind === "valid" && verified.token.name, "ci");
  assert.equal((await open.tokens.verify(`${secret}x`)).kind, "unknown");
  assert.equal((await open.tokens.verify(secret.slice(4))).kind, "unknown");
  assert.deepEqual(open.store.listAudit({}).items.map(({ action, target, actor }) => [action, target, actor]), [
    ["token.create", "ci", "ada"],
  ]);
});

Deno.test("a token that has expired or was revoked lets nobody in; its name is free again", async () => {
  using open = await opened();
  const { secret } = await open.tokens.create({ name: "ci", scopes: ["run"], expiresAt: "2026-11-20T11:00:00Z" });
  await assert.rejects(open.tokens.create({ name: "ci", scopes: ["run"] }), { code: "TOKEN_NAME_TAKEN" });
  await assert.rejects(open.tokens.create({ name: "old", scopes: ["run"], expiresAt: "2026-11-20T10:00:00Z" }), {
    code: "TOKEN_EXPIRY_PAST",
  });
  open.later({ minutes: 60 });
  assert.equal((await open.tokens.verify(secret)).kind, "expired");
  assert.equal(open.tokens.revoke("ci").revoked, true);
  assert.equal(open.tokens.revoke("ci").revoked, true);
  assert.equal((await open.tokens.verify(secret)).kind, "revoked");
  assert.throws(() => open.tokens.revoke("cj"), { code: "TOKEN_NOT_FOUND", hint: "Did you mean 'ci'?" });
  const { token } = await open.tokens.create({ name: "ci", scopes: ["read"] });
  assert.equal(open.tokens.revoke(token.id).id, token.id);
  const revoked = open.store.listAudit({}).items.filter(({ action }) => action === "token.revoke");
  assert.equal(revoked.length, 2, "revoking again is no change");
});

Deno.test("the last use is noted to the minute, without writing at each use", async () => {
  using open = await opened();
  const { secret } = await open.tokens.create({ name: "ci", scopes: ["run"] });
  await open.tokens.verify(secret);
  assert.equal(open.tokens.list()[0]!.lastUsedAt, "2026-11-20T10:00:00.000Z");
  const before = open.store.changes();
  open.later({ seconds: 20 });
  await open.tokens.verify(secret);
  assert.equal(open.store.changes(), before);
  open.later({ seconds: 40 });
  await open.tokens.verify(secret);
  assert.equal(open.tokens.list()[0]!.lastUsedAt, "2026-11-20T10:01:00.000Z");
});
