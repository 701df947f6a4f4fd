import assert from "node:assert/strict";
import { LINUX, run, serve, test } from "./cases.ts";
import { Machine } from "./installer.ts";
import { makeRelease, serveReleases, tamper } from "./release_server.ts";

test("a wrong checksum: nothing is installed, and the old program stays", async () => {
  const good = await makeRelease("1.0.0");
  const bad = tamper(await makeRelease("1.2.3"), {
    ending: ".tar.gz",
    change: (data) => data.with(data.length >> 1, data[data.length >> 1]! ^ 1) as Uint8Array<ArrayBuffer>,
  });
  await using server = serveReleases([bad, good]);
  using machine = new Machine(server.base);
  assert.equal((await run(machine, ["--version", "v1.0.0"])).code, 0);
  const before = machine.snapshot();
  for (const without of [[], ["sha256sum"], ["sha256sum", "shasum"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 7, stderr);
    assert.match(stderr, /The checksum of workspace-linux-x86_64\.tar\.gz is wrong/);
    assert.match(stderr, /expected [0-9a-f]{64}\n {2}found {4}[0-9a-f]{64}\n/);
    assert.deepEqual(machine.snapshot(), before);
  }
});

test("a download that breaks off, and one that ends early without a word", async () => {
  const release = await makeRelease("1.2.3");
  const archive = release.files.get("download/v1.2.3/workspace-linux-x86_64.tar.gz")!;
  const half = archive.slice(0, archive.length >> 1);
  let announced = true;
  await using server = serveReleases([release], {
    answer(path) {
      if (!path.endsWith(".tar.gz")) return;
      if (!announced) return new Response(half);
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(half);
          controller.close();
        },
      });
      return new Response(body, { headers: { "content-length": String(archive.length) } });
    },
  });
  using machine = new Machine(server.base);
  const before = machine.snapshot();
  for (const without of [[], ["curl"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 6, stderr);
    assert.deepEqual(machine.snapshot(), before);
  }
  announced = false;
  const { code } = await run(machine);
  assert.equal(code, 7);
  assert.deepEqual(machine.snapshot(), before);
});

test("no network", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  using machine = new Machine(`http://127.0.0.1:${port}/releases`);
  const before = machine.snapshot();
  for (const without of [[], ["curl"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 6, stderr);
    assert.match(
      stderr,
      /^Error: http:.*manifest\.json cannot be downloaded: .*\n {2}Look at the network, and at HTTPS_PROXY/m,
    );
    assert.deepEqual(machine.snapshot(), before);
  }
});

test("what is no release: a login page of a proxy, an archive without program, one that cannot be unpacked", async () => {
  const page = new TextEncoder().encode("<html>Please log in</html>\n");
  const release = await makeRelease("1.2.3");
  for (const ending of ["manifest.json", "checksums.txt"]) {
    await using server = serveReleases([tamper(release, { ending, change: () => page })]);
    using machine = new Machine(server.base);
    const { code, stderr } = await run(machine);
    assert.equal(code, 9);
    assert.match(stderr, /Something else than a release answered there/);
  }
  const { describeAsset, writeChecksums } = await import("../../scripts/packaging/release_files.ts");
  const checksums = writeChecksums([await describeAsset("workspace-linux-x86_64.tar.gz", page)]);
  const unreadable = tamper(
    tamper(release, { ending: "linux-x86_64.tar.gz", change: () => page }),
    { ending: "checksums.txt", change: () => new TextEncoder().encode(checksums) },
  );
  await using server = serveReleases([unreadable]);
  using machine = new Machine(server.base);
  const before = machine.snapshot();
  const { code, stderr } = await run(machine);
  assert.equal(code, 9, stderr);
  assert.match(stderr, /cannot be unpacked/);
  assert.deepEqual(machine.snapshot(), before);
});

