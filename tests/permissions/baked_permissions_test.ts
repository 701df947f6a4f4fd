import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bakedFlags, readNeedsOfAll } from "../../scripts/compile/baked_permissions.ts";
import { tree } from "../../src/commands/tree.ts";

const PROBE = fileURLToPath(new URL("./probe_main.ts", import.meta.url));
const FLAGS = bakedFlags(await readNeedsOfAll(tree));

/** Runs a probe with the permissions of a compiled program; a variable that no command states is in its environment. */
async function probe(...args: string[]) {
  return await probeWith({}, ...args);
}

async function probeWith(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--cached-only", ...FLAGS, PROBE, ...args, "--format", "json"],
    env: { SOMEBODYS_SECRET: "s3cret", WORKSPACE_LOG_LEVEL: "silent", ...env },
  }).output();
  const [out, err] = [stdout, stderr].map((each) => new TextDecoder().decode(each));
  assert.ok(out!.startsWith("{"), err);
  return { code, ...JSON.parse(out!) };
}

async function withPlace(use: (file: string, url: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("served"));
  try {
    Deno.writeTextFileSync(`${folder}/file`, "kept");
    await use(`${folder}/file`, `http://127.0.0.1:${server.addr.port}/x.js`);
    assert.equal(Deno.readTextFileSync(`${folder}/file`), "kept");
  } finally {
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("baked permissions: a command that states nothing is refused everything", async () => {
  await withPlace(async (file, url) => {
    const deeds = [
      ["read", file],
      ["write", file],
      ["remove", file],
      ["fetch", url],
      ["connect", url],
      ["listen", "-"],
      ["spawn", "git"],
      ["spawn-through-port", "git"],
      ["host", "-"],
      ["library", file],
    ];
    const results = await Promise.all(deeds.map(([deed, target]) => probe("none", deed!, target!)));
    deeds.forEach(([deed], i) => assert.equal(results[i].refused, "NotCapable", deed));
    // Code from the network is not even looked for.
    assert.equal((await probe("none", "import", url)).refused, "TypeError");
    assert.equal((await probe("none", "worker", file)).result, "NotCapable");
  });
});

Deno.test("baked permissions: without its statement no variable has a value, and none can be listed", async () => {
  for (const name of ["HOME", "SOMEBODYS_SECRET"]) {
    const { result } = await probe("none", "variable", name);
    assert.equal(result, null, name);
  }
  const { result, refused } = await probe("none", "variables", "-");
  assert.ok(refused === "NotCapable" || result.length === 0, JSON.stringify(result));
});

Deno.test("baked permissions: what was given up cannot be asked for again", async () => {
  for (const name of ["read", "write", "net", "run", "env", "sys", "ffi", "import"]) {
    assert.equal((await probe("none", "ask", name)).result, "denied", name);
  }
});

Deno.test("baked permissions: a command has what it stated, and nothing else", async () => {
  await withPlace(async (file, url) => {
    const deeds: [stated: string, deed: string, target: string][] = [
      ["read", "read", file],
      ["write", "write", `${file}.new`],
      ["net", "fetch", url],
      ["run", "spawn", "git"],
    ];
    for (const [stated] of deeds) {
      for (const [kind, deed, target] of deeds) {
        const { refused } = await probe(stated, deed, target);
        assert.equal(refused, kind === stated ? null : "NotCapable", `${deed} by what states ${stated}`);
      }
    }
  });
});

Deno.test("baked permissions: programs and variables that no command states are out of everyone's reach", async () => {
  for (const program of ["whoami", "hostname"]) {
    assert.equal((await probe("run", "spawn", program)).refused, "NotCapable", program);
    assert.equal((await probe("run", "spawn-through-port", program)).refused, "NotCapable", program);
  }
  assert.equal((await probe("env", "variable", "SOMEBODYS_SECRET")).result, null);
  assert.equal((await probeWith({ HOME: "/home/ada" }, "env", "variable", "HOME")).result, "/home/ada");
});

Deno.test("baked permissions: a variable of the dynamic linker stops no program that the port starts", async () => {
  const env = { LD_LIBRARY_PATH: "/nowhere" };
  // What the port is there for.
  assert.equal((await probeWith(env, "run", "spawn", "git")).refused, "NotCapable");
  assert.deepEqual(await probeWith(env, "run", "spawn-through-port", "git"), {
    code: 0,
    success: true,
    result: 0,
    refused: null,
  });
});

Deno.test("baked permissions: a refusal that nobody caught is told as what it is", async () => {
  await withPlace(async (file) => {
    const { code, success, error } = await probe("careless", file);
    assert.equal(success, false);
    assert.equal(code, error.exitCode);
    assert.equal(error.code, "PERMISSION_DENIED");
    assert.match(error.message + error.cause, /write/);
  });
});
