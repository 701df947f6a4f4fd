import assert from "node:assert/strict";
import { startReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import { isFault } from "../../kernel/fault.ts";
import type { PackumentNeeds } from "../../kernel/registry.ts";
import { diskCache } from "./disk_cache.ts";
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
  const root = `${folder.path}/registry-2`;
  const [{ name }] = [...Deno.readDirSync(root)] as [Deno.DirEntry];
  const path = `${root}/${name}`;
  const text = Deno.readTextFileSync(path);
  const good = JSON.parse(text);
  const damages = [
    "",
    "{",
    "null",
    text.slice(0, -10),
    JSON.stringify({ ...good, key: "other" }),
    JSON.stringify({ ...good, checkedAt: "now" }),
    JSON.stringify({ ...good, value: { ...good.value, says: [99, 0, 0] } }),
    JSON.stringify({ ...good, value: { ...good.value, versions: "1.0.0" } }),
    JSON.stringify({ ...good, value: null }),
  ];
  for (const damage of damages) {
    Deno.writeTextFileSync(path, damage);
    assert.equal(sourceOf(await read(1)), "network", damage);
    const [last] = Deno.readTextFileSync(path).trim().split("\n").slice(-1) as [string];
    assert.deepEqual(JSON.parse(last).value, good.value);
  }
});

Deno.test("a cache that cannot be written is no failure", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  assert.equal(sourceOf(await reader(server, `${folder.path}/file`)(0)), "network");
});

Deno.test("what was read is on the disk soon after, though nobody disposes of the client", async () => {
  using folder = temporaryFolder();
  await using server = startReplayRegistry({ packages: LEFT_PAD });
  const registry = clientOf(server, { cacheFolder: folder.path });
  await registry.readPackuments(["left-pad"]);
  while (sourceOf(await reader(server, folder.path)(1, { offline: true })) !== "offline-cache") {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  registry[Symbol.dispose]();
  assert.equal(server.requests.length, 1);
});

Deno.test("processes that write at once leave whole entries", async () => {
  using folder = temporaryFolder();
  const program = `import { diskCache } from ${JSON.stringify(import.meta.resolve("./disk_cache.ts"))};
    for (let i = 0; i < 100; i++) {
      const cache = diskCache(Deno.args[0], { maxBytes: 1e9 });
      cache.write({ key: "r public p", checkedAt: i, value: "x".repeat(i * 50) });
      cache.save();
      const read = diskCache(Deno.args[0], { maxBytes: 1e9 }).read("r public p");
      if (!read || read.value.length !== read.checkedAt * 50) Deno.exit(1);
    }`;
  const url = "data:text/typescript," + encodeURIComponent(program);
  const args = ["run", "-A", "--no-config", "--ext=ts", url, folder.path];
  const runs = await Promise.all([1, 2, 3].map(() => new Deno.Command(Deno.execPath(), { args }).output()));
  const said = runs.map(({ code, stderr }) => [code, new TextDecoder().decode(stderr)]);
  assert.deepEqual(said, [[0, ""], [0, ""], [0, ""]]);
  const names = [...Deno.readDirSync(`${folder.path}/registry-2`)].map(({ name }) => name);
  assert.deepEqual(names.map((name) => name.endsWith(".jsonl")), [true]);
});

Deno.test("who saves later keeps what others have saved, and what it replaces", () => {
  using folder = temporaryFolder();
  const keys = Array.from({ length: 100 }, (_, i) => `r public p${i}`);
  const limits = { maxBytes: 1e6 };
  const [one, other] = [diskCache(folder.path, limits), diskCache(folder.path, limits)];
  for (const [i, key] of keys.entries()) {
    assert.equal(one.read(key), undefined);
    (i % 2 === 0 ? one : other).write({ key, checkedAt: i, value: "first" });
  }
  one.write({ key: keys[0]!, checkedAt: 1000, etag: '"e"', value: { second: "\n" } });
  one.save();
  other.save();
  one.save();
  const read = keys.map((key) => diskCache(folder.path, limits).read(key));
  assert.deepEqual(read[0], { key: keys[0], checkedAt: 1000, etag: '"e"', value: { second: "\n" } });
  assert.deepEqual(read.slice(1).map((each) => each?.checkedAt), keys.slice(1).map((_, i) => i + 1));
  assert.deepEqual(one.read(keys[0]!), read[0]);
  assert.ok([...Deno.readDirSync(`${folder.path}/registry-2`)].length <= 16);
});

Deno.test("the cache is trimmed to its size: what was written longest ago goes first", () => {
  using folder = temporaryFolder();
  const open = () => diskCache(folder.path, { maxBytes: 16 * 2500 });
  const value = "x".repeat(900);
  const keys = Array.from({ length: 200 }, (_, i) => `r public p${i}`);
  const write = (each: string[]) => {
    const cache = open();
    each.forEach((key) => cache.write({ key, checkedAt: 1, value }));
    cache.save();
  };
  write(keys);
  const kept = keys.filter((key) => open().read(key) !== undefined);
  assert.ok(kept.length > 16 && kept.length <= 32, `${kept.length}`);
  assert.ok(kept.includes(keys.at(-1)!) && !kept.includes(keys[0]!));
  write([keys[0]!]);
  assert.ok(open().read(keys[0]!));
});

Deno.test("what processes that were killed have left is removed", () => {
  using folder = temporaryFolder();
  const root = `${folder.path}/registry-2`;
  Deno.mkdirSync(root);
  for (const name of ["old.tmp", "new.tmp"]) Deno.writeTextFileSync(`${root}/${name}`, "");
  Deno.utimeSync(`${root}/old.tmp`, 1000, 1000);
  const cache = diskCache(folder.path, { maxBytes: 1e6 });
  cache.write({ key: "r public p", checkedAt: 1, value: 1 });
  cache.save();
  const left = [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) => name.endsWith(".tmp"));
  assert.deepEqual(left, ["new.tmp"]);
});