test("a new program that does not run, or is another version, does not take the place of the old one", async () => {
  const good = await makeRelease("1.0.0");
  const broken = await makeRelease("1.2.3", { program: () => "#!/bin/sh\necho 'no such library' >&2\nexit 127\n" });
  const other = await makeRelease("1.2.4", { program: () => "#!/bin/sh\necho 'workspace 1.2.5'\n" });
  await using server = serveReleases([broken, other, good]);
  using machine = new Machine(server.base);
  assert.equal((await run(machine, ["--version", "1.0.0"])).code, 0);
  const before = machine.snapshot();
  const first = await run(machine);
  assert.equal(first.code, 10);
  assert.match(first.stderr, /The new binary does not run here: no such library\n {2}Nothing was changed\./);
  const second = await run(machine, ["--version", "1.2.4"]);
  assert.equal(second.code, 10);
  assert.match(second.stderr, /says that it is "workspace 1\.2\.5", not "workspace 1\.2\.4"/);
  assert.deepEqual(machine.snapshot(), before);
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  test(`stopped by ${signal} while it downloads, it leaves nothing`, async () => {
    const release = await makeRelease("1.2.3");
    const begun = Promise.withResolvers<void>();
    await using server = serveReleases([release], {
      answer(path) {
        if (!path.endsWith(".tar.gz")) return;
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new Uint8Array(1000));
            begun.resolve();
          },
        });
        return new Response(body, { headers: { "content-length": "2000" } });
      },
    });
    using machine = new Machine(server.base);
    const before = machine.snapshot();
    const child = machine.start([], { fakes: LINUX });
    const outcome = machine.finish(child);
    await begun.promise;
    child.kill(signal);
    const { code: actual, stderr } = await outcome;
    assert.equal(actual, code, stderr);
    assert.match(stderr, /Interrupted\. Nothing was installed\./);
    assert.deepEqual(machine.snapshot(), before);
  });
}

test("what cannot be written is named, and nothing is left", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  Deno.writeTextFileSync(`${machine.home}/file`, "");
  const before = machine.snapshot();
  const { code, stderr } = await run(machine, ["--install-dir", `${machine.home}/file/bin`]);
  assert.equal(code, 5);
  assert.match(stderr, /The folder .*\/file\/bin cannot be made\.\n {2}Choose another folder with --install-dir\./);
  const temporary = await run(machine, [], { env: { TMPDIR: `${machine.home}/none` } });
  assert.equal(temporary.code, 5);
  assert.match(temporary.stderr, /No temporary folder can be made in .*\n {2}Set TMPDIR/);
  assert.deepEqual(machine.snapshot(), before);
  assert.deepEqual(server.requests, []);
});

const AS_NOBODY = Deno.build.os === "linux" && Deno.uid() === 0
  ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "/bin/sh"]
  : ["sh"];

test("a folder that is read-only for the user, and ~/.local/bin where /usr/local/bin is", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const readOnly = `${machine.home}/read-only`;
  Deno.mkdirSync(readOnly);
  Deno.chmodSync(readOnly, 0o555);
  if (AS_NOBODY.length > 1) {
    for (const folder of [machine.folder, machine.home, machine.temporary]) Deno.chownSync(folder, 65534, 65534);
  }
  const { code, stderr } = await run(machine, ["--install-dir", readOnly], { shell: AS_NOBODY });
  assert.equal(code, 5, stderr);
  assert.match(stderr, /The folder .*\/read-only cannot be written\.\n {2}Choose another with --install-dir/);
  assert.deepEqual([...Deno.readDirSync(readOnly)], []);

  if (isWritableByUser("/usr/local/bin")) return;
  const fallback = await run(machine, [], { shell: AS_NOBODY, env: { WORKSPACE_INSTALL_DIR: "" } });
  assert.equal(fallback.code, 0, fallback.stderr);
  assert.deepEqual(machine.files(), [".local/bin/workspace"]);
});

/** Whether the user that the test above runs as could write there. */
function isWritableByUser(folder: string): boolean {
  const [program, ...args] = AS_NOBODY as [string, ...string[]];
  return new Deno.Command(program, { args: [...args, "-c", '[ -w "$1" ]', "sh", folder] }).outputSync().success;
}
