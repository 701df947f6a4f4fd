import assert from "node:assert/strict";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import type { RegistryCredential } from "../../kernel/registry.ts";
import { findCredential, fingerprint } from "./credentials.ts";
import { clientOf, LEFT_PAD, logged, readOne, temporaryFolder } from "./fixture.ts";

const scopeOf = (url: string) => url.replace(/^https?:/, "");
const bearer = (url: string, token = "s3cret-token"): RegistryCredential => ({
  scope: scopeOf(url),
  authorization: `Bearer ${token}`,
});

Deno.test("the credential of the longest path counts, and only below it", () => {
  const credentials = ["//a.example/", "//a.example/npm/", "//a.example:8080/", "//b.example/npm"].map((scope) => ({
    scope,
    authorization: scope,
  }));
  const found = (url: string) => findCredential(new URL(url), credentials)?.scope;
  assert.equal(found("https://a.example/x"), "//a.example/");
  assert.equal(found("https://a.example/npm/@org%2fx"), "//a.example/npm/");
  assert.equal(found("https://a.example/npm"), "//a.example/npm/");
  assert.equal(found("https://a.example/npmx"), "//a.example/");
  assert.equal(found("https://a.example:8080/x"), "//a.example:8080/");
  assert.equal(found("https://b.example/npm/x"), "//b.example/npm");
  assert.equal(found("https://b.example/npmx"), undefined);
  assert.equal(found("https://a.example.evil.example/x"), undefined);
});

Deno.test("credentials of a scope go before those for all, and to its packages alone", () => {
  const certificate = { cert: "C", key: "K" };
  const credentials: RegistryCredential[] = [
    { scope: "//a.example/npm/", authorization: "all", certificate },
    { scope: "//a.example/", authorization: "own", packages: "@one" },
    { scope: "//a.example/npm/", authorization: "other", packages: "@two" },
  ];
  const found = (packages?: string, url = "https://a.example/npm/x") =>
    findCredential(new URL(url), credentials, { packages });
  assert.deepEqual([found(), found(""), found("@three")].map((each) => each?.authorization), ["all", "all", "all"]);
  assert.deepEqual(found("@one"), { ...credentials[1], certificate });
  assert.equal(found("@two")?.authorization, "other");
  assert.equal(found("@two", "https://a.example/x"), undefined);
  assert.equal(found("@one", "https://b.example/npm/x"), undefined);
});

Deno.test("packages of two scopes are asked for on one host with the tokens of each, advisories included", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({
    packages: { "@one/a": LEFT_PAD["left-pad"], "@two/b": LEFT_PAD["left-pad"], "left-pad": LEFT_PAD["left-pad"] },
    advisories: { "@one/a": [], "@two/b": [], "left-pad": [] },
  });
  const credentials = [
    bearer(server.url, "main"),
    { ...bearer(server.url, "first"), packages: "@one" },
    { ...bearer(server.url, "second"), packages: "@two" },
  ];
  using registry = clientOf(server, { cacheFolder: folder.path, with: { credentials } });
  const names = ["@one/a", "@two/b", "left-pad"];
  const found = await registry.readPackuments(names);
  assert.ok([...found.values()].every((each) => !isFault(each)));
  await registry.readAdvisories(new Map(names.map((name) => [name, ["1.0.0"]])));
  await registry.probe(server.url, "@two");
  const shown = server.requests.map(({ subject, headers }) => `${subject} ${headers.authorization}`).sort();
  assert.deepEqual(shown, [
    "-/ping Bearer second",
    "-/whoami Bearer second",
    "@one/a Bearer first",
    "@two/b Bearer second",
    "advisories Bearer first",
    "advisories Bearer main",
    "advisories Bearer second",
    "left-pad Bearer main",
  ]);
});

Deno.test("credentials are shown to their registry, and open it", async () => {
  await using server = startReplayRegistry({
    packages: LEFT_PAD,
    authorization: ["Bearer s3cret-token"],
    path: "/npm/",
  });
  assert.ok(!isFault(await readOne(server, "left-pad", { with: { credentials: [bearer(server.url)] } })));
  assert.equal(server.requests[0]!.path, "/npm/left-pad");
  assert.ok(isFault(await readOne(server, "left-pad"), "REGISTRY_UNAUTHORIZED"));
  assert.equal(server.requests[1]!.headers.authorization, undefined);
  const wrong = await readOne(server, "left-pad", { with: { credentials: [bearer(server.url, "wrong-t0ken")] } });
  assert.ok(isFault(wrong, "REGISTRY_UNAUTHORIZED"));
  assert.doesNotMatch(JSON.stringify([wrong.message, wrong.reason, wrong.hint, wrong.details]), /t0ken/);
});

