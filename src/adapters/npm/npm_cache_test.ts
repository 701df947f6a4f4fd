import assert from "node:assert/strict";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import type { PackumentNeeds } from "../../kernel/registry.ts";
import { diskCache, fileName, trimFolder } from "./disk_cache.ts";
import { type Client, clientOf, LEFT_PAD, START, temporaryFolder } from "./fixture.ts";

/** A client that reads left-pad at a given time, in minutes after the first. */
function reader(server: { url: string }, cacheFolder: string) {
  return async (minutes: number, { needs = {}, ...client }: Client & { needs?: PackumentNeeds } = {}) => {
    using registry = clientOf(server, {
      cacheFolder,
      clock: { now: () => START.add({ seconds: Math.round(minutes * 60) }) },
      ...client,
    });
    const found = (await registry.readPackuments(["left-pad"], { needs })).get("left-pad")!;
    return isFault(found) ? found.code : { source: found.source, latest: found.distTags.latest, found };
  };
}

const sourceOf = (answer: Awaited<ReturnType<ReturnType<typeof reader>>>) =>
  typeof answer === "string" ? answer : answer.source;

Deno.test("within five minutes the disk answers, then the registry is asked whether it has changed", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: { ...LEFT_PAD } });
  const read = reader(server, folder.path);
  assert.equal(sourceOf(await read(0)), "network");
  assert.equal(sourceOf(await read(4.9)), "fresh-cache");
  assert.equal(sourceOf(await read(5)), "revalidated");
  assert.equal(sourceOf(await read(9)), "fresh-cache");
  assert.equal(sourceOf(await read(8, { freshMilliseconds: 1000 })), "revalidated");
  assert.equal(sourceOf(await read(-1)), "revalidated", "a clock that went back is no proof of freshness");
  server.packages["left-pad"] = { versions: ["3.0.0"] };
  server.changed();
  const changed = await read(30);
  assert.ok(typeof changed === "object" && changed.source === "network" && changed.latest === "3.0.0");
  assert.deepEqual(server.requests.map(({ status }) => status), [200, 304, 304, 304, 200]);
});

Deno.test("what the disk has is what the registry said", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({
    packages: {
      "left-pad": {
        versions: {
          "1.0.0": { deprecated: "old", peerDependencies: { a: "1" }, license: "ISC" },
          "1.1.0": { engines: { node: ">=4" }, license: { type: "BSD" } },
        },
      },
    },
  });
  const read = reader(server, folder.path);
  const answers = [
    await read(0, { needs: { license: true } }),
    await read(1, { needs: { time: true } }),
    await read(2),
  ];
  const said = answers.map((each) => {
    assert.ok(typeof each === "object");
    const { source: _, versions, ...found } = each.found;
    return { ...found, versions };
  });
  assert.deepEqual(said[1], said[0]);
  assert.deepEqual(said[2], said[0]);
  assert.equal(said[0]!.versions["1.0.0"]!.license, "ISC");
  assert.equal(said[0]!.versions["1.1.0"]!.license, "BSD");
  assert.equal(server.requests.length, 1);
});

Deno.test("a full document is fetched where the disk has only the abbreviated one", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  const read = reader(server, folder.path);
  await read(0);
  assert.equal(sourceOf(await read(1, { needs: { time: true } })), "network");
  assert.equal(sourceOf(await read(2)), "fresh-cache");
  assert.equal(sourceOf(await read(10)), "revalidated");
  assert.match(server.requests[1]!.headers.accept!, /^application\/json$/);
});

Deno.test("offline reads the disk alone, however old, and says what it does not have", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  const read = reader(server, folder.path);
  assert.equal(sourceOf(await read(0, { offline: true })), "REGISTRY_OFFLINE");
  await read(0);
  assert.equal(sourceOf(await read(100_000, { offline: true })), "offline-cache");
  assert.equal(sourceOf(await read(100_000, { offline: true, needs: { time: true } })), "offline-cache");
  assert.equal(server.requests.length, 1);
});

Deno.test("entries that are damaged, or of something else, are as good as absent", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  const read = reader(server, folder.path);
  await read(0);
  const root = `${folder.path}/registry-1`;
  const [{ name }] = [...Deno.readDirSync(root)] as [Deno.DirEntry];
  const path = `${root}/${name}`;
  const good = JSON.parse(Deno.readTextFileSync(path));
  const damages = [
    "",
    "{",
    "null",
    JSON.stringify({ ...good, key: "other" }),
    JSON.stringify({ ...good, checkedAt: "now" }),
    JSON.stringify({ ...good, value: { ...good.value, says: [99, 0, 0] } }),
    JSON.stringify({ ...good, value: { ...good.value, versions: "1.0.0" } }),
    JSON.stringify({ ...good, value: null }),
  ];
  for (const damage of damages) {
    Deno.writeTextFileSync(path, damage);
    assert.equal(sourceOf(await read(1)), "network", damage);
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)).value, good.value);
  }
});

Deno.test("a cache that cannot be written is no failure", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  assert.equal(sourceOf(await reader(server, `${folder.path}/file`)(0)), "network");
});

Deno.test("processes that write at once leave whole entries", async () => {
  using folder = temporaryFolder();
  const program = `import { diskCache } from ${JSON.stringify(import.meta.resolve("./disk_cache.ts"))};
    const cache = diskCache(Deno.args[0], { maxBytes: 1e9 });
    for (let i = 0; i < 200; i++) {
      cache.write({ key: "r public p", checkedAt: i, value: "x".repeat(i * 50) });
      const read = cache.read("r public p");
      if (!read || read.value.length !== read.checkedAt * 50) Deno.exit(1);
    }`;
  const runs = await Promise.all([1, 2, 3].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-config",
        "--ext=ts",
        "data:text/typescript," + encodeURIComponent(program),
        folder.path,
      ],
    }).output()
  ));
  assert.deepEqual(runs.map(({ code, stderr }) => [code, new TextDecoder().decode(stderr)]), [[0, ""], [0, ""], [
    0,
    "",
  ]]);
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/registry-1`)].map(({ name }) => name.endsWith(".json")), [
    true,
  ]);
});

Deno.test("the cache is trimmed to its size: what was not used for longest goes first", () => {
  using folder = temporaryFolder();
  const cache = diskCache(folder.path, { maxBytes: 2500 });
  const root = `${folder.path}/registry-1`;
  for (let i = 0; i < 5; i++) {
    cache.write({ key: `r public p${i}`, checkedAt: i, value: "x".repeat(900) });
    Deno.utimeSync(`${root}/${fileName(`r public p${i}`)}`, 1000 + i, 1000 + i);
  }
  Deno.writeTextFileSync(`${root}/left.tmp`, "");
  Deno.utimeSync(`${root}/left.tmp`, 1000, 1000);
  cache.trim();
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => cache.read(`r public p${i}`) !== undefined), [
    false,
    false,
    false,
    true,
    true,
  ]);
  assert.equal([...Deno.readDirSync(root)].length, 2);
  trimFolder(`${folder.path}/none`, 1);
});

Deno.test("file names suit every file system, and differ where keys do", () => {
  const keys = [
    "r public JSONStream",
    "r public jsonstream",
    "r public @a/b",
    "r public @a_b",
    "r 1 ..",
    "r public con",
  ];
  const names = keys.map(fileName);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, keys.length);
  for (const name of names) assert.match(name, /^[a-z0-9_-][a-z0-9._-]*-[0-9a-f]{16}\.json$/);
});
