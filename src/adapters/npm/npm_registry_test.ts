import assert from "node:assert/strict";
import { type ReplayOptions, startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import { type Client, clientOf, LEFT_PAD, readOne } from "./fixture.ts";

async function codeFor(options: ReplayOptions, name: string, client: Client = {}): Promise<Fault> {
  await using server = startReplayRegistry(options);
  const found = await readOne(server, name, client);
  assert.ok(isFault(found), `${name} is no fault`);
  assert.equal(found.details.package, name);
  assert.equal(found.details.registry, server.url);
  return found;
}

Deno.test("a packument has versions, dist-tags, deprecations, peers and engines, from the abbreviated document", async () => {
  await using server = startReplayRegistry({
    packages: {
      "@org/ui": {
        versions: {
          "1.0.0": { deprecated: "Use 2" },
          "2.0.0": {
            peerDependencies: { react: "^19", preact: "*" },
            peerDependenciesMeta: { preact: { optional: true } },
            engines: { node: ">=20" },
          },
        },
      },
    },
  });
  const found = await readOne(server, "@org/ui");
  assert.ok(!isFault(found));
  assert.deepEqual({ ...found, versions: found.versions }, {
    name: "@org/ui",
    distTags: { latest: "2.0.0" },
    versions: {
      "1.0.0": { version: "1.0.0", deprecated: "Use 2" },
      "2.0.0": {
        version: "2.0.0",
        peerDependencies: { react: "^19", preact: "*" },
        optionalPeers: ["preact"],
        engines: { node: ">=20" },
      },
    },
    modified: "2025-01-02T00:00:00.000Z",
    registry: server.url,
    source: "network",
  });
  const [request] = server.requests;
  assert.equal(request!.path, "/@org%2fui");
  assert.match(request!.headers.accept!, /^application\/vnd\.npm\.install-v1\+json/);
  assert.match(request!.headers["accept-encoding"]!, /gzip/);
});

Deno.test("publishing times and licences come from the full document", async () => {
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  using registry = clientOf(server);
  const found = (await registry.readPackuments(["left-pad"], { needs: { time: true } })).get("left-pad")!;
  assert.ok(!isFault(found));
  assert.equal(found.time?.["1.1.0"], "2025-01-02T00:00:00.000Z");
  assert.equal(found.time?.created, undefined);
  assert.equal(found.versions["1.1.0"]!.license, "MIT");
});

Deno.test("each failing package has its own fault, and hides no other", async () => {
  await using server = startReplayRegistry({
    packages: { ...LEFT_PAD, broken: { versions: ["1.0.0"] } },
    faults: { broken: [{ status: 500 }] },
    always: true,
  });
  using registry = clientOf(server);
  const settled: string[] = [];
  const found = await registry.readPackuments(["broken", "left-pad", "nowhere"], {
    onSettled: (name) => void settled.push(name),
  });
  assert.deepEqual([...found].map(([name, each]) => [name, isFault(each) ? each.code : "read"]), [
    ["broken", "REGISTRY_UNREACHABLE"],
    ["left-pad", "read"],
    ["nowhere", "PACKUMENT_NOT_FOUND"],
  ]);
  assert.deepEqual(settled.sort(), ["broken", "left-pad", "nowhere"]);
  assert.equal(server.requests.filter(({ subject }) => subject === "broken").length, 3);
});

Deno.test("what fails for a moment is asked again", async () => {
  for (
    const faults of [[{ status: 503 }, { status: 429, headers: { "retry-after": "0" } }], [{ cut: true }]] as const
  ) {
    await using server = startReplayRegistry({ packages: LEFT_PAD, faults: { "left-pad": faults } });
    const found = await readOne(server, "left-pad");
    assert.ok(!isFault(found));
    assert.equal(server.requests.length, faults.length + 1);
  }
});

Deno.test("every way to fail has its code, its exit code and its words", async () => {
  const always = (fault: NonNullable<ReplayOptions["faults"]>[string][number]): ReplayOptions => ({
    packages: LEFT_PAD,
    faults: { "left-pad": [fault] },
    always: true,
  });
  const cases: [ReplayOptions, string, number, RegExp, Client?][] = [
    [always({ status: 500 }), "REGISTRY_UNREACHABLE", 6, /answered 500/],
    [always({ status: 429, headers: { "retry-after": "0" } }), "REGISTRY_RATE_LIMITED", 6, /after 0/],
    [always({ status: 401 }), "REGISTRY_UNAUTHORIZED", 7, /answered 401/],
    [always({ status: 403 }), "REGISTRY_UNAUTHORIZED", 7, /answered 403/],
    [always({ status: 404 }), "PACKUMENT_NOT_FOUND", 8, /404/],
    [always({ status: 418 }), "REGISTRY_RESPONSE_INVALID", 6, /answered 418/],
    [always({ cut: true }), "REGISTRY_RESPONSE_INVALID", 6, /cut off/],
    [always({ body: '{"name":"left-pad","versions":{' }), "REGISTRY_RESPONSE_INVALID", 6, /not JSON/],
    [always({ body: "<html>Log in</html>", contentType: "text/html" }), "REGISTRY_RESPONSE_INVALID", 6, /web page/],
    [always({ body: "" }), "REGISTRY_RESPONSE_INVALID", 6, /empty/],
    [always({ body: "[]" }), "REGISTRY_RESPONSE_INVALID", 6, /no object/],
    [always({ body: '{"versions":[]}' }), "REGISTRY_RESPONSE_INVALID", 6, /no table of versions/],
    [always({ body: '{"name":"other","versions":{}}' }), "REGISTRY_RESPONSE_INVALID", 6, /another package: "other"/],
    [always({ huge: 3_000_000 }), "REGISTRY_RESPONSE_INVALID", 6, /larger than 1 MiB/, { maxDocumentBytes: 1 << 20 }],
    [always({ redirect: "/left-pad" }), "REGISTRY_RESPONSE_INVALID", 6, /more than 5 times/],
    [always({ redirect: "file:///etc/passwd" }), "REGISTRY_RESPONSE_INVALID", 6, /less safe/],
    [always({ redirect: "http://[" }), "REGISTRY_RESPONSE_INVALID", 6, /without a usable address/],
    [always({ hang: true }), "REGISTRY_TIMEOUT", 6, /0\.05 s/, { with: { timeoutMilliseconds: 50 } }],
    [always({ slow: true }), "REGISTRY_TIMEOUT", 6, /within 0\.05 s/, { with: { timeoutMilliseconds: 50 } }],
    [always({ hang: true }), "REGISTRY_TIMEOUT", 6, /within 0\.05 s/, { totalMilliseconds: 50 }],
  ];
  for (const [options, code, exit, cause, client] of cases) {
    const fault = await codeFor(options, "left-pad", client);
    assert.deepEqual([fault.code, fault.exit], [code, exit], fault.reason);
    assert.match(fault.reason, cause);
    assert.match(fault.message, /left-pad/);
  }
});