Deno.test("a variable that is not set is named where its credentials are missed", async () => {
  await using server = startReplayRegistry({ packages: LEFT_PAD, authorization: ["Bearer x"] });
  const credentials = [{ scope: scopeOf(server.url), missingVariable: "NPM_TOKEN" }];
  const found = await readOne(server, "left-pad", { with: { credentials } });
  assert.ok(isFault(found, "REGISTRY_UNAUTHORIZED"));
  assert.match(found.reason, /NPM_TOKEN/);
  assert.match(found.hint, /Set NPM_TOKEN/);
});

Deno.test("credentials do not follow a redirect to another origin, even if it has its own, nor come back", async () => {
  await using other = startReplayRegistry({ packages: LEFT_PAD });
  for (const status of [301, 302, 303, 307, 308]) {
    await using server = startReplayRegistry({
      faults: { "left-pad": [{ redirect: `${other.url}left-pad`, status }] },
    });
    const credentials = [bearer(server.url), bearer(other.url, "other")];
    const found = await readOne(server, "left-pad", { with: { credentials } });
    assert.ok(!isFault(found));
    assert.equal(found.registry, server.url);
    assert.equal(server.requests[0]!.headers.authorization, "Bearer s3cret-token");
    assert.equal(other.requests.pop()!.headers.authorization, undefined);
  }
  await using home = startReplayRegistry({ packages: LEFT_PAD });
  await using away = startReplayRegistry({ faults: { x: [{ redirect: `${home.url}left-pad` }] } });
  await using start = startReplayRegistry({
    packages: LEFT_PAD,
    faults: { "left-pad": [{ redirect: `${away.url}x` }] },
  });
  await readOne(start, "left-pad", { with: { credentials: [bearer(start.url), bearer(home.url, "h")] } });
  assert.equal(home.requests[0]!.headers.authorization, undefined);
});

Deno.test("within an origin a redirect keeps the credentials of the path it leads to", async () => {
  await using server = startReplayRegistry({
    packages: LEFT_PAD,
    path: "/npm/",
    faults: { "left-pad": [{ redirect: "/npm/left-pad?again" }, { redirect: "/elsewhere" }] },
  });
  await readOne(server, "left-pad", { with: { credentials: [bearer(server.url)] } });
  assert.deepEqual(server.requests.map(({ path, headers }) => [path, headers.authorization]), [
    ["/npm/left-pad", "Bearer s3cret-token"],
    ["/npm/left-pad", "Bearer s3cret-token"],
    ["/elsewhere", undefined],
  ]);
});

Deno.test("answers to different credentials are kept apart, and no credential reaches cache or log", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({
    packages: LEFT_PAD,
    authorization: ["Bearer s3cret-token", "Bearer second-token"],
  });
  const read = (...credentials: RegistryCredential[]) =>
    readOne(server, "left-pad", { cacheFolder: folder.path, with: { credentials } });
  assert.ok(!isFault(await read(bearer(server.url))));
  const again = await read(bearer(server.url));
  assert.ok(!isFault(again) && again.source === "fresh-cache");
  const second = await read(bearer(server.url, "second-token"));
  assert.ok(!isFault(second) && second.source === "network");
  assert.ok(isFault(await read(), "REGISTRY_UNAUTHORIZED"));
  const kept = [...Deno.readDirSync(`${folder.path}/registry-2`)].flatMap(({ name }) =>
    Deno.readTextFileSync(`${folder.path}/registry-2/${name}`).trim().split("\n")
  );
  assert.equal(kept.length, 2);
  assert.doesNotMatch(kept.join() + logged.join(), /s3cret|second-token/);
  assert.notEqual(await fingerprint(bearer(server.url)), await fingerprint(undefined));
});

Deno.test("each package goes to the registry of its scope, with the credentials of that alone", async () => {
  await using open = startReplayRegistry({ packages: LEFT_PAD });
  await using own = startReplayRegistry({
    packages: { "@org/ui": { versions: ["1.0.0"] } },
    authorization: ["Bearer s3cret-token"],
  });
  using registry = clientOf(open, { with: { scopes: { "@org": own.url }, credentials: [bearer(own.url)] } });
  const found = await registry.readPackuments(["left-pad", "@org/ui", "@org2/x"]);
  assert.deepEqual([...found.values()].map((each) => isFault(each) ? each.code : each.registry), [
    open.url,
    own.url,
    "PACKUMENT_NOT_FOUND",
  ]);
  assert.deepEqual(open.requests.map(({ subject }) => subject).sort(), ["@org2/x", "left-pad"]);
  assert.ok(open.requests.every(({ headers }) => headers.authorization === undefined));
});
