import assert from "node:assert/strict";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import { type Client, clientOf, START, temporaryFolder } from "./fixture.ts";

const ADVISORY = {
  id: 1179,
  url: "https://github.com/advisories/GHSA-vh95-rmgr-6w4m",
  title: "Prototype Pollution in minimist",
  severity: "moderate",
  vulnerable_versions: "<0.2.1",
  cwe: ["CWE-1321"],
};

const ASKED = new Map([["minimist", ["0.0.8", "1.2.8", "0.0.8"]], ["left-pad", ["1.3.0"]]]);

async function ask(server: { url: string }, client: Client = {}, versions = ASKED) {
  using registry = clientOf(server, client);
  return await registry.readAdvisories(versions);
}

async function unavailable(server: { url: string }, client: Client = {}): Promise<string> {
  try {
    await ask(server, client);
  } catch (error) {
    assert.ok(isFault(error, "ADVISORIES_UNAVAILABLE"), String(error));
    return error.reason;
  }
  throw new assert.AssertionError({ message: "there were advisories" });
}

Deno.test("the registry's advisories, in our words", async () => {
  await using server = startReplayRegistry({
    advisories: {
      minimist: [ADVISORY, { ...ADVISORY, id: 7, url: "x", severity: "odd", title: 1 }, { id: 8 }, null as never],
    },
  });
  assert.deepEqual(await ask(server), [
    {
      id: "GHSA-vh95-rmgr-6w4m",
      package: "minimist",
      title: "Prototype Pollution in minimist",
      severity: "medium",
      vulnerableRange: "<0.2.1",
      url: ADVISORY.url,
    },
    {
      id: "7",
      package: "minimist",
      title: "Vulnerability without a title",
      severity: "high",
      vulnerableRange: "<0.2.1",
      url: "",
    },
  ]);
  const [request] = server.requests;
  assert.deepEqual([request!.method, request!.path], ["POST", "/-/npm/v1/security/advisories/bulk"]);
  assert.deepEqual(await ask(server, {}, new Map()), [], "nothing to ask for");
  assert.equal(server.requests.length, 1);
});

Deno.test("advisories that cannot be had are said to be unavailable, and why", async () => {
  await using without = startReplayRegistry();
  assert.match(await unavailable(without), /405/);
  const cases = [
    [{ status: 404 }, /404/],
    [{ status: 500 }, /500/],
    [{ body: "<html>" }, /not JSON/],
    [{ body: "[]" }, /no object/],
    [{ cut: true }, /cut off/],
  ] as const;
  for (const [fault, reason] of cases) {
    await using server = startReplayRegistry({ faults: { advisories: [fault] }, always: true });
    assert.match(await unavailable(server), reason);
  }
  using folder = temporaryFolder();
  for (let i = 0; i < 2; i++) assert.match(await unavailable(without, { cacheFolder: folder.path }), /405/);
  assert.equal(without.requests.length, 2, "a registry without advisories is not asked again at once");
  await using slow = startReplayRegistry({ faults: { advisories: [{ hang: true }] } });
  assert.match(await unavailable(slow, { with: { timeoutMilliseconds: 50 } }), /within 0\.05 s/);
});

Deno.test("advisories are kept for a while, and read from the disk when offline", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ advisories: { minimist: [ADVISORY] } });
  const at = (minutes: number, client: Client = {}) =>
    ask(server, { cacheFolder: folder.path, clock: { now: () => START.add({ minutes }) }, ...client });
  assert.match(await unavailable(server, { cacheFolder: folder.path, offline: true }), /--offline/);
  const first = await at(0);
  assert.deepEqual(await at(4), first);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(await at(10_000, { offline: true }), first);
  await at(6);
  assert.equal(server.requests.length, 2);
});

Deno.test("private packages are asked for at their own registry; one without advisories does not hide the other", async () => {
  await using open = startReplayRegistry({ advisories: { minimist: [ADVISORY] } });
  await using own = startReplayRegistry();
  using registry = clientOf(open, { with: { scopes: { "@org": own.url } } });
  const faults: string[] = [];
  const versions = new Map([["minimist", ["0.0.8"]], ["@org/secret", ["1.0.0"]]]);
  const found = await registry.readAdvisories(versions, {
    onUnavailable: ({ details }) => faults.push(`${details.registry}`),
  });
  assert.equal(found.length, 1);
  assert.deepEqual(faults, [own.url]);
  assert.equal((await registry.readAdvisories(versions)).length, 1);
  assert.equal(open.requests.length, 2);
});
