import assert from "node:assert/strict";
import { oauthAuthorization } from "../../src/adapters/oauth/authorization.ts";
import type { DeviceCode } from "../../src/domain/workflow/contexts/ports.ts";
import { Fault } from "../../src/kernel/fault.ts";
import { ACCOUNT, browse, startOidcServer } from "../fakes/oidc_server.ts";

/** Pauses end at once here, and are noted. */
function device() {
  const pauses: number[] = [];
  const pause = (milliseconds: number) => {
    pauses.push(milliseconds);
    return new Promise<void>((resolve) => setTimeout(resolve, 1));
  };
  return { authorization: oauthAuthorization({ pause }), pauses };
}

const how = () => ({ clientId: "workspace-cli", scope: "openid offline_access", signal: new AbortController().signal });

Deno.test("oauth: a code entered on another device signs in", async () => {
  const { authorization } = device();
  await using server = await startOidcServer();
  const found = await authorization.discover(server.issuer);
  let shown: DeviceCode | undefined;
  const tokens = await authorization.signInWithDevice(found!, {
    ...how(),
    async present(code) {
      shown = code;
      const last = await browse(code.completeUrl!);
      assert.equal(last.status, 200);
    },
  });
  assert.match(shown!.code, /^[A-Z-]+$/);
  assert.equal(shown!.url, `${server.issuer}/device`);
  assert.equal(tokens.account, ACCOUNT);
  assert.ok(await server.accepts(tokens.accessToken));
});

Deno.test("oauth: it is asked again until somebody has entered the code, and a denial ends it", async () => {
  const { authorization } = device();
  await using server = await startOidcServer();
  server.answer = "deny";
  const found = await authorization.discover(server.issuer);
  const asked = () => server.requests.filter((each) => each === "POST /token").length;
  let before = 0;
  const signIn = authorization.signInWithDevice(found!, {
    ...how(),
    present(code) {
      // The user comes once it was asked twice.
      const wait = async () => {
        while (asked() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        before = asked();
        await browse(code.completeUrl!);
      };
      visit = wait();
      return Promise.resolve();
    },
  });
  let visit: Promise<void> | undefined;
  const error = await signIn.then(() => assert.fail("it succeeded"), (error) => error);
  await visit;
  assert.ok(error instanceof Fault && error.code === "SIGN_IN_DENIED", String(error));
  assert.ok(before >= 2);
});

/** An authorization server that answers with what it is given, one after the other. */
function scripted(answers: { status: number; body: unknown }[]) {
  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    await request.text();
    const { pathname } = new URL(request.url);
    if (pathname === "/device") {
      return Response.json({
        device_code: "d",
        user_code: "AB-CD",
        verification_uri: "https://x.example/",
        interval: 1,
        expires_in: 60,
      });
    }
    const { status, body } = answers.shift()!;
    return Response.json(body, { status });
  });
  const issuer = `http://127.0.0.1:${listener.addr.port}`;
  const server = {
    issuer,
    tokenEndpoint: `${issuer}/token`,
    deviceEndpoint: `${issuer}/device`,
    authorizationEndpoint: undefined,
    revocationEndpoint: undefined,
    userInfoEndpoint: undefined,
    scopes: undefined,
  };
  return { server, [Symbol.asyncDispose]: () => listener.shutdown() };
}

const pending = { status: 400, body: { error: "authorization_pending" } };
const given = { status: 200, body: { access_token: "a", token_type: "Bearer" } };

Deno.test("oauth: slow_down makes the questions five seconds rarer from then on", async () => {
  const { authorization, pauses } = device();
  await using double = scripted([{ status: 400, body: { error: "slow_down" } }, pending, given]);
  const tokens = await authorization.signInWithDevice(double.server, { ...how(), present: () => Promise.resolve() });
  assert.equal(tokens.accessToken, "a");
  assert.equal(tokens.expiresAt, undefined);
  assert.deepEqual(pauses, [1000, 6000, 6000]);
});

Deno.test("oauth: codes that expire, and servers without the flow, are told apart", async () => {
  const { authorization } = device();
  await using double = scripted([{ status: 400, body: { error: "expired_token" } }]);
  const present = () => Promise.resolve();
  const code = (promise: Promise<unknown>) => promise.then(() => "none", (error) => `${error.code} ${error.exit}`);
  assert.equal(
    await code(authorization.signInWithDevice(double.server, { ...how(), present })),
    "SIGN_IN_TIMED_OUT 124",
  );
  const without = { ...double.server, deviceEndpoint: undefined };
  assert.equal(await code(authorization.signInWithDevice(without, { ...how(), present })), "SIGN_IN_UNSUPPORTED 7");
  assert.equal(await code(authorization.signInWithBrowser(without, { ...how(), present })), "SIGN_IN_UNSUPPORTED 7");
});
