import assert from "node:assert/strict";
import { oauthAuthorization } from "../../src/adapters/oauth/authorization.ts";
import { Fault } from "../../src/kernel/fault.ts";
import { ACCOUNT, browse, startOidcServer } from "../fakes/oidc_server.ts";

const authorization = oauthAuthorization();
const how = () => ({ clientId: "workspace-cli", scope: "openid offline_access", signal: new AbortController().signal });

async function failure(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(() => assert.fail("it succeeded"), (error) => error);
  assert.ok(error instanceof Fault, String(error));
  return error;
}

Deno.test("oauth: the browser comes back with a code, which is worth a token only with our verifier", async () => {
  await using server = await startOidcServer();
  const found = await authorization.discover(server.issuer);
  assert.equal(found?.issuer, server.issuer);
  let address = "";
  let page: Awaited<ReturnType<typeof browse>> | undefined;
  let visit: Promise<void> | undefined;
  const tokens = await authorization.signInWithBrowser(found!, {
    ...how(),
    present(url) {
      address = url;
      visit = browse(url).then((last) => void (page = last));
      return Promise.resolve();
    },
  });
  await visit;
  const asked = new URL(address).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.match(asked.get("redirect_uri")!, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  assert.ok(asked.get("state")!.length >= 43);
  assert.match(page!.text, /You are signed in/);
  assert.equal(tokens.account, ACCOUNT);
  assert.ok(tokens.refreshToken && tokens.expiresAt);
  assert.ok(await server.accepts(tokens.accessToken));
});

Deno.test("oauth: an answer with another state or of another issuer is refused and not waited on", async () => {
  await using server = await startOidcServer();
  const found = await authorization.discover(server.issuer);
  const statuses: number[] = [];
  let visit: Promise<unknown> | undefined;
  const tokens = await authorization.signInWithBrowser(found!, {
    ...how(),
    async present(url) {
      const asked = new URL(url).searchParams;
      const back = asked.get("redirect_uri")!;
      for (
        const query of [
          "code=stolen&state=wrong",
          "code=stolen",
          `code=stolen&state=${asked.get("state")}&iss=${encodeURIComponent("https://other.example")}`,
          `state=${asked.get("state")}`,
        ]
      ) {
        const response = await fetch(`${back}?${query}`);
        await response.body?.cancel();
        statuses.push(response.status);
      }
      const elsewhere = await fetch(new URL("/other", back));
      await elsewhere.body?.cancel();
      statuses.push(elsewhere.status);
      visit = browse(url);
    },
  });
  await visit;
  assert.deepEqual(statuses, [400, 400, 400, 400, 404]);
  assert.ok(await server.accepts(tokens.accessToken));
});

Deno.test("oauth: who says no is told so", async () => {
  await using server = await startOidcServer();
  server.answer = "deny";
  const found = await authorization.discover(server.issuer);
  let visit: Promise<{ text: string }> | undefined;
  const denied = await failure(authorization.signInWithBrowser(found!, {
    ...how(),
    present: (url) => Promise.resolve(void (visit = browse(url))),
  }));
  assert.match((await visit!).text, /did not work/);
  assert.deepEqual([denied.code, denied.exit], ["SIGN_IN_DENIED", 7]);
});

Deno.test("oauth: a sign-in that is given up frees its port", async () => {
  await using server = await startOidcServer();
  const found = await authorization.discover(server.issuer);
  const stop = new AbortController();
  let back = "";
  await assert.rejects(
    authorization.signInWithBrowser(found!, {
      ...how(),
      signal: stop.signal,
      present(url) {
        back = new URL(url).searchParams.get("redirect_uri")!;
        queueMicrotask(() => stop.abort(new DOMException("enough", "AbortError")));
        return Promise.resolve();
      },
    }),
    { name: "AbortError" },
  );
  await assert.rejects(fetch(back));
});

Deno.test("oauth: a client that the server does not know fails with the server's words", async () => {
  await using server = await startOidcServer();
  const found = await authorization.discover(server.issuer);
  const signIn = authorization.signInWithDevice(found!, {
    ...how(),
    clientId: "unknown",
    present: () => Promise.resolve(),
  });
  const { code, reason } = await failure(signIn);
  assert.equal(code, "SIGN_IN_FAILED");
  assert.match(reason, /invalid_client/);
});
