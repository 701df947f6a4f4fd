import assert from "node:assert/strict";
import { credentialName } from "./credential.ts";
import type { ChosenContext } from "./model.ts";
import type { Authorization, Credentials, TokenSet } from "./ports.ts";
import { LOCAL_CONTEXT } from "./read_contexts.ts";
import { type TokenParts, tokensOf } from "./tokens.ts";

const TEAM = { ...LOCAL_CONTEXT, name: "team", server: "https://team.example" };

function parts(stored: Record<string, unknown> | undefined, refresh: () => Promise<TokenSet | undefined>) {
  let value = stored && JSON.stringify({ kind: "oauth", origin: "https://team.example", ...stored });
  const locks = { held: 0, taken: 0 };
  const credentials: Credentials = {
    get: (name) => Promise.resolve(name === credentialName("team") ? value : undefined),
    set: (_, next) => Promise.resolve(void (value = next)),
    delete: () => Promise.resolve(true),
    where: () => Promise.resolve("memory"),
  };
  const found: TokenParts = {
    credentials: () => Promise.resolve(credentials),
    authorization: () => Promise.resolve({ refresh } as unknown as Authorization),
    clock: { now: () => Temporal.Instant.from("2026-01-01T00:00:00Z") },
    lock() {
      locks.held++;
      locks.taken++;
      return { [Symbol.dispose]: () => void locks.held-- };
    },
  };
  return { parts: found, locks, kept: () => JSON.parse(value!) };
}

const chosen = (change: Partial<ChosenContext> = {}): ChosenContext => ({
  context: TEAM,
  chosenBy: "test",
  token: undefined,
  ...change,
});
const never = () => assert.fail("nobody is to be asked");
const RENEWABLE = { token: "old", refreshToken: "r1", tokenEndpoint: "https://team.example/token", clientId: "c" };

Deno.test("a token that was given is used as it is; without a server there is none", async () => {
  const given = tokensOf(chosen({ token: { value: "t", source: "--token" } }), {
    ...parts(undefined, never).parts,
    credentials: never,
  });
  assert.deepEqual([await given.current(), await given.renew("t")], ["t", undefined]);
  const local = tokensOf(chosen({ context: LOCAL_CONTEXT }), { ...parts(undefined, never).parts, credentials: never });
  assert.deepEqual([await local.current(), await local.renew("t")], [undefined, undefined]);
});

Deno.test("who has stored nothing, or has no place for it, has no token", async () => {
  const nothing = parts(undefined, never);
  for (const each of [nothing.parts, { ...nothing.parts, credentials: () => Promise.resolve(undefined) }]) {
    const tokens = tokensOf(chosen(), each);
    assert.deepEqual([await tokens.current(), await tokens.renew("t")], [undefined, undefined]);
  }
});

Deno.test("an API key is not renewed, nor is a token without what renews it", async () => {
  const { parts: given } = parts({ token: "key", expiresAt: "2025-01-01T00:00:00Z" }, never);
  const tokens = tokensOf(chosen(), given);
  assert.deepEqual([await tokens.current(), await tokens.renew("key")], ["key", undefined]);
});

Deno.test("a token is renewed under the lock half a minute before it expires, and keeps what did not change", async () => {
  const fresh: TokenSet = {
    accessToken: "new",
    refreshToken: undefined,
    expiresAt: undefined,
    scope: undefined,
    account: undefined,
  };
  for (const [expiresAt, token] of [["2026-01-01T00:00:29Z", "new"], ["2026-01-01T00:00:31Z", "old"]] as const) {
    const open = parts({ ...RENEWABLE, expiresAt, account: "ada" }, () => Promise.resolve(fresh));
    const tokens = tokensOf(chosen(), open.parts);
    assert.equal(await tokens.current(), token);
    assert.equal(await tokens.current(), token);
    assert.deepEqual([open.locks.held, open.locks.taken], [0, token === "new" ? 1 : 0]);
    if (token === "old") continue;
    const { expiresAt: end, ...kept } = open.kept();
    assert.deepEqual([kept.refreshToken, kept.account, end], ["r1", "ada", undefined]);
  }
});

Deno.test("a server that cannot be reached while a token is renewed is told; one that refuses leaves the old token", async () => {
  const gone = Object.assign(new TypeError("gone"), { code: "AUTHORIZATION_UNREACHABLE" });
  const lost = parts({ ...RENEWABLE, expiresAt: "2025-01-01T00:00:00Z" }, () => Promise.reject(gone));
  await assert.rejects(tokensOf(chosen(), lost.parts).current(), gone);
  assert.equal(lost.locks.held, 0);
  const refused = parts({ ...RENEWABLE, expiresAt: "2025-01-01T00:00:00Z" }, () => Promise.resolve(undefined));
  assert.equal(await tokensOf(chosen(), refused.parts).current(), "old");
});
