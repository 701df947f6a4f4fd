import assert from "node:assert/strict";
import { oauthAuthorization } from "../../src/adapters/oauth/authorization.ts";
import {
  credentialName,
  findCredential,
  oauthCredential,
  parseCredential,
  saveCredential,
} from "../../src/domain/workflow/contexts/credential.ts";
import type { ChosenContext } from "../../src/domain/workflow/contexts/model.ts";
import type { Credentials } from "../../src/domain/workflow/contexts/ports.ts";
import { tokensOf } from "../../src/domain/workflow/contexts/tokens.ts";
import { browse, type OidcOptions, startOidcServer } from "../fakes/oidc_server.ts";

function memoryCredentials(): Credentials & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get: (name) => Promise.resolve(values.get(name)),
    set: (name, value) => Promise.resolve(void values.set(name, value)),
    delete: (name) => Promise.resolve(values.delete(name)),
    where: () => Promise.resolve("memory"),
  };
}

/** Somebody who has signed in to a provider that is the server as well. */
async function signedIn(options: OidcOptions = {}) {
  const server = await startOidcServer(options);
  const authorization = oauthAuthorization();
  const found = (await authorization.discover(server.issuer))!;
  let visit: Promise<unknown> | undefined;
  const tokens = await authorization.signInWithBrowser(found, {
    clientId: "workspace-cli",
    scope: "openid offline_access",
    signal: new AbortController().signal,
    present: (url) => Promise.resolve(void (visit = browse(url))),
  });
  await visit;
  const credentials = memoryCredentials();
  const credential = oauthCredential(tokens, { ...found, server: server.issuer, clientId: "workspace-cli" });
  await saveCredential(credentials, { context: "team", credential });
  const context = {
    name: "team",
    server: server.issuer,
    dialect: undefined,
    capabilities: undefined,
    description: undefined,
    caFile: undefined,
    source: "test",
  };
  const chosen: ChosenContext = { context, chosenBy: "test", token: undefined };
  const tokensAt = (now: string) =>
    tokensOf(chosen, {
      credentials: () => Promise.resolve(credentials),
      authorization: () => Promise.resolve(authorization),
      clock: { now: () => Temporal.Instant.from(now) },
      lock: () => undefined,
    });
  return { server, authorization, found, tokens, credentials, chosen, tokensAt };
}

const { discover } = oauthAuthorization();
const SOON = "2000-01-01T00:00:00Z";
const LATE = "2100-01-01T00:00:00Z";

Deno.test("tokens: one that is about to expire is renewed, and what comes of it is kept", async () => {
  const { server, tokens, credentials, tokensAt } = await signedIn();
  await using _server = server;
  assert.equal(await tokensAt(SOON).current(), tokens.accessToken);
  const renewed = await tokensAt(LATE).current();
  assert.notEqual(renewed, tokens.accessToken);
  assert.ok(await server.accepts(renewed!));
  const kept = parseCredential(credentials.values.get(credentialName("team")))!;
  assert.equal(kept.token, renewed);
  // The provider lets each refresh token count once: the new one is kept.
  assert.notEqual(kept.refreshToken, tokens.refreshToken);
  assert.notEqual(await tokensAt(SOON).renew(renewed!), undefined);
});

Deno.test("tokens: one that was refused is renewed, once for all who were refused", async () => {
  const { server, tokens, tokensAt } = await signedIn();
  await using _server = server;
  const [one, other] = [tokensAt(SOON), tokensAt(SOON)];
  await Promise.all([one.current(), other.current()]);
  const renewed = await one.renew(tokens.accessToken);
  assert.equal(await other.renew(tokens.accessToken), renewed);
  assert.equal(server.requests.filter((each) => each === "POST /token").length, 2);
});

Deno.test("tokens: where the refresh token is worth nothing any more there is no other token", async () => {
  const { server, tokens, tokensAt } = await signedIn();
  await using _server = server;
  await server.forgetGrants();
  assert.equal(await tokensAt(SOON).renew(tokens.accessToken), undefined);
  assert.equal(await tokensAt(LATE).current(), tokens.accessToken);
});

Deno.test("tokens: a revoked token is worth nothing to the server", async () => {
  const { server, authorization, found, tokens } = await signedIn();
  await using _server = server;
  assert.ok(await server.accepts(tokens.accessToken));
  const { revocationEndpoint } = found;
  for (const token of [tokens.refreshToken!, tokens.accessToken]) {
    await authorization.revoke({ revocationEndpoint: revocationEndpoint!, clientId: "workspace-cli", token });
  }
  assert.ok(!await server.accepts(tokens.accessToken));
});

Deno.test("tokens: a credential is for one origin; for another it is an error, and nothing is sent", async () => {
  const { server, credentials } = await signedIn();
  await using _server = server;
  await assert.rejects(
    findCredential(credentials, { context: "team", server: "https://other.example" }),
    { code: "CREDENTIAL_FOREIGN", exit: 7 },
  );
  const same = await findCredential(credentials, { context: "team", server: `${server.issuer}/below` });
  assert.equal(same?.kind, "oauth");
  assert.equal(await findCredential(credentials, { context: "nobody", server: server.issuer }), undefined);
  for (const text of ["", "{", "[]", '{"kind":"token"}']) assert.equal(parseCredential(text), undefined);
});

Deno.test("discovery: descriptions of others, and unsafe endpoints, are not trusted", async () => {
  let description: Record<string, unknown> | undefined;
  await using listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/moved/.well-known/openid-configuration") return Response.redirect(new URL("/x", request.url));
    if (pathname !== "/.well-known/oauth-authorization-server" || !description) {
      return new Response("no", { status: 404 });
    }
    return Response.json(description);
  });
  const issuer = `http://127.0.0.1:${listener.addr.port}`;
  assert.equal(await discover(issuer), undefined);
  assert.equal(await discover(`${issuer}/moved`), undefined);
  description = { issuer, token_endpoint: `${issuer}/token`, scopes_supported: ["a", 1] };
  assert.deepEqual((await discover(issuer))?.scopes, ["a"]);
  description = { issuer: "https://other.example", token_endpoint: `${issuer}/token` };
  await assert.rejects(discover(issuer), { code: "SIGN_IN_FAILED" });
  description = { issuer, token_endpoint: "http://other.example/token" };
  await assert.rejects(discover(issuer), { code: "SIGN_IN_FAILED" });
  description = {
    issuer,
    token_endpoint: `${issuer}/t`,
    authorization_endpoint: `${issuer}/a`,
    code_challenge_methods_supported: ["plain"],
  };
  assert.equal((await discover(issuer))?.authorizationEndpoint, undefined);
});

Deno.test("discovery: a server may name the authorization server that signs in to it", async () => {
  await using provider = await startOidcServer({ without: ["device"] });
  await using listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (new URL(request.url).pathname !== "/.well-known/oauth-protected-resource") {
      return new Response("", { status: 404 });
    }
    return Response.json({ authorization_servers: [provider.issuer] });
  });
  const found = await discover(`http://127.0.0.1:${listener.addr.port}`);
  assert.equal(found?.issuer, provider.issuer);
  assert.equal(found?.deviceEndpoint, undefined);
});

Deno.test("discovery: a server that is not there is said to be so", async () => {
  await assert.rejects(discover("http://127.0.0.1:9"), { code: "AUTHORIZATION_UNREACHABLE", exit: 6 });
});
