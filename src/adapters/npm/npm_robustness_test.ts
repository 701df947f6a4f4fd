import fc from "fast-check";
import assert from "node:assert/strict";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import { clientOf, LEFT_PAD, readOne, temporaryFolder } from "./fixture.ts";
import { InvalidPackument, isKeptPackument, readPackumentDocument, versionsOf } from "./packument_document.ts";
import { escapeName } from "./packument_reader.ts";
import { delayBefore, type Outcome } from "./request.ts";

const read = (document: unknown, name = "x") =>
  readPackumentDocument(new TextEncoder().encode(typeof document === "string" ? document : JSON.stringify(document)), {
    name,
    full: false,
    contentType: "application/vnd.npm.install-v1+json",
  });

Deno.test("a registry that knows nothing but full documents and latest is enough", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD, poor: true });
  const client = { cacheFolder: folder.path };
  const found = await readOne(server, "left-pad", client);
  assert.ok(!isFault(found));
  assert.deepEqual(found.distTags, { latest: "1.1.0" });
  assert.equal(found.time?.["1.0.0"], "2025-01-01T00:00:00.000Z");
  using registry = clientOf(server, client);
  const timed = (await registry.readPackuments(["left-pad"], { needs: { time: true } })).get("left-pad")!;
  assert.ok(!isFault(timed) && timed.source === "fresh-cache", "the full document is not fetched again");
  const later = await readOne(server, "left-pad", { ...client, freshMilliseconds: 0 });
  assert.ok(!isFault(later) && later.source === "network");
});

Deno.test("what is wrong in part is left out", () => {
  const kept = read(`{
    "name": "x", "__proto__": {"polluted": true},
    "dist-tags": {"latest": "1.0.0", "next": 2, "__proto__": "1.0.0", "bad": "not a version"},
    "modified": "yesterday",
    "time": {"1.0.0": "2025-01-01T00:00:00Z", "created": "2025-01-01T00:00:00Z", "2.0.0": 5},
    "versions": {
      "1.0.0": {
        "deprecated": false, "peerDependencies": {"a": "1", "b": 2, "__proto__": "3"},
        "peerDependenciesMeta": {"a": {"optional": true}, "b": null}, "engines": ["node >= 0.4"],
        "licenses": [{"type": "MIT"}, "ISC"]
      },
      "1.0.1": {"deprecated": true, "peerDependencies": [], "license": {"name": "BSD"}},
      "v2": {}, "01.0.0": {}, "1.0": {}, "__proto__": {}, "constructor": {}, "3.0.0": null, "4.0.0": []
    }
  }`);
  assert.deepEqual(versionsOf(kept), {
    "1.0.0": { version: "1.0.0", peerDependencies: { a: "1" }, optionalPeers: ["a"], license: "(MIT OR ISC)" },
    "1.0.1": { version: "1.0.1", deprecated: "deprecated", license: "BSD" },
  });
  assert.deepEqual(kept.distTags, { latest: "1.0.0" });
  assert.deepEqual(kept.time, { "1.0.0": "2025-01-01T00:00:00Z" });
  assert.equal(kept.modified, undefined);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("any JSON is a packument or is refused in words, and what is kept survives the disk", () => {
  const name = fc.constantFrom(
    "name",
    "versions",
    "dist-tags",
    "time",
    "modified",
    "1.0.0",
    "deprecated",
    "engines",
    "peerDependencies",
    "peerDependenciesMeta",
    "license",
    "licenses",
    "__proto__",
    "type",
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom<unknown>("x", "1.0.0", "2025-01-01T00:00:00Z", 1, true, false, null, ""),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 5 }),
    ),
  }));
  let kept = 0;
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (versions) => {
      const document = { versions: { "1.0.0": versions, ...versions }, "dist-tags": versions.time, time: versions };
      try {
        const packument = read(document);
        kept++;
        assert.ok(isKeptPackument(JSON.parse(JSON.stringify(packument))));
        for (const [version, each] of Object.entries(versionsOf(packument))) assert.equal(each.version, version);
      } catch (error) {
        assert.ok(error instanceof InvalidPackument, String(error));
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
  assert.ok(kept > 500);
  fc.assert(
    fc.property(fc.oneof(value.map((each) => JSON.stringify(each)), fc.string()), (text) => {
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof InvalidPackument && error.message !== "", String(error));
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
});

Deno.test("names stay one segment of the registry's path", async () => {
  const within = (name: string) => new URL(escapeName(name), "https://a.example/npm/").href;
  assert.equal(within("@org/ui"), "https://a.example/npm/@org%2fui");
  assert.equal(within("a?b#c"), "https://a.example/npm/a%3Fb%23c");
  assert.equal(within("http://evil.example"), "https://a.example/npm/http%3A%2f%2Fevil.example");
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  using registry = clientOf(server);
  for (const found of (await registry.readPackuments(["..", ".", "", "@/", "@../.."])).values()) {
    assert.ok(isFault(found, "PACKUMENT_NOT_FOUND"));
  }
  assert.equal(server.requests.length, 0);
});

Deno.test("Retry-After counts in seconds and as a date, at most half a minute; without it delays are random and double", () => {
  const retry = { attempts: 5, minMilliseconds: 100, maxMilliseconds: 1000 };
  const after = (headers: Record<string, string>): Outcome => ({
    kind: "answer",
    status: 429,
    headers: new Headers(headers),
    body: new Uint8Array(),
  });
  assert.equal(delayBefore(0, after({ "retry-after": "7" }), retry), 7000);
  assert.equal(delayBefore(0, after({ "retry-after": "3600" }), retry), 30_000);
  const date = "Fri, 02 Jan 2026 03:04:05 GMT";
  const later = "Fri, 02 Jan 2026 03:04:10 GMT";
  assert.equal(delayBefore(0, after({ date, "retry-after": later }), retry), 5000);
  assert.equal(delayBefore(0, after({ date: later, "retry-after": date }), retry), 0);
  assert.ok(delayBefore(0, after({ "retry-after": date }), retry) >= 0);
  for (let attempt = 0; attempt < 6; attempt++) {
    const delay = delayBefore(attempt, after({ "retry-after": "soon" }), retry);
    assert.ok(delay >= 0 && delay <= Math.min(1000, 100 * 2 ** attempt));
  }
});

Deno.test("a document of several MiB is read whole, and one without a length is bounded", async () => {
  const versions = Object.fromEntries(
    Array.from({ length: 12_000 }, (_, i) => [`1.0.${i}`, { dependencies: { a: `^${i}.0.0` } }]),
  );
  await using server = startReplayRegistry({ packages: { big: { versions } } });
  const found = await readOne(server, "big");
  assert.ok(!isFault(found));
  assert.equal(Object.keys(found.versions).length, 12_000);
  const bounded = await readOne(server, "big", { maxDocumentBytes: 1 << 20 });
  assert.ok(isFault(bounded, "REGISTRY_RESPONSE_INVALID"));
});
